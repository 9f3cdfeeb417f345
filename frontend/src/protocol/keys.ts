import { VotingError } from "./errors.ts";
import { type Element, getGroup, type Group } from "./groups.ts";
import { sha256Hex } from "./hashing.ts";
import { canonicalJson, type Json, parseCanonical, readFields, readString } from "./json.ts";
import { checkKnowledge, type Proof, proveKnowledge } from "./proofs.ts";
import { parseScalar, randomScalar } from "./scalars.ts";

/** A trustee's two halves: the text of the key file, and the text that is published. */
export interface TrusteeKey {
  readonly privateKey: string;
  readonly publicKey: string;
}

/** A new key for a single trustee; the proof inside the public half shows that its owner knows the private one. */
export function newTrusteeKey(groupName: string): TrusteeKey {
  const group = getGroup(groupName);
  const secret = randomScalar(group.order);
  return { privateKey: canonicalJson(String(secret)), publicKey: canonicalJson(publicKeyOf(group, secret)) };
}

/** A trustee's public key with the proof that its owner knows the private half, as it is published. */
export interface PublicKey {
  readonly pok: Proof;
  readonly public_key: string;
}

export function publicKeyOf(group: Group<Element>, secret: bigint): PublicKey {
  const element = publicElement(group, secret);
  return { pok: proveKnowledge(group, `pok|${group.name}|${element}`, secret), public_key: element };
}

/** The text of the element that belongs to a secret exponent. */
export function publicElement(group: Group<Element>, secret: bigint): string {
  return group.encode([group.secretPower(group.generator, secret)])[0]!;
}

/** Reads a key file; a line break at its end does not matter. */
export function parsePrivateKey(group: Group<Element>, text: string): bigint {
  const secret = parseScalar(readString(parseCanonical(text.trim(), "The key file"), "The private key"), group.order);
  if (secret === 0n) {
    throw new VotingError("The private key is zero.");
  }
  return secret;
}

const KEY_FIELDS = ["pok", "public_key", "signature?", "name?"];

/** Reads a published key and checks its proof, but not its signature; returns the public key. */
export function readKey(group: Group<Element>, value: Json | undefined, what: string): string {
  const fields = readFields(value, KEY_FIELDS, what);
  const element = readString(fields.public_key, what);
  if (!checkKnowledge(group, `pok|${group.name}|${element}`, readMember(group, element, what), fields.pok)) {
    throw new VotingError(`${what}: the proof that its owner knows the private half does not hold.`);
  }
  return element;
}

/** Reads an element that is used as a key: any but the neutral one. */
export function readMember(group: Group<Element>, value: Json | undefined, what: string): Element {
  const element = group.decode(readString(value, what));
  if (group.equals(element, group.neutral)) {
    throw new VotingError(`${what} is the neutral element.`);
  }
  return element;
}

/** Reads a trustee's public half and checks its proof; returns the public key. */
export function checkTrusteeKey(groupName: string, text: string): string {
  const what = "A trustee's public key";
  return readKey(getGroup(groupName), parseCanonical(text, what), what);
}

/** Whether a key file holds the private half of a public key. */
export function fitsPublicKey(groupName: string, privateKey: string, publicKey: string): boolean {
  const group = getGroup(groupName);
  return publicElement(group, parsePrivateKey(group, privateKey)) === checkTrusteeKey(groupName, publicKey);
}

/** The fingerprint of a public key by which people compare it: SHA-256 of its JSON text. */
export function keyFingerprint(publicKey: string): string {
  const what = "A trustee's public key";
  const fields = readFields(parseCanonical(publicKey, what), KEY_FIELDS, what);
  return sha256Hex(canonicalJson(readString(fields.public_key, what)));
}

/** The name of the file that keeps the private half of a public key. */
export function keyFileName(publicKey: string): string {
  return `${keyFingerprint(publicKey).slice(0, 8).toUpperCase()}.privkey`;
}
