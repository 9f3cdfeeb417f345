import { messages } from "../messages/index.ts";
import { compute } from "../pages/compute.ts";
import { type Child, h } from "../pages/dom.ts";
import { show } from "../pages/frame.ts";
import { buttons, inset, paragraph, progressBar, subheading } from "../pages/parts.ts";
import { getJson, LONG_TIMEOUT, postJson, sentence } from "../pages/server.ts";
import { type Election, parseElection } from "../protocol/election.ts";
import { VotingError } from "../protocol/errors.ts";
import { sha256Base64 } from "../protocol/hashing.ts";
import { checkTrusteeKey } from "../protocol/keys.ts";
import { rankedPlaces } from "../protocol/tally.ts";
import type { Shuffled } from "../tasks.ts";
import { checkTrustees } from "../protocol/trustees.ts";
import { about, type Desk, explanation, home, progressPart } from "./desk.ts";
import {
  archiveLink,
  archiveName,
  keyForElsewhere,
  keyOption,
  madeElsewhere,
  saveButton,
  SHARE,
  SHUFFLE,
  TEST_BALLOT,
  TEST_SHARE,
} from "./elsewhere.ts";
import { FILE, fileForm } from "./file_form.ts";
import { showUnfit } from "./unfit.ts";
import { lockOf } from "./unlocking.ts";

const CHECK_AGAIN_AFTER = 3000;

interface Setup {
  readonly election: string;
  readonly trustees: string;
}

/** A step for which a trustee loads the file that they keep. */
interface KeyStep {
  readonly title: string;
  readonly before?: Child;
  readonly rows?: readonly (readonly [string, Child])[];
  readonly text: Child;
  readonly action: string;
  readonly after?: Child;
  readonly act: (privateKey: string) => Promise<void>;
}

async function showKeyStep(desk: Desk, publicKey: string, step: KeyStep, error?: string): Promise<void> {
  const texts = messages().trustee;
  const lock = await lockOf(desk, publicKey);
  const submit = async (text: string | null): Promise<void> => {
    try {
      await step.act(await lock.open(text));
    } catch (reason) {
      if (reason instanceof VotingError) {
        showUnfit(reason);
      } else {
        await showKeyStep(desk, publicKey, step, sentence(reason));
      }
    }
  };
  show({
    title: step.title,
    errors: error === undefined ? [] : [{ field: FILE, text: error }],
    content: [
      step.before,
      about(desk, ...(step.rows ?? [])),
      step.text,
      fileForm(
        (desk.ceremony === null ? texts.key : texts.seed).file,
        lock.hint,
        step.action,
        lock.accept,
        error,
        (text) => void submit(text),
      ),
      step.after,
      home(desk),
    ],
  });
}

/** Checks that the record is sound and that this trustee's key is part of its election's key. */
function checkSetup(desk: Desk, publicKey: string, setup: Setup): Election {
  const election = parseElection(setup.election);
  if (!checkTrustees(election, setup.trustees).includes(checkTrusteeKey(desk.group, publicKey))) {
    throw new VotingError(messages().trustee.notInRecord);
  }
  return election;
}

function showWorking(text: string): (done: number, total: number) => void {
  const bar = progressBar(text);
  show({ title: text, content: [paragraph(messages().trustee.stay), bar.element] });
  return bar.show;
}

function computeShare(record: string, tally: string, privateKey: string): Promise<string> {
  const progress = showWorking(messages().trustee.working);
  return compute("share", { election: record, tally, privateKey }, progress);
}

