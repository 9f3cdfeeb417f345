import type { Ciphertext } from "./ciphertexts.ts";
import { VotingError } from "./errors.ts";
import type { Element, Group } from "./groups.ts";
import { challenge } from "./hashing.ts";
import { type Json, readFields, readString } from "./json.ts";
import { modulo, parseScalar, randomScalar } from "./scalars.ts";

/** A proof as published: two scalars in decimal. */
export interface Proof {
  readonly challenge: string;
  readonly response: string;
}

/** The two bases of nearly all powers, with their tables. */
export interface Key {
  readonly group: Group<Element>;
  readonly element: Element;
  readonly generatorPower: (exponent: bigint) => Element;
  readonly keyPower: (exponent: bigint) => Element;
}

/** Prepares the tables for encrypting under a public key. */
export function prepareKey(group: Group<Element>, element: Element): Key {
  return {
    group,
    element,
    generatorPower: group.fixedBase(group.generator),
    keyPower: group.fixedBase(element),
  };
}

export function readProof(value: Json | undefined, order: bigint): { c: bigint; s: bigint } {
  const fields = readFields(value, ["challenge", "response"], "A proof");
  return {
    c: parseScalar(readString(fields.challenge, "A challenge"), order),
    s: parseScalar(readString(fields.response, "A response"), order),
  };
}

/** Proves knowledge of `secret` behind generator^secret; `prefix` is what is hashed before the commitment. */
export function proveKnowledge(group: Group<Element>, prefix: string, secret: bigint): Proof {
  const w = randomScalar(group.order);
  const commitment = group.secretPower(group.generator, w);
  const c = challenge([prefix, ...group.encode([commitment])].join("|"), group.order);
  return { challenge: String(c), response: String(modulo(w - secret * c, group.order)) };
}

/** Whether a proof of knowledge of the logarithm of `element` holds. */
export function checkKnowledge(
  group: Group<Element>,
  prefix: string,
  element: Element,
  proof: Json | undefined,
): boolean {
  const { c, s } = readProof(proof, group.order);
  const commitment = group.multiply(group.power(group.generator, s), group.power(element, c));
  return challenge([prefix, ...group.encode([commitment])].join("|"), group.order) === c;
}

/** One of several statements 'this ciphertext encrypts M': its randomness, and its plaintext less M. */
export interface Claim {
  readonly randomness: bigint;
  readonly excess: number;
}

/**
 * Proves that one of the claims is true (the one at `truth`) without showing which: section 4.12 and 4.13 of the
 * specification. The prover knows all randomness, so a simulated commitment needs powers of the two fixed bases only:
 * with t = response + randomness * challenge, A = g^t and B = y^t g^(excess * challenge).
 */
export function proveOneOf(key: Key, prefix: string, claims: readonly Claim[], truth: number): Proof[] {
  const { group, generatorPower, keyPower } = key;
  const order = group.order;
  const challenges = claims.map((_, j) => (j === truth ? 0n : randomScalar(order)));
  const exponents = claims.map(() => randomScalar(order));
  const commitments = claims.flatMap(({ excess }, j) => {
    const t = exponents[j]!;
    const shift = modulo(BigInt(excess) * challenges[j]!, order);
    const b = keyPower(t);
    return [generatorPower(t), shift === 0n ? b : group.multiply(b, generatorPower(shift))];
  });
  const total = challenge(`${prefix}|${group.encode(commitments).join()}`, order);
  challenges[truth] = modulo(total - challenges.reduce((sum, c) => sum + c, 0n), order);
  return claims.map(({ randomness }, j) => {
    const c = challenges[j]!;
    return { challenge: String(c), response: String(modulo(exponents[j]! - randomness * c, order)) };
  });
}

/** Whether the proofs show that one of the ciphertexts encrypts zero; of a claim that it is M, beta is divided by g^M. */
export function checkOneOf(
  key: Key,
  prefix: string,
  ciphertexts: readonly Ciphertext[],
  proofs: readonly Json[],
): boolean {
  const { group, generatorPower, keyPower } = key;
  if (proofs.length !== ciphertexts.length) {
    throw new VotingError(`A proof must have ${ciphertexts.length} parts, not ${proofs.length}.`);
  }
  let sum = 0n;
  const commitments = ciphertexts.flatMap(({ alpha, beta }, j) => {
    const { c, s } = readProof(proofs[j], group.order);
    sum += c;
    return [
      group.multiply(generatorPower(s), group.power(alpha, c)),
      group.multiply(keyPower(s), group.power(beta, c)),
    ];
  });
  return challenge(`${prefix}|${group.encode(commitments).join()}`, group.order) === modulo(sum, group.order);
}
