import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";

/** SHA-256 of a text, in lower-case hexadecimal. */
export function sha256Hex(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)));
}

/** SHA-256 of a text in standard Base64 without padding, as tracking numbers and fingerprints are written. */
export function sha256Base64(text: string): string {
  return btoa(String.fromCharCode(...sha256(utf8ToBytes(text)))).replace(/=+$/, "");
}

/** The scalar that a proof is challenged with: SHA-256 of a text, modulo the order of the group. */
export function challenge(text: string, order: bigint): bigint {
  return BigInt(`0x${sha256Hex(text)}`) % order;
}
