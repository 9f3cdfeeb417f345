import { receive, send } from "./channels.ts";
import { newBase58 } from "./credentials.ts";
import { VotingError } from "./errors.ts";
import { type Element, getGroup, type Group } from "./groups.ts";
import { sha256Hex } from "./hashing.ts";
import { canonicalJson, type Json, parseCanonical, readArray, readFields, readString } from "./json.ts";
import { publicKeyOf } from "./keys.ts";
import { modulo, parseScalar, randomScalar } from "./scalars.ts";
import {
  type Certificate,
  commitmentsMessage,
  committedValue,
  type Context,
  readCertificates,
  readCommitments,
  sign,
  signatureOf,
} from "./threshold.ts";

const SEED = /^[1-9A-HJ-NP-Za-km-z]{22}$/;
// Release 2.0 writes the sum of the members' shares as it is; no group has more members.
const MAX_MEMBERS = 1000n;

/** What is agreed on beforehand; the members are numbered from 1 in the order of their names. */
export interface Ceremony {
  readonly group: string;
  readonly threshold: number;
  readonly names: readonly string[];
}

/** What a member derives from the seed. */
interface Member extends Certificate {
  readonly group: Group<Element>;
  readonly signing: bigint;
  readonly decryption: bigint;
}

/** A fresh seed: the one secret that a member of a threshold group keeps. */
export function newSeed(): string {
  return newBase58(22);
}

function memberOf(groupName: string, seed: string): Member {
  const group = getGroup(groupName);
  const trimmed = seed.trim();
  if (!SEED.test(trimmed)) {
    throw new VotingError("The seed is mistyped: it is 22 letters and digits, without 0, O, I and l.");
  }
  const [signing, decryption] = ["sk", "dk"].map(
    (word) => BigInt(`0x${sha256Hex(`${word}|${trimmed}`)}`) % group.order,
  ) as [bigint, bigint];
  const verification = group.secretPower(group.generator, signing);
  return { group, signing, decryption, verification, encryption: group.secretPower(group.generator, decryption) };
}

function nameOf({ names }: Ceremony, index: number): string {
  return `member ${index} (${names[index - 1] ?? ""})`;
}

function certificatesOf(
  ceremony: Ceremony,
  texts: readonly string[],
  group: Group<Element>,
): { values: Json[]; keys: Certificate[] } {
  const names = ceremony.names.map((_, i) => nameOf(ceremony, i + 1));
  if (texts.length !== names.length) {
    throw new VotingError(`There are ${texts.length} certificates of ${names.length} members.`);
  }
  const values = texts.map((text, i) => parseCanonical(text, `The certificate of ${names[i]!}`));
  return { values, keys: readCertificates(group, values, ceremony.threshold, names) };
}

/** The 1-based place of the member whose seed this is; throws VotingError if none of the certificates was made with it. */
function ownIndex({ group, verification, encryption }: Member, keys: readonly Certificate[]): number {
  const place = keys.findIndex(
    (key) => group.equals(key.verification, verification) && group.equals(key.encryption, encryption),
  );
  if (place < 0) {
    throw new VotingError("None of the certificates was made with this seed.");
  }
  return place + 1;
}

/** Whether a seed is the one with which a certificate was made. */
export function fitsCertificate(groupName: string, certificate: string, seed: string): boolean {
  const { group, verification, encryption } = memberOf(groupName, seed);
  const what = "The certificate";
  const { message } = readFields(parseCanonical(certificate, what), ["message", "signature"], what);
  const keys = parseCanonical(readString(message, what), what) as { verification?: Json; encryption?: Json };
  const [own, ownEncryption] = group.encode([verification, encryption]);
  return keys.verification === own && keys.encryption === ownEncryption;
}

/** Step 1: the certificate of the member of that 1-based place. */
export function makeCertificate(ceremony: Ceremony, index: number, seed: string): string {
  const { group, signing, verification, encryption } = memberOf(ceremony.group, seed);
  const context: Context = {
    group: group.name,
    size: ceremony.names.length,
    threshold: ceremony.threshold,
    index,
  };
  const [verificationText, encryptionText] = group.encode([verification, encryption]);
  const keys = { context, verification: verificationText, encryption: encryptionText };
  return canonicalJson(sign(group, signing, canonicalJson(keys)));
}

