import { ed25519Group } from "./ed25519.ts";
import { VotingError } from "./errors.ts";
import { belenios2048, rfc3526 } from "./finite_field.ts";

/** A prime-order group in which the protocol computes; the operation is written as multiplication. */
export interface Group<E> {
  readonly name: string;
  readonly order: bigint;
  readonly neutral: E;
  readonly generator: E;
  /** The element that a text stands for; throws VotingError unless it is canonical and a member of the group. */
  decode(text: string): E;
  /** The texts of elements, as hashed and published; cheaper for a list than one by one. */
  encode(elements: readonly E[]): string[];
  multiply(a: E, b: E): E;
  invert(a: E): E;
  equals(a: E, b: E): boolean;
  /** base ^ exponent, for public exponents: its time may depend on them. */
  power(base: E, exponent: bigint): E;
  /** base ^ exponent, for secret exponents: as constant in time as the arithmetic allows. */
  secretPower(base: E, exponent: bigint): E;
  /** Prepares many powers of one base; worth it from about a hundred; exponents may be secret. */
  fixedBase(base: E): (exponent: bigint) => E;
  /** The product of bases[i] ^ exponents[i]; its time may depend on the exponents. */
  multiPower(bases: readonly E[], exponents: readonly bigint[]): E;
  /** How many bytes `embed` can hide in an element: one for each answer of a ranked question. */
  readonly embeddedBytes: number;
  /** The element in which a number of at most that many bytes is hidden: section 4.11.2 of the specification. */
  embed(number: bigint): E;
  /** A generator whose logarithm nobody knows; one for each index from -1: section 6, table 8. */
  independent(index: number): E;
}

declare const brand: unique symbol;

/** An element of whichever group is in use. */
export interface Element {
  readonly [brand]: true;
}

const groups = new Map<string, Group<Element>>(
  [ed25519Group, belenios2048, rfc3526].map((group) => [group.name, group as unknown as Group<Element>]),
);

export const GROUPS: readonly string[] = [...groups.keys()];

/** The group of that name. */
export function getGroup(name: string): Group<Element> {
  const group = groups.get(name);
  if (group === undefined) {
    throw new VotingError(`The group ${name} is unknown here; the groups are ${GROUPS.join(", ")}.`);
  }
  return group;
}
