import { messages } from "../messages/index.ts";
import { type Child, h } from "./dom.ts";

/** What is wrong, and the id of the field to mend. */
export interface FieldError {
  readonly field: string;
  readonly text: string;
}

export function paragraph(...children: Child[]): HTMLElement {
  return h("p", { class: "govuk-body" }, ...children);
}

export function heading(text: string, caption = ""): HTMLElement {
  return h(
    "h1",
    { class: "govuk-heading-l", tabindex: "-1" },
    caption !== "" && h("span", { class: "govuk-caption-l" }, caption),
    text,
  );
}

export function subheading(text: string): HTMLElement {
  return h("h2", { class: "govuk-heading-m" }, text);
}

export function button(text: string, act: () => void, kind: "primary" | "secondary" = "primary"): HTMLElement {
  const style = kind === "secondary" ? " govuk-button--secondary" : "";
  return h("button", { class: `govuk-button${style}`, type: "button", onclick: act }, text);
}

export function buttons(...children: Child[]): HTMLElement {
  return h("div", { class: "govuk-button-group" }, ...children);
}

export function link(text: Child, href: string, attributes: Record<string, string> = {}): HTMLElement {
  return h("a", { class: "govuk-link", href, ...attributes }, text);
}

/** A link that leaves this page where it is, so that nothing entered here is lost. */
export function newTab(text: Child, href: string): HTMLElement {
  return h("a", { class: "govuk-link", href, target: "_blank", rel: "noopener" }, text, ` ${messages().opensInNewTab}`);
}

export function inset(...children: Child[]): HTMLElement {
  return h("div", { class: "govuk-inset-text" }, ...children);
}

export function warning(...children: Child[]): HTMLElement {
  return h(
    "div",
    { class: "govuk-warning-text" },
    h("span", { class: "govuk-warning-text__icon", "aria-hidden": "true" }, "!"),
    h(
      "strong",
      { class: "govuk-warning-text__text" },
      h("span", { class: "govuk-visually-hidden" }, messages().warning),
      ...children,
    ),
  );
}

export function details(summary: string, ...children: Child[]): HTMLElement {
  return h(
    "details",
    { class: "govuk-details" },
    h("summary", { class: "govuk-details__summary" }, h("span", { class: "govuk-details__summary-text" }, summary)),
    h("div", { class: "govuk-details__text" }, ...children),
  );
}

/** Terms and what is said of them, one under the other on a telephone. */
export function summaryList(rows: readonly (readonly [term: Child, ...values: Child[]] | null)[]): HTMLElement {
  return h(
    "dl",
    { class: "govuk-summary-list" },
    rows.map(
      (row) =>
        row !== null &&
        h(
          "div",
          { class: "govuk-summary-list__row" },
          h("dt", { class: "govuk-summary-list__key" }, row[0]),
          h("dd", { class: "govuk-summary-list__value" }, ...row.slice(1)),
        ),
    ),
  );
}

export function errorSummary(errors: readonly FieldError[]): HTMLElement | null {
  if (errors.length === 0) {
    return null;
  }
  const focusField = (field: string) => (event: Event) => {
    event.preventDefault();
    document.getElementById(field)?.focus();
  };
  return h(
    "div",
    { class: "govuk-error-summary", tabindex: "-1", id: "error-summary" },
    h(
      "div",
      { role: "alert" },
      h("h2", { class: "govuk-error-summary__title" }, messages().thereIsAProblem),
      h(
        "div",
        { class: "govuk-error-summary__body" },
        h(
          "ul",
          { class: "govuk-list govuk-error-summary__list" },
          errors.map(({ field, text }) => h("li", {}, h("a", { href: `#${field}`, onclick: focusField(field) }, text))),
        ),
      ),
    ),
  );
}

export function errorMessage(id: string, text: string): HTMLElement {
  return h(
    "p",
    { class: "govuk-error-message", id },
    h("span", { class: "govuk-visually-hidden" }, messages().errorPrefix),
    text,
  );
}

/** A labelled field of a form, with its hint and its error above it. */
export function field(input: HTMLInputElement, label: string, hint: string, error: string | undefined): HTMLElement {
  if (error !== undefined) {
    input.classList.add(input.type === "file" ? "govuk-file-upload--error" : "govuk-input--error");
  }
  return labelled(input, label, hint, error);
}

/** Any control of a form with its label, its hint and its error. */
export function labelled(control: HTMLElement, label: string, hint: string, error: string | undefined): HTMLElement {
  const { id } = control;
  const described = [`${id}-hint`, ...(error === undefined ? [] : [`${id}-error`])];
  control.setAttribute("aria-describedby", described.join(" "));
  if (error !== undefined) {
    control.setAttribute("aria-invalid", "true");
  }
  return h(
    "div",
    { class: `govuk-form-group${error === undefined ? "" : " govuk-form-group--error"}` },
    h("label", { class: "govuk-label govuk-label--s", for: id }, label),
    h("div", { class: "govuk-hint", id: `${id}-hint` }, hint),
    error !== undefined && errorMessage(`${id}-error`, error),
    control,
  );
}

/** A progress bar with words that are read aloud at every quarter. */
export function progressBar(label: string): { element: HTMLElement; show: (done: number, total: number) => void } {
  const bar = h("progress", { class: "hustings-progress", max: "100", value: "0", "aria-label": label });
  const words = h("p", { class: "govuk-body", role: "status", "aria-live": "polite" });
  let said = -1;
  return {
    element: h("div", {}, bar, words),
    show: (done, total) => {
      const percent = total === 0 ? 100 : Math.floor((100 * done) / total);
      bar.value = percent;
      const quarter = Math.floor(percent / 25);
      if (quarter !== said) {
        said = quarter;
        words.textContent = messages().percentDone(percent);
      }
    },
  };
}
