import { messages } from "../messages/index.ts";
import { h } from "../pages/dom.ts";
import { chosenFile, saveFile } from "../pages/files.ts";
import { button, details, errorMessage, field, paragraph } from "../pages/parts.ts";
import { getJson, sentence } from "../pages/server.ts";
import type { CeremonySoFar, Desk } from "./desk.ts";

const FIELD = "made-elsewhere";

/** For who works with `hustings trustee` on another computer: the file that this command wrote is handed in here. */
export function madeElsewhere(command: string, handIn: (text: string) => Promise<void>): HTMLElement {
  const texts = messages().trustee.elsewhere;
  const input = h("input", { class: "govuk-file-upload", id: FIELD, type: "file" });
  const said = h("div", { role: "alert" });
  const send = async (): Promise<void> => {
    const text = await chosenFile(input);
    if (text === null) {
      throw new Error(messages().fileMissing);
    }
    said.replaceChildren();
    await handIn(text.trim());
  };
  const onsubmit = (event: Event): void => {
    event.preventDefault();
    send().catch((reason: unknown) => {
      said.replaceChildren(errorMessage(`${FIELD}-error`, sentence(reason)));
    });
  };
  return details(
    texts.title,
    paragraph(texts.text, " ", h("code", {}, command)),
    h(
      "form",
      { novalidate: true, onsubmit },
      said,
      field(input, texts.file, texts.hint, undefined),
      h("button", { class: "govuk-button govuk-button--secondary", type: "submit" }, texts.send),
    ),
  );
}

/** What a member of a group needs there besides the seed; a single trustee needs the key file only. */
export function keyForElsewhere(desk: Desk): HTMLElement | false {
  const save = async (): Promise<void> => {
    const { encrypted_private_key: sealed } = await getJson<CeremonySoFar>(desk.urls.ceremony);
    saveFile(`MEMBER-${desk.ceremony?.index ?? 0}.dkey`, sealed ?? "", "application/json");
  };
  return desk.ceremony !== null && button(messages().trustee.elsewhere.saveKey, () => void save(), "secondary");
}
