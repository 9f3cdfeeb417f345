import { messages } from "../messages/index.ts";
import { h } from "../pages/dom.ts";
import { show, showFailure } from "../pages/frame.ts";
import { buttons, field, inset, link, newTab, paragraph, summaryList } from "../pages/parts.ts";
import { sentence } from "../pages/server.ts";
import { normaliseCredential } from "../protocol/credentials.ts";
import { credentialProblem, forgetCredential, keepCredential, keptCredential } from "./credential.ts";
import type { BoothData, Session } from "./session.ts";

/** The page instead of a booth when no ballot can be cast; false if one can. */
export function showIfNotOpen(data: BoothData): boolean {
  const texts = messages().closedPoll;
  const after = paragraph(link(texts.seeBoard, data.urls.board));
  switch (data.state) {
    case "open":
      break;
    case "early":
      showFailure(texts.early, texts.earlyText(data.opens_text));
      return true;
    case "closed":
      showFailure(texts.closed, texts.closedText(data.closes_text), after);
      return true;
    case "annulled":
      showFailure(texts.annulled, texts.annulledText, after);
      return true;
    case "declared":
      showFailure(texts.declared, texts.declaredText, after);
      return true;
  }
  if (data.voter !== null && !data.voter.on_roll) {
    showFailure(
      texts.notOnRoll,
      data.voter.why_not,
      data.help !== "" && paragraph(`${messages().welcome.help} ${data.help}`),
      paragraph(link(messages().goHome, data.urls.home)),
    );
    return true;
  }
  return false;
}

/** Who votes on what until when, on what secrecy rests, and the credential. */
export function showWelcome(session: Session, start: () => void, error?: string, typed = ""): void {
  const { data, election } = session;
  const texts = messages().welcome;
  const { voter } = data;
  const found = error === undefined && typed === "" ? keptCredential() : null;
  const input = h("input", {
    class: "govuk-input hustings-credential",
    id: "credential",
    name: "credential",
    value: typed,
    autocomplete: "off",
    autocapitalize: "none",
    spellcheck: "false",
  });
  const proceed = (event: Event): void => {
    event.preventDefault();
    void accept(session, start, found ?? input.value);
  };
  const other = (event: Event): void => {
    event.preventDefault();
    forgetCredential();
    showWelcome(session, start);
  };
  const about = [
    summaryList([
      [texts.organisation, data.organisation],
      [texts.open, data.closes_text],
      [
        texts.ballot,
        h(
          "ul",
          { class: "govuk-list" },
          election.questions.map((q) => h("li", {}, q.question)),
        ),
      ],
      voter === null ? null : [texts.signedInAs, `${voter.name}, ${voter.number}`],
      voter === null || voter.weight === 1 ? null : [texts.weight, texts.weightOf(voter.weight)],
    ]),
    inset(h("p", {}, texts.secrecy), h("p", {}, data.trust, " ", newTab(texts.howToCheck, data.urls.trust))),
    voter?.voted_before === true && paragraph(h("strong", {}, texts.votedBefore)),
  ];
  const help = data.help !== "" && paragraph(`${texts.help} ${data.help}`);
  if (voter === null) {
    show({
      title: data.name,
      content: [
        ...about,
        h("h2", { class: "govuk-heading-m" }, texts.signInTitle),
        paragraph(texts.signInText, found === null ? "" : ` ${texts.credentialKept}`),
        buttons(h("a", { class: "govuk-button", role: "button", href: data.urls.sign_in }, texts.signIn)),
        help,
      ],
    });
    return;
  }
  show({
    title: data.name,
    errors: error === undefined ? [] : [{ field: "credential", text: error }],
    content: [
      ...about,
      h(
        "form",
        { novalidate: true, onsubmit: proceed },
        found === null
          ? field(input, texts.credential, texts.credentialHint, error)
          : paragraph(
              texts.credentialFound(found.slice(-6)),
              " ",
              h("a", { class: "govuk-link", href: "#", onclick: other }, texts.otherCredential),
            ),
        h("button", { class: "govuk-button", type: "submit" }, texts.start),
      ),
      help,
    ],
  });
}

async function accept(session: Session, start: () => void, typed: string): Promise<void> {
  let problem: string | null;
  try {
    problem = await credentialProblem(session.election, typed);
  } catch (error) {
    problem = sentence(error);
  }
  if (problem !== null) {
    showWelcome(session, start, problem, typed);
    return;
  }
  session.credential = normaliseCredential(typed);
  keepCredential(session.credential);
  start();
}
