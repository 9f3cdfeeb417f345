import { type Ciphertext, type CiphertextText, encodeAll, hashed, productOf } from "./ciphertexts.ts";
import { choiceCount, type KofN } from "./election.ts";
import { BallotRefused, VotingError } from "./errors.ts";
import type { Element, Group } from "./groups.ts";
import { type Json, readArray, readFields } from "./json.ts";
import { checkOneOf, type Claim, type Key, type Proof, proveOneOf } from "./proofs.ts";
import { modulo } from "./scalars.ts";

export const KOFN_FIELDS = ["choices", "individual_proofs", "overall_proof", "blank_proof?"];

/** Marks, each in a ciphertext of its own, and the proofs that they are an answer which the question allows. */
export interface KofNAnswer {
  readonly choices: readonly CiphertextText[];
  readonly individual_proofs: readonly (readonly Proof[])[];
  readonly overall_proof: readonly Proof[];
  readonly blank_proof?: readonly Proof[];
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

/** Throws VotingError unless the 0/1 vector is an answer that the question allows. */
function checkChoices(question: KofN, choices: readonly number[]): void {
  if (choices.length !== choiceCount(question) || choices.some((m) => m !== 0 && m !== 1)) {
    throw new VotingError("An answer must hold a 0 or a 1 for every choice.");
  }
  const blank = question.blank && choices[0] === 1;
  const marks = sum(question.blank ? choices.slice(1) : choices);
  if (blank ? marks !== 0 : marks < question.min || marks > question.max) {
    throw new VotingError(`The question ${question.question} asks for ${question.min} to ${question.max} choices.`);
  }
}

/** What the marks are encrypted as: the neutral element for none, the generator for one. */
export function kofnPlaintexts(group: Group<Element>, question: KofN, choices: readonly number[]): Element[] {
  checkChoices(question, choices);
  return choices.map((mark) => (mark === 1 ? group.generator : group.neutral));
}

function range(question: KofN): number[] {
  return Array.from({ length: question.max - question.min + 1 }, (_, i) => question.min + i);
}

/** Proves that encrypted marks are an answer which the question allows. */
export function proveKofN(
  key: Key,
  prefix: string,
  question: KofN,
  choices: readonly number[],
  randomness: readonly bigint[],
  ciphertexts: readonly Ciphertext[],
  tick: () => void,
): KofNAnswer {
  const { group } = key;
  const texts = encodeAll(group, ciphertexts);
  const individual = choices.map((m, i) => {
    const claims = [0, 1].map((value) => ({ randomness: randomness[i]!, excess: m - value }));
    const proof = proveOneOf(key, `prove|${prefix}|${hashed(texts[i]!)}`, claims, m);
    tick();
    return proof;
  });
  const all = `${prefix}|${texts.map(hashed).join()}`;
  const from = question.blank ? 1 : 0;
  const marks = sum(choices.slice(from));
  const total = modulo(
    randomness.slice(from).reduce((a, b) => a + b, 0n),
    group.order,
  );
  const counts: Claim[] = range(question).map((value) => ({ randomness: total, excess: marks - value }));
  const published = { choices: texts, individual_proofs: individual };
  if (!question.blank) {
    const product = encodeAll(group, [productOf(group, ciphertexts)])[0]!;
    return {
      ...published,
      overall_proof: proveOneOf(key, `prove|${all}|${hashed(product)}`, counts, marks - question.min),
    };
  }
  const blank = choices[0]!;
  const first = randomness[0]!;
  const zeros = [
    { randomness: first, excess: blank },
    { randomness: total, excess: marks },
  ];
  const overall = [{ randomness: first, excess: blank - 1 }, ...counts];
  return {
    ...published,
    overall_proof: proveOneOf(key, `bproof1|${all}`, overall, blank === 1 ? 0 : 1 + marks - question.min),
    blank_proof: proveOneOf(key, `bproof0|${all}`, zeros, blank),
  };
}

/** Throws unless all proofs of an answer hold. */
export function checkKofN(
  key: Key,
  prefix: string,
  question: KofN,
  ciphertexts: readonly Ciphertext[],
  value: Json | undefined,
): void {
  const { group } = key;
  const names = KOFN_FIELDS.slice(0, 3).concat(question.blank ? ["blank_proof"] : []);
  const fields = readFields(value, names, "An answer");
  const texts = encodeAll(group, ciphertexts);
  const less = (ciphertext: Ciphertext, plaintext: number): Ciphertext => ({
    alpha: ciphertext.alpha,
    beta: group.multiply(ciphertext.beta, group.power(group.generator, BigInt(-plaintext))),
  });
  const require = (holds: boolean, which: string): void => {
    if (!holds) {
      throw new BallotRefused("proof", `The ${which} of the question ${question.question} does not hold.`);
    }
  };
  readArray(fields.individual_proofs, "The individual proofs", ciphertexts.length).forEach((proof, i) => {
    const ciphertext = ciphertexts[i]!;
    const statement = `prove|${prefix}|${hashed(texts[i]!)}`;
    const parts = readArray(proof, "An individual proof", 2);
    require(checkOneOf(key, statement, [ciphertext, less(ciphertext, 1)], parts), `proof of choice ${i + 1}`);
  });
  const all = `${prefix}|${texts.map(hashed).join()}`;
  const product = productOf(group, question.blank ? ciphertexts.slice(1) : ciphertexts);
  const counts = range(question).map((m) => less(product, m));
  const overall = readArray(fields.overall_proof, "The overall proof");
  if (!question.blank) {
    const statement = `prove|${all}|${hashed(encodeAll(group, [product])[0]!)}`;
    require(checkOneOf(key, statement, counts, overall), "overall proof");
    return;
  }
  const blank = ciphertexts[0]!;
  require(checkOneOf(key, `bproof1|${all}`, [less(blank, 1), ...counts], overall), "overall proof");
  const zeros = readArray(fields.blank_proof, "The blank proof");
  require(checkOneOf(key, `bproof0|${all}`, [blank, product], zeros), "blank proof");
}
