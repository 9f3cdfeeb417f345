import { bytesToHex } from "@noble/hashes/utils.js";
import { VotingError } from "./errors.ts";

/** The representative of a number between 0 and the order. */
export function modulo(value: bigint, order: bigint): bigint {
  return ((value % order) + order) % order;
}

/** A random scalar, never zero; 16 bytes more than the order has leave a bias below 2^-127. */
export function randomScalar(order: bigint): bigint {
  const bytes = crypto.getRandomValues(new Uint8Array((order.toString(16).length >> 1) + 17));
  return (BigInt(`0x${bytesToHex(bytes)}`) % (order - 1n)) + 1n;
}

/** The scalar that a decimal text stands for; throws VotingError unless it is canonical and below the order. */
export function parseScalar(text: string, order: bigint): bigint {
  if (!/^(0|[1-9][0-9]{0,699})$/.test(text) || BigInt(text) >= order) {
    throw new VotingError(
      "A number modulo the order of the group must be decimal, without leading zeros, and below the order.",
    );
  }
  return BigInt(text);
}
