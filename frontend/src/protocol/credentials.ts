import { pbkdf2 } from "@noble/hashes/pbkdf2.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { VotingError } from "./errors.ts";
import { getGroup } from "./groups.ts";
import { sha256Hex } from "./hashing.ts";

const BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const LONG_FORM = [5, 6, 5, 6];
const SHORT_FORM = [3, 3, 3, 3, 3];

export type CredentialFault = "empty" | "length" | "character" | "checksum";

/** A credential that is mistyped, and in which way. */
export class CredentialError extends VotingError {
  override name = "CredentialError";
  constructor(
    readonly fault: CredentialFault,
    message: string,
    readonly character = "",
  ) {
    super(message);
  }
}

/** So many random characters of the Base58 alphabet. */
export function newBase58(length: number): string {
  let characters = "";
  while (characters.length < length) {
    // Bytes from 232 up are dropped, so that each of the 58 characters is equally likely.
    for (const byte of crypto.getRandomValues(new Uint8Array(32))) {
      if (byte < 232 && characters.length < length) {
        characters += BASE58.charAt(byte % 58);
      }
    }
  }
  return characters;
}

/** A new credential of 22 random characters, in four groups. */
export function newCredential(): string {
  return grouped(newBase58(22), LONG_FORM);
}

function grouped(characters: string, sizes: readonly number[]): string {
  let start = 0;
  return sizes.map((size) => characters.slice(start, (start += size))).join("-");
}

function digits(characters: string): bigint {
  return Array.from(characters).reduce((value, character) => value * 58n + BigInt(BASE58.indexOf(character)), 0n);
}

/** The canonical form of a credential as a person typed it: spaces and dashes do not matter, capitals do. */
export function normaliseCredential(typed: string): string {
  const characters = typed.normalize("NFKC").replace(/[\s\-\u2010-\u2015]/g, "");
  if (characters === "") {
    throw new CredentialError("empty", "The credential is empty.");
  }
  const wrong = Array.from(characters).find((character) => !BASE58.includes(character));
  if (wrong !== undefined) {
    throw new CredentialError("character", `A credential never contains the character ${wrong}.`, wrong);
  }
  if (characters.length === 22) {
    return grouped(characters, LONG_FORM);
  }
  if (characters.length !== 15) {
    throw new CredentialError(
      "length",
      `A credential has 22 characters (or 15, the older form), not ${characters.length}.`,
    );
  }
  if ((digits(characters.slice(0, 14)) + digits(characters.slice(14))) % 53n !== 0n) {
    throw new CredentialError(
      "checksum",
      "A character of the credential is mistyped: its last character does not fit.",
    );
  }
  return grouped(characters, SHORT_FORM);
}

/** The secret exponent of a credential in one election. */
export function credentialSecret(order: bigint, uuid: string, credential: string): bigint {
  const canonical = normaliseCredential(credential);
  const hex =
    canonical.length === 25
      ? sha256Hex(`derive_credential|${uuid}|0|${canonical}`) + sha256Hex(`derive_credential|${uuid}|1|${canonical}`)
      : bytesToHex(pbkdf2(sha256, utf8ToBytes(canonical), utf8ToBytes(uuid), { c: 1000, dkLen: 32 }));
  return BigInt(`0x${hex}`) % order;
}

/** Derives the public halves, in one election, of many credentials. */
export function publicCredentials(groupName: string, uuid: string, credentials: readonly string[]): string[] {
  const group = getGroup(groupName);
  const generatorPower = group.fixedBase(group.generator);
  return group.encode(credentials.map((credential) => generatorPower(credentialSecret(group.order, uuid, credential))));
}

/** The public half of a credential in one election. */
export function publicCredential(groupName: string, uuid: string, credential: string): string {
  return publicCredentials(groupName, uuid, [credential])[0]!;
}

/** The weight of a public credential in the published list, or null if the list does not hold it. */
export function credentialWeight(record: string, publicHalf: string): bigint | null {
  if (record.includes(`"${publicHalf}"`)) {
    return 1n;
  }
  const start = `"${publicHalf},`;
  const place = record.indexOf(start);
  const match =
    place < 0 ? null : /^[1-9][0-9]*(?=")/.exec(record.slice(place + start.length, place + start.length + 100));
  return match === null ? null : BigInt(match[0]);
}
