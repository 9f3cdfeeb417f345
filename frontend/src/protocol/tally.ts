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

/** What a shuffle holds for each of so many ranked questions. */
export function readShuffle(questions: number, text: string): { ciphertexts: Json; proof: Json }[] {
  const what = "The shuffle";
  const fields = readFields(parseCanonical(text, what), ["ciphertexts", "proofs"], what);
  const proofs = readArray(fields.proofs, what, questions);
  return readArray(fields.ciphertexts, what, questions).map((row, i) => ({ ciphertexts: row, proof: proofs[i]! }));
}

/** The tally as a shuffle leaves it: what the next trustee shuffles, or all of them open. */
export function shuffledTally(election: Election, tally: string, shuffle: string): string {
  const rows = [...readArray(parseCanonical(tally, WHAT), WHAT, election.questions.length)];
  const places = rankedPlaces(election);
  const shuffled = readShuffle(places.length, shuffle);
  places.forEach((place, i) => {
    const { ciphertexts } = shuffled[i]!;
    if ((rows[place] as Json[]).length !== readArray(ciphertexts, "The shuffle").length) {
      throw new VotingError("The shuffle has another number of ballots than the tally.");
    }
    rows[place] = ciphertexts;
  });
  return canonicalJson(rows);
}