/** Nothing to do but to see that the file is still there; also while others are waited for. */
export async function showCheck(desk: Desk, publicKey: string, right = false): Promise<void> {
  const texts = messages().trustee;
  const waits = desk.step === "wait";
  await showKeyStep(desk, publicKey, {
    title: waits ? texts.waitTitle : texts.checkTitle,
    before: [
      right &&
        inset(
          h("p", { role: "status" }, h("strong", {}, texts.fits)),
          desk.urls.setup !== null && h("p", {}, texts.inElection),
        ),
      explanation(desk),
    ],
    text: [waits && progressPart(desk), waits && subheading(texts.checkTitle), paragraph(texts.checkText)],
    action: texts.check,
    after: !waits && progressPart(desk),
    act: async () => {
      if (desk.urls.setup !== null) {
        checkSetup(desk, publicKey, await getJson<Setup>(desk.urls.setup));
      }
      await showCheck(desk, publicKey, true);
    },
  });
}

/** The test ballot, opened before the poll, so that a lost key is found out in time. */
export async function showRehearsal(desk: Desk, publicKey: string, done: () => Promise<void>): Promise<void> {
  const texts = messages().trustee;
  const setup = await getJson<Setup & { tally: string }>(desk.urls.rehearsal);
  checkSetup(desk, publicKey, setup);
  const send = async (share: string): Promise<void> => {
    await postJson(desk.urls.rehearsal, desk.csrf, { partial_decryption: share });
    await done();
  };
  const elsewhere = madeElsewhere({
    text: texts.elsewhere.textOfKeys,
    command: `hustings trustee rehearse ${TEST_BALLOT} ${keyOption(desk, publicKey)} --out ${TEST_SHARE}`,
    needs: buttons(saveButton(TEST_BALLOT, JSON.stringify(setup)), keyForElsewhere(desk)),
    handIn: send,
  });
  await showKeyStep(desk, publicKey, {
    title: texts.rehearseTitle,
    text: paragraph(texts.rehearseText),
    action: texts.rehearse,
    after: [elsewhere, progressPart(desk)],
    act: async (privateKey) => {
      await send(await computeShare(setup.election, setup.tally, privateKey));
    },
  });
}

/** What is shuffled next or opened; of what is opened also the tally before all shuffles, and the shuffles. */
interface Tally {
  readonly tally: string;
  readonly first?: string;
  readonly shuffles?: readonly Shuffled[];
}

function fetchTally(desk: Desk): Promise<Tally> {
  return getJson<Tally>(desk.urls.tally ?? "", LONG_TIMEOUT);
}

/** Where this device remembers its own shuffles: a server that shuffles by itself could follow every ballot. */
const ownShuffles = (desk: Desk): string => `shuffle ${desk.urls.tally ?? ""}`;

/** More than one where the answer to the first was lost, or it was refused; fingerprints have no spaces. */
function shufflesMadeHere(desk: Desk): readonly string[] {
  return localStorage.getItem(ownShuffles(desk))?.split(" ") ?? [];
}

/** The tally to open, once every shuffle before it has been checked, and this trustee's own is found among them. */
async function checkedTally(desk: Desk, election: string, given: Tally): Promise<string> {
  const { first, shuffles } = given;
  if (first === undefined || shuffles === undefined) {
    throw new VotingError(messages().trustee.notShuffled);
  }
  const own = shufflesMadeHere(desk);
  if (own.length > 0 && !shuffles.some(({ text }) => own.includes(sha256Base64(text)))) {
    throw new VotingError(messages().trustee.ownShuffleMissing);
  }
  const progress = showWorking(messages().trustee.checkingShuffles);
  const checked = await compute("shuffled", { election, tally: first, shuffles }, progress);
  if ("unfit" in checked) {
    throw new VotingError(checked.unfit);
  }
  return checked.tally;
}

