import { type Election, parseElection } from "../protocol/election.ts";
import { checkTrustees } from "../protocol/trustees.ts";
import { getJson, getText } from "../pages/server.ts";

/** What the server says of a question beyond the record: hints, and where to read more. */
export interface QuestionNotes {
  readonly title: string;
  readonly hint: string;
  /** Of a ranked question: how many are elected, by which rule, and whether it may be left blank. */
  readonly seats?: number | null;
  readonly rule?: string;
  readonly blank?: boolean;
  readonly answers: readonly { readonly label: string; readonly detail: string; readonly url: string }[];
}

export interface Voter {
  readonly name: string;
  readonly number: string;
  readonly on_roll: boolean;
  readonly why_not: string;
  readonly weight: number;
  readonly voted_before: boolean;
}

export interface BoothData {
  readonly name: string;
  readonly organisation: string;
  readonly state: "open" | "early" | "closed" | "annulled" | "declared";
  readonly opens_text: string;
  readonly closes_text: string;
  /** The organisation's time zone. */
  readonly zone?: string;
  readonly voter: Voter | null;
  readonly questions: readonly QuestionNotes[];
  readonly trust: string;
  readonly help: string;
  readonly csrf: string;
  readonly language: string;
  readonly urls: {
    readonly sign_in: string;
    readonly cast: string;
    readonly challenge: string;
    readonly board: string;
    readonly trust: string;
    readonly home: string;
    readonly candidates: string;
  };
}

/** The server's answer to a ballot that it accepted; the receipt is kept word for word. */
export interface Receipt {
  readonly tracking_number: string;
  readonly height: number;
  readonly head: string;
  readonly received: string;
  readonly board: string;
  readonly signature: string;
  readonly statement: string;
  readonly revote: boolean;
}

/** One voter's visit to the booth. Choices live here only: never stored, gone when the tab is. */
export interface Session {
  data: BoothData;
  /** Who was signed in when the booth opened: nobody else casts what is made in it. */
  readonly voter: Voter | null;
  readonly record: string;
  readonly election: Election;
  credential: string | null;
  /** Per question the marks or ranks, or null until it is answered. */
  readonly choices: (number[] | null)[];
  /** The encrypted ballot; its opening is for the voter only, and only once the ballot cannot be cast any more. */
  made: { readonly ballot: string; readonly opening: string } | null;
  challenged: boolean;
  receipt: Receipt | null;
}

/** What a visit needs, fetched from beside the page. */
export async function fetchData(): Promise<BoothData> {
  return getJson<BoothData>("booth.json");
}

/** Reads the election's record and checks that its key belongs to its trustees. */
export async function openSession(data: BoothData): Promise<Session> {
  const [record, trustees] = await Promise.all([getText("election.json"), getText("trustees.json")]);
  const election = parseElection(record);
  checkTrustees(election, trustees);
  return {
    data,
    voter: data.voter,
    record,
    election,
    credential: null,
    choices: election.questions.map(() => null),
    made: null,
    challenged: false,
    receipt: null,
  };
}

/** A change of mind makes the encrypted ballot void. */
export function answerQuestion(session: Session, index: number, choices: number[]): void {
  session.choices[index] = choices;
  discardBallot(session);
}

/** Forgets the encrypted ballot, so that a new one is made. */
export function discardBallot(session: Session): void {
  session.made = null;
  session.challenged = false;
}
