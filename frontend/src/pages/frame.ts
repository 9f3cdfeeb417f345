import { chooseLanguage, language, messages } from "../messages/index.ts";
import { byId, type Child, h } from "./dom.ts";
import { errorSummary, type FieldError, heading, paragraph } from "./parts.ts";

export interface Page {
  readonly title: string;
  readonly caption?: string;
  readonly content: readonly Child[];
  readonly errors?: readonly FieldError[];
  /** Parts that come before the heading, such as a link back. */
  readonly before?: Child;
  /** Left out where the heading is part of the content (the legend of a question). */
  readonly ownHeading?: boolean;
}

let context: readonly string[] = [];

/**
 * Names the organisation and the election in the header and in every page title, in the language of the election; and
 * beside the organisation for whom this browser acts.
 */
export function setContext(organisation: string, name: string, wanted: string | undefined, person = ""): void {
  chooseLanguage(wanted);
  context = [name, organisation].filter((part) => part !== "");
  byId("organisation").textContent = [organisation, person].filter((part) => part !== "").join(" · ");
  byId("skip").textContent = messages().skipToContent;
  document.documentElement.lang = language();
}

/** Shows a page, moves the focus to what must be read first, and says it in the title. */
export function show(page: Page): void {
  const errors = page.errors ?? [];
  const main = byId("main");
  const summary = errorSummary(errors);
  main.replaceChildren();
  main.append(
    h(
      "div",
      { class: "hustings-page" },
      page.before,
      summary,
      page.ownHeading !== true && heading(page.title, page.caption),
      ...page.content,
    ),
  );
  const prefix = errors.length > 0 ? `${messages().errorPrefix} ` : "";
  document.title = prefix + [page.title, ...context].filter((part, i, all) => all.indexOf(part) === i).join(" – ");
  window.scrollTo(0, 0);
  (summary ?? main.querySelector<HTMLElement>("h1"))?.focus();
}

/** The page for what cannot go on: what happened, and what to do. */
export function showFailure(title: string, ...sentences: Child[]): void {
  show({
    title,
    content: sentences.map((sentence) => (typeof sentence === "string" ? paragraph(sentence) : sentence)),
  });
}