/** Puts the ranked ballots into an order that nobody else knows; this needs no key. */
export async function showShuffle(desk: Desk, publicKey: string, done: () => Promise<void>): Promise<void> {
  const texts = messages().trustee;
  const setup = await getJson<Setup>(desk.urls.setup ?? "");
  checkSetup(desk, publicKey, setup);
  const send = async (made: string): Promise<void> => {
    localStorage.setItem(ownShuffles(desk), [...shufflesMadeHere(desk), sha256Base64(made)].join(" "));
    show({ title: texts.sending, content: [paragraph(texts.sendingText)] });
    await postJson(desk.urls.shuffle ?? "", desk.csrf, { shuffle: made }, LONG_TIMEOUT);
    await done();
  };
  const start = async (): Promise<void> => {
    const progress = showWorking(texts.shuffling);
    const made = await compute(
      "shuffle",
      { election: setup.election, tally: (await fetchTally(desk)).tally },
      progress,
    );
    await send(made);
  };
  const page = (error?: string): void => {
    const orSay = (work: Promise<void>): Promise<void> =>
      work.catch((reason: unknown) => {
        page(sentence(reason));
      });
    const act = (): void => {
      void orSay(start());
    };
    show({
      title: texts.shuffleTitle,
      errors: error === undefined ? [] : [{ field: "shuffle", text: error }],
      content: [
        about(desk),
        paragraph(texts.shuffleText),
        buttons(h("button", { class: "govuk-button", id: "shuffle", type: "button", onclick: act }, texts.shuffle)),
        madeElsewhere({
          text: texts.elsewhere.textOfArchive,
          command: `hustings trustee shuffle ${archiveName(desk)} --out ${SHUFFLE}`,
          needs: archiveLink(desk),
          handIn: (text) => orSay(send(text)),
        }),
        home(desk),
      ],
    });
  };
  page(refusal(desk));
}

/** Why what this trustee handed in before is not on the board. */
function refusal(desk: Desk): string | undefined {
  return desk.check === null || desk.check.refused === "" ? undefined : desk.check.refused;
}

/** The server checks what was handed in; who stays sees how far it is, and the outcome. */
export function showChecking(desk: Desk, again: () => Promise<void>): void {
  const texts = messages().trustee;
  const bar = progressBar(texts.checkingTitle);
  show({ title: texts.checkingTitle, content: [explanation(desk), bar.element, about(desk), home(desk)] });
  const look = (now: Desk): void => {
    bar.show(now.check?.percent ?? 0, 100);
    setTimeout(() => {
      getJson<Desk>("desk.json").then(
        (later) => {
          if (later.step === "checking") {
            look(later);
          } else {
            void again();
          }
        },
        () => {
          // The server is away for a moment; the next round tries again.
          look(now);
        },
      );
    }, CHECK_AGAIN_AFTER);
  };
  look(desk);
}

/** This trustee's share of opening the tally. */
export async function showDecrypt(desk: Desk, publicKey: string, done: () => Promise<void>): Promise<void> {
  const texts = messages().trustee;
  const setup = await getJson<Setup>(desk.urls.setup ?? "");
  const ranked = rankedPlaces(checkSetup(desk, publicKey, setup)).length > 0;
  const given = await fetchTally(desk);
  const tally = ranked ? await checkedTally(desk, setup.election, given) : given.tally;
  const fingerprint = (text: string): Child => h("code", {}, sha256Base64(text));
  const send = async (share: string): Promise<void> => {
    await postJson(desk.urls.decrypt ?? "", desk.csrf, { partial_decryption: share }, LONG_TIMEOUT);
    await done();
  };
  const step: KeyStep = {
    title: texts.decryptTitle,
    rows: [
      ...(given.shuffles ?? []).map(({ name, text }) => [texts.shuffledBy(name), fingerprint(text)] as const),
      [texts.tallyFingerprint, fingerprint(tally)],
    ],
    text: [paragraph(ranked ? texts.decryptRanked : texts.decryptSums), paragraph(texts.compareTally)],
    action: texts.decrypt,
    after: madeElsewhere({
      text: texts.elsewhere.textOfArchive,
      command: `hustings trustee decrypt ${archiveName(desk)} ${keyOption(desk, publicKey)} --out ${SHARE}`,
      needs: buttons(archiveLink(desk), keyForElsewhere(desk)),
      handIn: send,
    }),
    act: async (privateKey) => {
      await send(await computeShare(setup.election, tally, privateKey));
    },
  };
  await showKeyStep(desk, publicKey, step, refusal(desk));
}
