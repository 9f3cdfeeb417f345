import { messages } from "../messages/index.ts";
import { type Child, h } from "../pages/dom.ts";
import { link, paragraph, subheading, summaryList } from "../pages/parts.ts";
import type { Ceremony } from "../protocol/ceremony.ts";
import { keyFingerprint } from "../protocol/keys.ts";

/** What the server says of a trustee's part. */
export interface Desk {
  readonly name: string;
  readonly organisation: string;
  readonly election: string;
  readonly group: string;
  /** A single trustee keeps a key file, a member of a threshold group a seed file. */
  readonly kind: "single" | "member";
  readonly step:
    | "key"
    | "certificate"
    | "polynomial"
    | "share"
    | "wait"
    | "rehearse"
    | "check"
    | "shuffle"
    | "decrypt"
    | "checking"
    /** Nothing is left to do, with this trustee's share handed in or without it. */
    | "done"
    | "over";
  /** Those whom this step waits for. */
  readonly missing: readonly string[];
  readonly progress: readonly TrusteeProgress[];
  readonly ceremony: (Ceremony & { readonly index: number }) | null;
  readonly public_key: string | null;
  readonly explain: string;
  /** Of what was handed in last for this step: how far its check is, or why it was refused. */
  readonly check: { readonly percent: number; readonly refused: string } | null;
  readonly csrf: string;
  readonly language?: string;
  readonly urls: {
    readonly key: string;
    readonly ceremony: string;
    readonly certificate: string;
    readonly polynomial: string;
    readonly share: string;
    readonly rehearsal: string;
    readonly home: string;
    /** These five are of the board whose turn it is, or null while there is none. */
    readonly archive: string | null;
    readonly setup: string | null;
    readonly tally: string | null;
    readonly shuffle: string | null;
    readonly decrypt: string | null;
  };
}

/** What one trustee has done; null is what this one has not to do. */
interface TrusteeProgress {
  readonly name: string;
  readonly key: boolean | null;
  readonly certificate: boolean | null;
  readonly polynomial: boolean | null;
  readonly share: boolean | null;
  readonly rehearsed: boolean;
  readonly you: boolean;
}

/** What a member of a threshold group is given for the next step, and for opening a tally. */
export interface CeremonySoFar {
  readonly certificates: readonly string[] | null;
  readonly shares: string | null;
  readonly encrypted_private_key: string | null;
}

/** Whose desk it is, and what of it is compared with others. */
export function about(desk: Desk, ...rows: readonly (readonly [string, Child])[]): Child {
  const texts = messages().trustee;
  return summaryList([
    [texts.election, desk.election],
    [texts.you, desk.name],
    desk.ceremony === null ? null : [texts.shared, texts.anyOf(desk.ceremony.threshold, desk.ceremony.names.length)],
    desk.public_key === null ? null : [texts.fingerprint, h("code", {}, keyFingerprint(desk.public_key))],
    ...rows,
  ]);
}

/** What the server says, for the steps that cannot say it themselves. */
export function explanation(desk: Desk): Child {
  return desk.explain !== "" && paragraph(desk.explain);
}

export function home(desk: Desk): HTMLElement {
  return paragraph(link(messages().yourDesks, desk.urls.home));
}

/** Who has done what, and for whom this trustee waits. */
export function progressPart(desk: Desk): Child {
  const texts = messages().trustee;
  const state = (done: boolean): HTMLElement =>
    h("strong", { class: `govuk-tag govuk-tag--${done ? "green" : "grey"}` }, done ? texts.isDone : texts.notYet);
  const key = (row: TrusteeProgress): Child => {
    if (row.key !== null) {
      return state(row.key);
    }
    const steps = [row.certificate, row.polynomial, row.share].filter((done) => done === true).length;
    return steps === 3 ? state(true) : h("strong", { class: "govuk-tag govuk-tag--grey" }, texts.stepsOf(steps, 3));
  };
  const header = (text: string): HTMLElement => h("th", { class: "govuk-table__header", scope: "col" }, text);
  const cell = (...children: Child[]): HTMLElement => h("td", { class: "govuk-table__cell" }, ...children);
  return [
    desk.missing.length > 0 && paragraph(h("strong", {}, texts.waitingFor), " ", desk.missing.join(", ")),
    subheading(texts.progressTitle),
    h(
      "table",
      { class: "govuk-table" },
      h(
        "thead",
        { class: "govuk-table__head" },
        h("tr", {}, header(texts.you), header(texts.keyColumn), header(texts.rehearsalColumn)),
      ),
      h(
        "tbody",
        { class: "govuk-table__body" },
        desk.progress.map((row) =>
          h(
            "tr",
            {},
            h(
              "th",
              { class: "govuk-table__header", scope: "row" },
              row.name,
              row.you && h("span", { class: "hustings-you" }, ` ${texts.thatIsYou}`),
            ),
            cell(key(row)),
            cell(state(row.rehearsed)),
          ),
        ),
      ),
    ),
  ];
}
