import { messages } from "../messages/index.ts";
import { h } from "../pages/dom.ts";
import { saveFile } from "../pages/files.ts";
import { show } from "../pages/frame.ts";
import { button, buttons, paragraph, subheading, summaryList, warning } from "../pages/parts.ts";
import { postJson, sentence } from "../pages/server.ts";
import { type Ceremony, makeCertificate, newSeed } from "../protocol/ceremony.ts";
import { keyFileName, keyFingerprint, newTrusteeKey } from "../protocol/keys.ts";
import { about, type Desk, home, progressPart } from "./desk.ts";
import { keyMadeElsewhere } from "./elsewhere.ts";
import { FILE, fileForm } from "./file_form.ts";
import { checkKeyFile, seedFileName, WrongFile } from "./unlocking.ts";

/** A secret that was just made: to be saved, loaded again, and then its public part sent. */
interface Made {
  readonly file: string;
  readonly secret: string;
  readonly accept: string;
  readonly fingerprint: string;
  /** Throws WrongFile unless the loaded text is the secret. */
  readonly prove: (text: string | null) => void;
  readonly url: string;
  readonly body: object;
}

/** Where something was made and not sent yet, so that leaving asks first. */
export const unsent = { value: false };

/** The first step of every trustee: a key of one's own, or the seed of a share in one. */
export function showMaking(desk: Desk, done: () => Promise<void>): void {
  const texts = messages().trustee;
  const { ceremony } = desk;
  const words = ceremony === null ? texts.key : texts.seed;
  const make = (): void => {
    unsent.value = true;
    showSaving(desk, ceremony === null ? newKey(desk) : newMemberSeed(desk, ceremony), done);
  };
  show({
    title: words.title,
    ...(ceremony === null ? {} : { caption: texts.step(1, 3) }),
    content: [
      about(desk),
      paragraph(words.text),
      warning(words.stays),
      buttons(button(words.make, make)),
      keyMadeElsewhere(desk, done),
      ceremony !== null && progressPart(desk),
      home(desk),
    ],
  });
}

function newKey(desk: Desk): Made {
  const { privateKey, publicKey } = newTrusteeKey(desk.group);
  const { notThisKey } = messages().trustee;
  return {
    file: keyFileName(publicKey),
    secret: privateKey,
    accept: ".privkey",
    fingerprint: keyFingerprint(publicKey),
    prove: (text) => checkKeyFile(desk.group, text, publicKey, notThisKey),
    url: desk.urls.key,
    body: { public_key: publicKey },
  };
}

function newMemberSeed(desk: Desk, ceremony: Ceremony & { readonly index: number }): Made {
  const seed = newSeed();
  const certificate = makeCertificate(ceremony, ceremony.index, seed);
  const file = seedFileName(certificate);
  return {
    file,
    secret: seed,
    accept: ".seed",
    fingerprint: file.replace(".seed", ""),
    prove: (text) => {
      if (text?.trim() !== seed) {
        throw new WrongFile(text === null ? messages().fileMissing : messages().trustee.notThisSeed);
      }
    },
    url: desk.urls.certificate,
    body: { certificate },
  };
}

function showSaving(desk: Desk, made: Made, done: () => Promise<void>, error?: string): void {
  const texts = messages().trustee;
  const words = desk.ceremony === null ? texts.key : texts.seed;
  const submit = async (text: string | null): Promise<void> => {
    try {
      made.prove(text);
      await postJson(made.url, desk.csrf, made.body);
      unsent.value = false;
      await done();
    } catch (reason) {
      showSaving(desk, made, done, sentence(reason));
    }
  };
  show({
    title: words.saveTitle,
    errors: error === undefined ? [] : [{ field: FILE, text: error }],
    content: [
      paragraph(texts.saveText(made.file)),
      warning(words.stays),
      buttons(
        button(words.save, () => {
          saveFile(made.file, made.secret, "application/octet-stream");
        }),
      ),
      subheading(texts.proveTitle),
      desk.ceremony === null && summaryList([[texts.fingerprint, h("code", {}, made.fingerprint)]]),
      fileForm(words.file, texts.fileHint(made.file), words.send, made.accept, error, (text) => void submit(text)),
    ],
  });
}
