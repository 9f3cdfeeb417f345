import { fileForm, FILE, guardLeaving } from "./desks/file_form.ts";
import { keyFileProblem } from "./desks/key_check.ts";
import { messages } from "./messages/index.ts";
import { compute } from "./pages/compute.ts";
import { type Child, h } from "./pages/dom.ts";
import { saveFile } from "./pages/files.ts";
import { setContext, show, showFailure } from "./pages/frame.ts";
import {
  button,
  buttons,
  inset,
  link,
  paragraph,
  progressBar,
  subheading,
  summaryList,
  warning,
} from "./pages/parts.ts";
import { getJson, postJson, sentence } from "./pages/server.ts";
import { type Election, parseElection } from "./protocol/election.ts";
import { VotingError } from "./protocol/errors.ts";
import { sha256Base64 } from "./protocol/hashing.ts";
import { checkPartialDecryption } from "./protocol/decryption.ts";
import { checkTrusteeKey, keyFileName, keyFingerprint, newTrusteeKey, type TrusteeKey } from "./protocol/keys.ts";
import { checkTrustees } from "./protocol/trustees.ts";

interface Desk {
  readonly name: string;
  readonly organisation: string;
  readonly election: string;
  readonly group: string;
  readonly step: "key" | "wait" | "check" | "decrypt" | "done";
  readonly public_key: string | null;
  readonly explain: string;
  readonly csrf: string;
  readonly language?: string;
  readonly urls: {
    readonly key: string;
    readonly home: string;
    /** These three are of the board whose turn it is, or null while there is none. */
    readonly setup: string | null;
    readonly tally: string | null;
    readonly decrypt: string | null;
  };
}

interface Setup {
  readonly election: string;
  readonly trustees: string;
}

let unsent = false;

function about(desk: Desk, tally?: string): Child {
  const texts = messages().trustee;
  return [
    summaryList([
      [texts.organisation, desk.organisation],
      [texts.election, desk.election],
      [texts.you, desk.name],
      [texts.group, desk.group],
      desk.public_key === null ? null : [texts.fingerprint, h("code", {}, keyFingerprint(desk.public_key))],
      tally === undefined ? null : [texts.tallyFingerprint, h("code", {}, sha256Base64(tally))],
    ]),
    desk.explain !== "" && paragraph(desk.explain),
  ];
}

function home(desk: Desk): HTMLElement {
  return paragraph(link(messages().goHome, desk.urls.home));
}

function showMakeKey(desk: Desk): void {
  const texts = messages().trustee;
  show({
    title: texts.makeTitle,
    content: [
      about(desk),
      paragraph(texts.makeText),
      warning(texts.privateStays),
      buttons(
        button(texts.make, () => {
          unsent = true;
          showSaveKey(desk, newTrusteeKey(desk.group));
        }),
      ),
    ],
  });
}

function showSaveKey(desk: Desk, key: TrusteeKey, error?: string): void {
  const texts = messages().trustee;
  const file = keyFileName(key.publicKey);
  const submit = (text: string | null): void => {
    const problem = keyFileProblem(desk.group, text, key.publicKey, texts.notThisKey);
    if (problem !== null) {
      showSaveKey(desk, key, problem);
      return;
    }
    postJson(desk.urls.key, desk.csrf, { public_key: key.publicKey })
      .then(() => {
        unsent = false;
        return load();
      })
      .catch((reason: unknown) => {
        showSaveKey(desk, key, sentence(reason));
      });
  };
  show({
    title: texts.saveTitle,
    errors: error === undefined ? [] : [{ field: FILE, text: error }],
    content: [
      paragraph(texts.saveText(file)),
      warning(texts.privateStays),
      buttons(
        button(texts.save, () => {
          saveFile(file, key.privateKey, "application/octet-stream");
        }),
      ),
      subheading(texts.proveTitle),
      summaryList([[texts.fingerprint, h("code", {}, keyFingerprint(key.publicKey))]]),
      fileForm(texts.file, texts.fileHint(file), texts.send, ".privkey", error, submit),
    ],
  });
}

/** Fetches the election's record and checks that this trustee's key is part of its key. */
async function readSetup(desk: Desk, publicKey: string): Promise<{ record: string; election: Election }> {
  const setup = await getJson<Setup>(desk.urls.setup ?? "");
  const election = parseElection(setup.election);
  if (!checkTrustees(election, setup.trustees).includes(checkTrusteeKey(desk.group, publicKey))) {
    throw new VotingError("The election's record does not hold your public key.");
  }
  return { record: setup.election, election };
}

