import { h } from "../pages/dom.ts";
import { chosenFile } from "../pages/files.ts";
import { field } from "../pages/parts.ts";

export const FILE = "file";

/** A form with one file field and one button. */
export function fileForm(
  label: string,
  hint: string,
  action: string,
  accept: string,
  error: string | undefined,
  submit: (text: string | null) => void,
): HTMLElement {
  const input = h("input", { class: "govuk-file-upload", id: FILE, type: "file", accept });
  const onsubmit = (event: Event): void => {
    event.preventDefault();
    void chosenFile(input).then(submit);
  };
  return h(
    "form",
    { novalidate: true, onsubmit },
    field(input, label, hint, error),
    h("button", { class: "govuk-button", type: "submit" }, action),
  );
}

/** Asks before leaving while something is made but not sent. */
export function guardLeaving(unsent: () => boolean): void {
  addEventListener("beforeunload", (event) => {
    if (unsent()) {
      event.preventDefault();
    }
  });
}
