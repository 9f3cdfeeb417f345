import { type Ciphertext, type CiphertextText, encodeAll, hashed } from "./ciphertexts.ts";
import type { Ranked } from "./election.ts";
import { BallotRefused, VotingError } from "./errors.ts";
import type { Element, Group } from "./groups.ts";
import { type Json, readFields } from "./json.ts";
import { checkKnowledge, type Key, type Proof, proveKnowledge } from "./proofs.ts";

export const RANKED_FIELDS = ["choices", "proof"];
const MAX_RANK = 255;

/** A ranking, in one ciphertext. */
export interface RankedAnswer {
  readonly choices: CiphertextText;
  readonly proof: Proof;
}

/** The element in which the ranks are hidden, one byte each: section 4.11.2 of the specification. */
export function rankedPlaintext(group: Group<Element>, question: Ranked, ranks: readonly number[]): Element {
  const fits = ranks.every((rank) => Number.isInteger(rank) && rank >= 0 && rank <= MAX_RANK);
  if (ranks.length !== question.answers.length || !fits) {
    throw new VotingError(
      `An answer to ${question.question} is ${question.answers.length} ranks from 0 to ${MAX_RANK}.`,
    );
  }
  return group.embed(ranks.reduce((number, rank) => number * 256n + BigInt(rank), 0n));
}

function statement(key: Key, prefix: string, ciphertext: CiphertextText): string {
  return `raweg|${prefix}|${key.group.encode([key.element])[0]!},${hashed(ciphertext)}`;
}

/** Proves that whoever made the ciphertext knows its randomness, so that it is no copy of another one. */
export function proveRanked(key: Key, prefix: string, ciphertext: Ciphertext, randomness: bigint): RankedAnswer {
  const choices = encodeAll(key.group, [ciphertext])[0]!;
  return { choices, proof: proveKnowledge(key.group, statement(key, prefix, choices), randomness) };
}

/** Throws unless the proof of an encrypted ranking holds. */
export function checkRanked(
  key: Key,
  prefix: string,
  question: Ranked,
  ciphertext: Ciphertext,
  value: Json | undefined,
): void {
  const { proof } = readFields(value, RANKED_FIELDS, "An answer");
  const text = encodeAll(key.group, [ciphertext])[0]!;
  if (!checkKnowledge(key.group, statement(key, prefix, text), ciphertext.alpha, proof)) {
    throw new BallotRefused("proof", `The proof of the question ${question.question} does not hold.`);
  }
}
