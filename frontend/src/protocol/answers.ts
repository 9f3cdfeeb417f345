import { choiceCount, type Question } from "./election.ts";
import { BallotRefused, VotingError } from "./errors.ts";
import type { Element, Group } from "./groups.ts";
import { type Json, readArray, readFields, readString } from "./json.ts";
import { checkOneOf, type Ciphertext, type Claim, type Key, type Proof, proveOneOf } from "./proofs.ts";
import { modulo, randomScalar } from "./scalars.ts";

/** The encrypted answer to one question, as it stands in a ballot. */
export interface Answer {
  readonly choices: readonly { readonly alpha: string; readonly beta: string }[];
  readonly individual_proofs: readonly (readonly Proof[])[];
  readonly overall_proof: readonly Proof[];
  readonly blank_proof?: readonly Proof[];
}

/** Called after each encrypted choice, for a progress bar. */
type Tick = () => void;

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

/** Throws VotingError unless the 0/1 vector is an answer that the question allows. */
function checkChoices(question: Question, choices: readonly number[]): void {
  if (choices.length !== choiceCount(question) || choices.some((m) => m !== 0 && m !== 1)) {
    throw new VotingError("An answer must hold a 0 or a 1 for every choice.");
  }
  const blank = question.blank && choices[0] === 1;
  const marks = sum(question.blank ? choices.slice(1) : choices);
  if (blank ? marks !== 0 : marks < question.min || marks > question.max) {
    throw new VotingError(`The question ${question.question} asks for ${question.min} to ${question.max} choices.`);
  }
}

function range(question: Question): number[] {
  return Array.from({ length: question.max - question.min + 1 }, (_, i) => question.min + i);
}

/** Encrypts the answer to a question and proves that it is allowed; `prefix` is S0 = phi|credential. */
export function encryptAnswer(
  key: Key,
  prefix: string,
  question: Question,
  choices: readonly number[],
  tick: Tick,
): Answer {
  checkChoices(question, choices);
  const { group, generatorPower, keyPower } = key;
  const randomness = choices.map(() => randomScalar(group.order));
  const ciphertexts = choices.map((m, i) => {
    const r = randomness[i]!;
    const beta = keyPower(r);
    tick();
    return { alpha: generatorPower(r), beta: m === 1 ? group.multiply(beta, group.generator) : beta };
  });
  const texts = encodeAll(group, ciphertexts);
  const individual = choices.map((m, i) => {
    const claims = [0, 1].map((value) => ({ randomness: randomness[i]!, excess: m - value }));
    const proof = proveOneOf(key, `prove|${prefix}|${pair(texts[i])}`, claims, m);
    tick();
    return proof;
  });
  const all = `${prefix}|${texts.map(pair).join()}`;
  const from = question.blank ? 1 : 0;
  const marks = sum(choices.slice(from));
  const total = modulo(
    randomness.slice(from).reduce((a, b) => a + b, 0n),
    group.order,
  );
  const counts: Claim[] = range(question).map((value) => ({ randomness: total, excess: marks - value }));
  const published = {
    choices: texts,
    individual_proofs: individual,
  };
  if (!question.blank) {
    const product = encodeAll(group, [productOf(group, ciphertexts)])[0];
    return {
      ...published,
      overall_proof: proveOneOf(key, `prove|${all}|${pair(product)}`, counts, marks - question.min),
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

function encodeAll(group: Group<Element>, ciphertexts: readonly Ciphertext[]): { alpha: string; beta: string }[] {
  const texts = group.encode(ciphertexts.flatMap(({ alpha, beta }) => [alpha, beta]));
  return ciphertexts.map((_, i) => ({ alpha: texts[2 * i]!, beta: texts[2 * i + 1]! }));
}

function pair(text: { alpha: string; beta: string } | undefined): string {
  return text === undefined ? "" : `${text.alpha},${text.beta}`;
}

function productOf(group: Group<Element>, ciphertexts: readonly Ciphertext[]): Ciphertext {
  return {
    alpha: ciphertexts.map((c) => c.alpha).reduce((a, b) => group.multiply(a, b), group.neutral),
    beta: ciphertexts.map((c) => c.beta).reduce((a, b) => group.multiply(a, b), group.neutral),
  };
}

/** Reads a published ciphertext; both halves must be members of the group. */
function readCiphertext(group: Group<Element>, value: Json | undefined): Ciphertext {
  const fields = readFields(value, ["alpha", "beta"], "A ciphertext");
  return {
    alpha: group.decode(readString(fields.alpha, "The first half of a ciphertext")),
    beta: group.decode(readString(fields.beta, "The second half of a ciphertext")),
  };
}

/** Throws unless an encrypted answer is well formed and all of its proofs hold. */
export function checkAnswer(key: Key, prefix: string, question: Question, value: Json | undefined): void {
  const { group } = key;
  const count = choiceCount(question);
  const names = ["choices", "individual_proofs", "overall_proof", ...(question.blank ? ["blank_proof"] : [])];
  const fields = readFields(value, names, "An answer");
  const ciphertexts = readArray(fields.choices, "The choices", count).map((choice) => readCiphertext(group, choice));
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
  readArray(fields.individual_proofs, "The individual proofs", count).forEach((proof, i) => {
    const ciphertext = ciphertexts[i]!;
    const statement = `prove|${prefix}|${pair(texts[i])}`;
    const parts = readArray(proof, "An individual proof", 2);
    require(checkOneOf(key, statement, [ciphertext, less(ciphertext, 1)], parts), `proof of choice ${i + 1}`);
  });
  const all = `${prefix}|${texts.map(pair).join()}`;
  const product = productOf(group, question.blank ? ciphertexts.slice(1) : ciphertexts);
  const counts = range(question).map((m) => less(product, m));
  const overall = readArray(fields.overall_proof, "The overall proof");
  if (!question.blank) {
    const statement = `prove|${all}|${pair(encodeAll(group, [product])[0])}`;
    require(checkOneOf(key, statement, counts, overall), "overall proof");
    return;
  }
  const blank = ciphertexts[0]!;
  require(checkOneOf(key, `bproof1|${all}`, [less(blank, 1), ...counts], overall), "overall proof");
  const zeros = readArray(fields.blank_proof, "The blank proof");
  require(checkOneOf(key, `bproof0|${all}`, [blank, product], zeros), "blank proof");
}
