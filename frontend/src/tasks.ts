import { makeBallot, type Progress } from "./protocol/ballots.ts";
import { type Ceremony, makeKey, makePolynomial, openPrivateKey } from "./protocol/ceremony.ts";
import { newCredential, publicCredentials } from "./protocol/credentials.ts";
import { parseElection } from "./protocol/election.ts";
import { VotingError } from "./protocol/errors.ts";
import { checkOpening, openBallot, type Opening } from "./protocol/openings.ts";
import { partialDecryption } from "./protocol/decryption.ts";
import { checkShuffle, shuffle } from "./protocol/shuffles.ts";
import { shuffledTally } from "./protocol/tally.ts";

/** A board for which public halves are derived. */
interface BoardCredentials {
  readonly group: string;
  readonly uuid: string;
}

/** A shuffle as published, and whose it is said to be. */
export interface Shuffled {
  readonly name: string;
  readonly text: string;
}

/** The long computations, done in a worker so that the page stays alive. */
export const tasks = {
  ballot: (
    input: { election: string; credential: string; choices: number[][] },
    progress: Progress,
  ): { ballot: string; opening: string } => {
    const election = parseElection(input.election);
    const made = makeBallot(election, input.credential, input.choices, progress);
    return { ballot: made.ballot, opening: openBallot(election, input.choices, made) };
  },

  /** Why a ballot does not hold what its opening says, or null if it does. */
  opening: (input: { election: string; credentials: string; ballot: string; opening: Opening }): string | null => {
    try {
      checkOpening(parseElection(input.election), input.credentials, input.ballot, input.opening);
      return null;
    } catch (error) {
      if (error instanceof VotingError) {
        return error.message;
      }
      throw error;
    }
  },

  share: (input: { election: string; tally: string; privateKey: string }, progress: Progress): string =>
    partialDecryption(parseElection(input.election), input.tally, input.privateKey, progress),

  shuffle: (input: { election: string; tally: string }, progress: Progress): string =>
    shuffle(parseElection(input.election), input.tally, progress),

  /** The tally after all shuffles, or why it must not be opened. */
  shuffled: (
    input: { election: string; tally: string; shuffles: readonly Shuffled[] },
    progress: Progress,
  ): { tally: string } | { unfit: string } => {
    const election = parseElection(input.election);
    let { tally } = input;
    for (const [i, { name, text }] of input.shuffles.entries()) {
      try {
        checkShuffle(election, tally, text, (done, total) => {
          progress(i * total + done, input.shuffles.length * total);
        });
        tally = shuffledTally(election, tally, text);
      } catch (error) {
        if (error instanceof VotingError) {
          return { unfit: `${name}: ${error.message}` };
        }
        throw error;
      }
    }
    return { tally };
  },

  polynomial: (input: { ceremony: Ceremony; certificates: readonly string[]; seed: string }): Promise<string> =>
    makePolynomial(input.ceremony, input.certificates, input.seed),

  memberKey: (input: {
    ceremony: Ceremony;
    certificates: readonly string[];
    seed: string;
    shares: string;
  }): Promise<string> => makeKey(input.ceremony, input.certificates, input.seed, input.shares),

  privateKey: (input: { group: string; seed: string; sealed: string }): Promise<string> =>
    openPrivateKey(input.group, input.seed, input.sealed),

  credentials: (
    input: { count: number; boards: readonly BoardCredentials[] },
    progress: Progress,
  ): { credentials: string[]; elements: string[][] } => {
    const credentials = Array.from({ length: input.count }, newCredential);
    const total = input.count * input.boards.length;
    let done = 0;
    const elements = input.boards.map(({ group, uuid }) => {
      const found: string[] = [];
      for (let start = 0; start < credentials.length; start += 100) {
        found.push(...publicCredentials(group, uuid, credentials.slice(start, start + 100)));
        progress((done += Math.min(100, credentials.length - start)), total);
      }
      return found;
    });
    return { credentials, elements };
  },
};

export interface Task {
  readonly name: keyof typeof tasks;
  readonly input: unknown;
}