/** Step 2: a member's polynomial, with a share of it for every member. */
export async function makePolynomial(
  ceremony: Ceremony,
  certificates: readonly string[],
  seed: string,
): Promise<string> {
  const member = memberOf(ceremony.group, seed);
  const { group, signing } = member;
  const { values, keys } = certificatesOf(ceremony, certificates, group);
  ownIndex(member, keys);
  const coefficients = Array.from({ length: ceremony.threshold }, () => randomScalar(group.order));
  const texts = group.encode(coefficients.map((a) => group.secretPower(group.generator, a)));
  const valueAt = (index: bigint): bigint =>
    modulo(
      coefficients.reduceRight((value, a) => value * index + a, 0n),
      group.order,
    );
  const own = canonicalJson({ polynomial: coefficients.map(String) });
  const shares = keys.map(({ encryption }, i) =>
    send(group, signing, encryption, canonicalJson({ secret: String(valueAt(BigInt(i + 1))) })),
  );
  return canonicalJson({
    polynomial: await send(group, signing, member.encryption, own),
    secrets: await Promise.all(shares),
    coefexps: sign(group, signing, canonicalJson({ coefexps: texts })),
    signature: signatureOf(group, signing, commitmentsMessage(values, texts)),
  });
}

/**
 * Step 3: a member's public key, and the private one encrypted to themselves, from everybody's shares for them. Throws
 * VotingError naming the member whose share does not fit their commitments.
 */
export async function makeKey(
  ceremony: Ceremony,
  certificates: readonly string[],
  seed: string,
  shares: string,
): Promise<string> {
  const member = memberOf(ceremony.group, seed);
  const { group, signing, decryption } = member;
  const { values, keys } = certificatesOf(ceremony, certificates, group);
  const own = ownIndex(member, keys);
  const what = `What ${nameOf(ceremony, own)} was sent`;
  const fields = readFields(parseCanonical(shares, what), ["polynomial", "secrets", "coefexps", "signatures"], what);
  const [secrets, coefexps, signatures] = [fields.secrets, fields.coefexps, fields.signatures].map((value) =>
    readArray(value, what, keys.length),
  ) as [readonly Json[], readonly Json[], readonly Json[]];
  const commitments = keys.map(({ verification }, i) =>
    readCommitments(
      group,
      values,
      verification,
      ceremony.threshold,
      coefexps[i],
      signatures[i],
      `The polynomial of ${nameOf(ceremony, i + 1)}`,
    ),
  );
  await checkOwnPolynomial(member, fields.polynomial, commitments[own - 1]!);
  let secret = 0n;
  for (const [i, { verification }] of keys.entries()) {
    const place = `The share of ${nameOf(ceremony, i + 1)} for ${nameOf(ceremony, own)}`;
    const text = await receive(group, decryption, verification, secrets[i], place);
    const share = readScalar(group, text, "secret", place);
    const expected = committedValue(group, commitments[i]!, own);
    if (!group.equals(group.secretPower(group.generator, share), expected)) {
      throw new VotingError(`${place} is refused: it does not fit the commitments that they signed.`);
    }
    secret = modulo(secret + share, group.order);
  }
  const publicKey = publicKeyOf(group, secret);
  const name = ceremony.names[own - 1]!;
  return canonicalJson({
    private_key: await send(group, signing, member.encryption, canonicalJson({ decryption_key: String(secret) })),
    public_key: {
      ...publicKey,
      signature: signatureOf(group, signing, publicKey.public_key),
      ...(name === "" ? {} : { name }),
    },
  });
}

function readScalar(group: Group<Element>, text: string, field: string, what: string, factor = 1n): bigint {
  const fields = readFields(parseCanonical(text, what), [field], what);
  return parseScalar(readString(fields[field], what), group.order * factor);
}

/** Lets a member find out if somebody put another polynomial in the place of theirs. */
async function checkOwnPolynomial(
  { group, decryption, verification }: Member,
  sealed: Json | undefined,
  commitments: readonly Element[],
): Promise<void> {
  const what = "Your own polynomial";
  const text = await receive(group, decryption, verification, sealed, what);
  const fields = readFields(parseCanonical(text, what), ["polynomial"], what);
  const coefficients = readArray(fields.polynomial, what, commitments.length);
  coefficients.forEach((entry, i) => {
    const coefficient = parseScalar(readString(entry, what), group.order);
    if (!group.equals(group.secretPower(group.generator, coefficient), commitments[i]!)) {
      throw new VotingError(`${what} does not fit the commitments that go under your name.`);
    }
  });
}

/** A member's private key, as a key file holds it, from the seed and the encrypted private key. */
export async function openPrivateKey(groupName: string, seed: string, encrypted: string): Promise<string> {
  const { group, decryption, verification } = memberOf(groupName, seed);
  const what = "The encrypted private key";
  const text = await receive(group, decryption, verification, encrypted.trim(), what);
  return canonicalJson(String(modulo(readScalar(group, text, "decryption_key", what, MAX_MEMBERS), group.order)));
}
