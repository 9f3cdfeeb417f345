import type { Element, Group } from "./groups.ts";
import { type Json, readFields, readString } from "./json.ts";
import type { Key } from "./proofs.ts";

/** What is encrypted with randomness r under the key y: (g^r, y^r m). */
export interface Ciphertext {
  readonly alpha: Element;
  readonly beta: Element;
}

/** A ciphertext as it is published. */
export interface CiphertextText {
  readonly alpha: string;
  readonly beta: string;
}

export function encrypt(key: Key, plaintext: Element, randomness: bigint): Ciphertext {
  const mask = key.keyPower(randomness);
  return { alpha: key.generatorPower(randomness), beta: key.group.multiply(mask, plaintext) };
}

export function encodeAll(group: Group<Element>, ciphertexts: readonly Ciphertext[]): CiphertextText[] {
  const texts = group.encode(ciphertexts.flatMap(({ alpha, beta }) => [alpha, beta]));
  return ciphertexts.map((_, i) => ({ alpha: texts[2 * i]!, beta: texts[2 * i + 1]! }));
}

/** A ciphertext as it is hashed. */
export function hashed({ alpha, beta }: CiphertextText): string {
  return `${alpha},${beta}`;
}

/** A ciphertext of the sum of what these encrypt. */
export function productOf(group: Group<Element>, ciphertexts: readonly Ciphertext[]): Ciphertext {
  return {
    alpha: ciphertexts.map((c) => c.alpha).reduce((a, b) => group.multiply(a, b), group.neutral),
    beta: ciphertexts.map((c) => c.beta).reduce((a, b) => group.multiply(a, b), group.neutral),
  };
}

/** Reads a published ciphertext; both halves must be members of the group. */
export function readCiphertext(group: Group<Element>, value: Json | undefined): Ciphertext {
  const fields = readFields(value, ["alpha", "beta"], "A ciphertext");
  return {
    alpha: group.decode(readString(fields.alpha, "The first half of a ciphertext")),
    beta: group.decode(readString(fields.beta, "The second half of a ciphertext")),
  };
}
