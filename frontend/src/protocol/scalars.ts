import { bytesToHex } from "@noble/hashes/utils.js";
import { VotingError } from "./errors.ts";

/** The representative of a number between 0 and the order. */
export function modulo(value: bigint, order: bigint): bigint {
  return ((value % order) + order) % order;
}

/** A random scalar, never zero; 48 bytes leave a bias below 2^-128. */
export function randomScalar(order: bigint): bigint {
  const bytes = crypto.getRandomValues(new Uint8Array(48));
  return (BigInt(`0x${bytesToHex(bytes)}`) % (order - 1n)) + 1n;
}

/** The scalar that a decimal text stands for; throws VotingError unless it is canonical and below the order. */
export function parseScalar(text: string, order: bigint): bigint {
  if (!/^(0|[1-9][0-9]{0,99})$/.test(text) || BigInt(text) >= order) {
    throw new VotingError(
      "A number modulo the order of the group must be decimal, without leading zeros, and below the order.",
    );
  }
  return BigInt(text);
}
