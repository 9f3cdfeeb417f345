import { type Ciphertext, encrypt, readCiphertext } from "./ciphertexts.ts";
import { ciphertextCount, type Question } from "./election.ts";
import type { Element, Group } from "./groups.ts";
import { type Json, readArray, readFields } from "./json.ts";
import { checkKofN, KOFN_FIELDS, type KofNAnswer, kofnPlaintexts, proveKofN } from "./k_of_n.ts";
import type { Key } from "./proofs.ts";
import { checkRanked, proveRanked, RANKED_FIELDS, type RankedAnswer, rankedPlaintext } from "./ranked.ts";
import { randomScalar } from "./scalars.ts";

/** The encrypted answer to one question, as it stands in a ballot. */
export type Answer = KofNAnswer | RankedAnswer;

/** Called after each encrypted choice and after each proof of one, for a progress bar. */
export type Tick = () => void;

/** As many random numbers as an answer has ciphertexts. */
export function newRandomness(group: Group<Element>, question: Question): bigint[] {
  return Array.from({ length: ciphertextCount(question) }, () => randomScalar(group.order));
}

/** The ciphertexts of a choice; throws VotingError unless the question allows it. */
export function encryptChoices(
  key: Key,
  question: Question,
  choices: readonly number[],
  randomness: readonly bigint[],
  tick: Tick = () => undefined,
): Ciphertext[] {
  const { group } = key;
  const plaintexts =
    question.kind === "ranked" ? [rankedPlaintext(group, question, choices)] : kofnPlaintexts(group, question, choices);
  return plaintexts.map((plaintext, i) => {
    const ciphertext = encrypt(key, plaintext, randomness[i]!);
    tick();
    return ciphertext;
  });
}

/** Encrypts the answer to a question and proves that it is allowed; `prefix` is S0 = phi|credential. */
export function encryptAnswer(
  key: Key,
  prefix: string,
  question: Question,
  choices: readonly number[],
  randomness: readonly bigint[],
  tick: Tick,
): Answer {
  const ciphertexts = encryptChoices(key, question, choices, randomness, tick);
  if (question.kind === "ranked") {
    const answer = proveRanked(key, prefix, ciphertexts[0]!, randomness[0]!);
    tick();
    return answer;
  }
  return proveKofN(key, prefix, question, choices, randomness, ciphertexts, tick);
}

/** The ciphertexts of a published answer; all must be members of the group. */
export function readCiphertexts(group: Group<Element>, question: Question, value: Json | undefined): Ciphertext[] {
  if (question.kind === "ranked") {
    return [readCiphertext(group, readFields(value, RANKED_FIELDS, "An answer").choices)];
  }
  const { choices } = readFields(value, KOFN_FIELDS, "An answer");
  return readArray(choices, "The choices", ciphertextCount(question)).map((choice) => readCiphertext(group, choice));
}

/** Throws unless an encrypted answer is well formed and all of its proofs hold. */
export function checkAnswer(key: Key, prefix: string, question: Question, value: Json | undefined): void {
  const ciphertexts = readCiphertexts(key.group, question, value);
  if (question.kind === "ranked") {
    checkRanked(key, prefix, question, ciphertexts[0]!, value);
  } else {
    checkKofN(key, prefix, question, ciphertexts, value);
  }
}
