import type { Progress } from "./ballots.ts";
import { type Ciphertext, readCiphertext } from "./ciphertexts.ts";
import { ciphertextCount, type Election } from "./election.ts";
import { VotingError } from "./errors.ts";
import { canonicalJson, type Json, parseCanonical, readArray, readFields } from "./json.ts";

const WHAT = "The encrypted tally";

/** The ciphertexts of an encrypted tally, question by question; of a ranked one there is one for each ballot. */
export function readTally(election: Election, text: string, progress: Progress = () => undefined): Ciphertext[][] {
  const { group, questions } = election;
  const rows = readArray(parseCanonical(text, WHAT), WHAT, questions.length).map((row, i) => {
    const question = questions[i]!;
    return readArray(
      row,
      "A question of the tally",
      question.kind === "ranked" ? undefined : ciphertextCount(question),
    );
  });
  const total = rows.reduce((sum, row) => sum + row.length, 0);
  let done = 0;
  return rows.map((row) =>
    row.map((entry) => {
      progress(++done, total);
      return readCiphertext(group, entry);
    }),
  );
}

/** The places of the ranked questions, which are shuffled. */
export function rankedPlaces(election: Election): number[] {
  return election.questions.flatMap((question, i) => (question.kind === "ranked" ? [i] : []));
}

/** The tally as a shuffle leaves it: what the next trustee shuffles, or all of them open. */
export function shuffledTally(election: Election, tally: string, shuffle: string): string {
  const rows = [...readArray(parseCanonical(tally, WHAT), WHAT, election.questions.length)];
  const places = rankedPlaces(election);
  const fields = readFields(parseCanonical(shuffle, "The shuffle"), ["ciphertexts", "proofs"], "The shuffle");
  const shuffled = readArray(fields.ciphertexts, "The shuffle", places.length);
  places.forEach((place, i) => {
    if ((rows[place] as Json[]).length !== (shuffled[i] as Json[]).length) {
      throw new VotingError("The shuffle has another number of ballots than the tally.");
    }
    rows[place] = shuffled[i]!;
  });
  return canonicalJson(rows);
}
