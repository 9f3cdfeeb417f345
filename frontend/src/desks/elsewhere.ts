import { messages } from "../messages/index.ts";
import { type Child, h } from "../pages/dom.ts";
import { chosenFile, saveFile } from "../pages/files.ts";
import { button, details, errorMessage, field, link, paragraph } from "../pages/parts.ts";
import { getJson, postJson, sentence } from "../pages/server.ts";
import { keyFileName } from "../protocol/keys.ts";
import type { CeremonySoFar, Desk } from "./desk.ts";

const FIELD = "made-elsewhere";
/** How the command line names what it reads. */
const CERTIFICATES = "certificates.txt";
export const TEST_BALLOT = "test-ballot.json";
/** What it is told to write. */
export const TEST_SHARE = "test-share.json";
export const SHUFFLE = "shuffle.json";
export const SHARE = "share.json";

/** What is made on another computer for a step. */
interface Elsewhere {
  readonly text: string;
  readonly command: string;
  /** The files that the command reads, to be saved here. */
  readonly needs?: Child;
  /** How the name of the file that it writes ends, where the command names the file. */
  readonly ending?: string;
  readonly handIn: (text: string) => Promise<void>;
}

/** For who works with `hustings trustee` on another computer: the file that this command wrote is handed in here. */
export function madeElsewhere(made: Elsewhere): HTMLElement {
  const texts = messages().trustee.elsewhere;
  const input = h("input", { class: "govuk-file-upload", id: FIELD, type: "file", accept: made.ending ?? "" });
  const said = h("div", { role: "alert" });
  const send = async (): Promise<void> => {
    const text = (await chosenFile(input))?.trim();
    if (text === undefined) {
      throw new Error(messages().fileMissing);
    }
    // All that is handed in is a JSON object; the files with secrets are not, and must not leave this device.
    if (!text.startsWith("{")) {
      throw new Error(texts.notThisFile);
    }
    said.replaceChildren();
    await made.handIn(text);
  };
  const onsubmit = (event: Event): void => {
    event.preventDefault();
    send().catch((reason: unknown) => {
      said.replaceChildren(errorMessage(`${FIELD}-error`, sentence(reason)));
    });
  };
  return details(
    texts.title,
    paragraph(made.text),
    made.needs,
    paragraph(texts.command, " ", commandLine(made.command)),
    h(
      "form",
      { novalidate: true, onsubmit },
      said,
      field(input, texts.file(made.ending ?? ""), texts.hint, undefined),
      h("button", { class: "govuk-button govuk-button--secondary", type: "submit" }, texts.send),
    ),
  );
}

/** No line ends within a word: after the hyphen of an option it would be read as two words. */
function commandLine(text: string): HTMLElement {
  const words = text.split(" ").map((word) => h("span", { class: "hustings-whole" }, word));
  return h("code", {}, ...words.flatMap((word) => [word, " "]));
}

/** A step in which a key is made: what is handed in, under which name, and how the command line makes it. */
interface Making {
  readonly url: string;
  readonly name: string;
  readonly command: string;
  readonly ending: string;
}

function makingOf(desk: Desk): Making {
  const { ceremony, group, urls } = desk;
  if (ceremony === null) {
    return {
      url: urls.key,
      name: "public_key",
      command: `hustings trustee generate --group ${group}`,
      ending: ".pubkey",
    };
  }
  const { index, names, threshold } = ceremony;
  const command = "hustings trustee ceremony";
  const known = `--seed MEMBER-${index}.seed --certificates ${CERTIFICATES}`;
  if (desk.step === "certificate") {
    const terms = `--group ${group} --threshold ${threshold} --size ${names.length} --index ${index}`;
    return { url: urls.certificate, name: "certificate", command: `${command} certificate ${terms}`, ending: ".cert" };
  }
  if (desk.step === "polynomial") {
    return {
      url: urls.polynomial,
      name: "polynomial",
      command: `${command} polynomial ${known}`,
      ending: ".polynomial",
    };
  }
  return {
    url: urls.share,
    name: "key",
    command: `${command} key ${known} --shares MEMBER-${index}.shares`,
    ending: ".key",
  };
}

/** A key, or a step of the ceremony, made on another computer from what the ceremony has come to. */
export function keyMadeElsewhere(desk: Desk, done: () => Promise<void>, soFar?: CeremonySoFar): HTMLElement {
  const texts = messages().trustee.elsewhere;
  const { url, name, command, ending } = makingOf(desk);
  const { certificates = null, shares = null } = soFar ?? {};
  return madeElsewhere({
    text: texts.textOfKeys,
    command,
    ending,
    needs: [
      certificates !== null && saveButton(CERTIFICATES, certificates.join("\n")),
      shares !== null && saveButton(`MEMBER-${desk.ceremony?.index ?? 0}.shares`, shares),
    ],
    handIn: async (text) => {
      await postJson(url, desk.csrf, { [name]: text });
      await done();
    },
  });
}

/** Saves a file that a command on another computer reads. */
export function saveButton(name: string, text: string): HTMLElement {
  const save = (): void => {
    saveFile(name, text, "application/octet-stream");
  };
  return button(messages().trustee.elsewhere.save(name), save, "secondary");
}

/** The name under which a browser saves the archive of the board whose turn it is. */
export function archiveName(desk: Desk): string {
  return `${desk.urls.archive?.split("/").at(-2) ?? ""}.bel`;
}

export function archiveLink(desk: Desk): Child {
  const { archive } = desk.urls;
  const style = { class: "govuk-button govuk-button--secondary", download: "" };
  return archive !== null && link(messages().trustee.elsewhere.save(archiveName(desk)), archive, style);
}

/** How a command is told which key to use. */
export function keyOption(desk: Desk, publicKey: string): string {
  if (desk.ceremony === null) {
    return `--key ${keyFileName(publicKey)}`;
  }
  const member = `MEMBER-${desk.ceremony.index}`;
  return `--key ${member}.seed --dkey ${member}.dkey`;
}

/** What a member of a group needs there besides the seed; a single trustee needs the key file only. */
export function keyForElsewhere(desk: Desk): HTMLElement | false {
  const save = async (): Promise<void> => {
    const { encrypted_private_key: sealed } = await getJson<CeremonySoFar>(desk.urls.ceremony);
    saveFile(`MEMBER-${desk.ceremony?.index ?? 0}.dkey`, sealed ?? "", "application/json");
  };
  return desk.ceremony !== null && button(messages().trustee.elsewhere.saveKey, () => void save(), "secondary");
}