function showCheck(desk: Desk, publicKey: string, result?: { error: string } | { right: true }): void {
  const texts = messages().trustee;
  const error = result !== undefined && "error" in result ? result.error : undefined;
  const submit = (text: string | null): void => {
    const problem = keyFileProblem(desk.group, text, publicKey, texts.notYourKey);
    if (problem !== null) {
      showCheck(desk, publicKey, { error: problem });
      return;
    }
    if (desk.urls.setup === null) {
      showCheck(desk, publicKey, { right: true });
      return;
    }
    readSetup(desk, publicKey)
      .then(() => {
        showCheck(desk, publicKey, { right: true });
      })
      .catch((reason: unknown) => {
        showUnfit(reason);
      });
  };
  show({
    title: desk.step === "wait" ? texts.waitTitle : texts.checkTitle,
    errors: error === undefined ? [] : [{ field: FILE, text: error }],
    content: [
      result !== undefined &&
        "right" in result &&
        inset(
          h("p", { role: "status" }, h("strong", {}, texts.fits)),
          desk.urls.setup !== null && h("p", {}, texts.inElection),
        ),
      about(desk),
      desk.step === "wait" && subheading(texts.checkTitle),
      paragraph(texts.checkText),
      fileForm(texts.file, texts.fileHint(keyFileName(publicKey)), texts.check, ".privkey", error, submit),
      home(desk),
    ],
  });
}

async function showDecrypt(desk: Desk, publicKey: string, error?: string): Promise<void> {
  const texts = messages().trustee;
  const { record, election } = await readSetup(desk, publicKey);
  const { tally } = await getJson<{ tally: string }>(desk.urls.tally ?? "");
  const submit = (text: string | null): void => {
    const problem = keyFileProblem(desk.group, text, publicKey, texts.notYourKey);
    if (text === null || problem !== null) {
      void showDecrypt(desk, publicKey, problem ?? messages().fileMissing);
      return;
    }
    openShare(desk, publicKey, record, election, tally, text).catch((reason: unknown) => {
      void showDecrypt(desk, publicKey, sentence(reason));
    });
  };
  show({
    title: texts.decryptTitle,
    errors: error === undefined ? [] : [{ field: FILE, text: error }],
    content: [
      about(desk, tally),
      paragraph(texts.decryptText),
      fileForm(texts.file, texts.fileHint(keyFileName(publicKey)), texts.decrypt, ".privkey", error, submit),
    ],
  });
}

async function openShare(
  desk: Desk,
  publicKey: string,
  record: string,
  election: Election,
  tally: string,
  privateKey: string,
): Promise<void> {
  const texts = messages().trustee;
  const bar = progressBar(texts.working);
  show({ title: texts.working, content: [bar.element] });
  const share = await compute("share", { election: record, tally, privateKey }, bar.show);
  checkPartialDecryption(election, tally, checkTrusteeKey(desk.group, publicKey), share);
  await postJson(desk.urls.decrypt ?? "", desk.csrf, { partial_decryption: share });
  await load();
}

function showDone(desk: Desk): void {
  const texts = messages().trustee;
  show({ title: texts.doneTitle, content: [about(desk), paragraph(texts.doneText), home(desk)] });
}

function showUnfit(reason: unknown): void {
  if (reason instanceof VotingError) {
    showFailure(messages().cannotGoOn, messages().trustee.unfit, reason.message);
  } else {
    showFailure(
      messages().cannotGoOn,
      sentence(reason),
      buttons(
        button(messages().tryAgain, () => {
          location.reload();
        }),
      ),
    );
  }
}

async function load(): Promise<void> {
  try {
    const desk = await getJson<Desk>("desk.json");
    setContext(desk.organisation, desk.election, desk.language);
    if (desk.step === "done") {
      showDone(desk);
    } else if (desk.step === "key" || desk.public_key === null) {
      showMakeKey(desk);
    } else if (desk.step === "decrypt") {
      await showDecrypt(desk, desk.public_key);
    } else {
      showCheck(desk, desk.public_key);
    }
  } catch (error) {
    showUnfit(error);
  }
}

guardLeaving(() => unsent);
setContext("", "", undefined);
void load();
