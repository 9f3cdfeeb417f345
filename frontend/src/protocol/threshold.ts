import { VotingError } from "./errors.ts";
import type { Element, Group } from "./groups.ts";
import { canonicalJson, type Json, parseCanonical, readArray, readFields, readInteger, readString } from "./json.ts";
import { readKey, readMember } from "./keys.ts";
import { checkKnowledge, type Proof, proveKnowledge } from "./proofs.ts";
import { modulo } from "./scalars.ts";

/** The keys by which a member signs, and by which others encrypt to them. */
export interface Certificate {
  readonly verification: Element;
  readonly encryption: Element;
}

/** A text with its signature. */
export interface Signed {
  readonly message: string;
  readonly signature: Proof;
}

/** The signature of a message that stands elsewhere. */
export function signatureOf(group: Group<Element>, signingKey: bigint, message: string): Proof {
  return proveKnowledge(group, `sigmsg|${message}`, signingKey);
}

export function sign(group: Group<Element>, signingKey: bigint, message: string): Signed {
  return { message, signature: signatureOf(group, signingKey, message) };
}

/** Throws VotingError, naming `what` was signed, unless the signature holds. */
export function checkSignature(
  group: Group<Element>,
  key: Element,
  message: string,
  signature: Json | undefined,
  what: string,
): void {
  if (!checkKnowledge(group, `sigmsg|${message}`, key, signature)) {
    throw new VotingError(`${what}: the signature does not hold.`);
  }
}

/** The text of a signed message. */
export function checkSigned(group: Group<Element>, key: Element, value: Json | undefined, what: string): string {
  const fields = readFields(value, ["message", "signature"], what);
  const message = readString(fields.message, what);
  checkSignature(group, key, message, fields.signature, what);
  return message;
}

/** What a certificate says that it is for. */
export interface Context {
  readonly group: string;
  readonly size: number;
  readonly threshold: number;
  readonly index: number;
}

function readCertificate(group: Group<Element>, value: Json, context: Context, what: string): Certificate {
  const { message } = readFields(value, ["message", "signature"], what);
  const keys = readFields(
    parseCanonical(readString(message, what), what),
    ["context", "verification", "encryption"],
    what,
  );
  if (canonicalJson(keys.context!) !== canonicalJson(context)) {
    throw new VotingError(`${what} was made for another group, size or threshold, or for another place.`);
  }
  const verification = readMember(group, keys.verification, what);
  checkSigned(group, verification, value, what);
  return { verification, encryption: readMember(group, keys.encryption, what) };
}

/** The certificates of all members, checked against each other; `names` are for sentences. */
export function readCertificates(
  group: Group<Element>,
  values: readonly Json[],
  threshold: number,
  names: readonly string[],
): Certificate[] {
  const size = values.length;
  if (threshold < 1 || threshold >= size) {
    throw new VotingError(`A threshold group of ${size} cannot have a threshold of ${threshold}.`);
  }
  const certificates = values.map((value, i) =>
    readCertificate(
      group,
      value,
      { group: group.name, size, threshold, index: i + 1 },
      `The certificate of ${names[i]!}`,
    ),
  );
  const texts = group.encode(certificates.flatMap(({ verification, encryption }) => [verification, encryption]));
  if (new Set(texts).size < texts.length) {
    throw new VotingError("Two certificates of the threshold group hold the same key.");
  }
  return certificates;
}

/** What a member signs to bind the commitments to these very certificates. */
export function commitmentsMessage(certificates: readonly Json[], commitments: readonly Json[]): string {
  return `certs_sig|${canonicalJson({ certs: certificates, coefexps: commitments })}`;
}

/** A member's commitments to the coefficients of their polynomial, signed alone and with all certificates. */
export function readCommitments(
  group: Group<Element>,
  certificates: readonly Json[],
  key: Element,
  threshold: number,
  coefexps: Json | undefined,
  signature: Json | undefined,
  what: string,
): Element[] {
  const message = checkSigned(group, key, coefexps, what);
  const fields = readFields(parseCanonical(message, what), ["coefexps"], what);
  const texts = readArray(fields.coefexps, what, threshold);
  checkSignature(group, key, commitmentsMessage(certificates, texts), signature, `${what}, with the certificates`);
  return texts.map((text) => readMember(group, text, what));
}

/** The power of the generator by the polynomial's value at `index`, which its commitments determine. */
export function committedValue(group: Group<Element>, commitments: readonly Element[], index: number): Element {
  return group.multiPower(
    commitments,
    commitments.map((_, k) => modulo(BigInt(index) ** BigInt(k), group.order)),
  );
}

/** A threshold group from the trustees record, every signature, proof and key checked. */
export function readThresholdGroup(
  group: Group<Element>,
  value: Json | undefined,
): { element: Element; keys: string[] } {
  const what = "The threshold group";
  const fields = readFields(value, ["threshold", "certs", "coefexps", "signatures", "verification_keys"], what);
  const certs = readArray(fields.certs, `${what}: certs`);
  const size = certs.length;
  const threshold = readInteger(fields.threshold, `${what}: threshold`);
  const names = certs.map((_, i) => `member ${i + 1}`);
  const certificates = readCertificates(group, certs, threshold, names);
  const coefexps = readArray(fields.coefexps, `${what}: coefexps`, size);
  const signatures = readArray(fields.signatures, `${what}: signatures`, size);
  const commitments = certificates.map(({ verification }, i) =>
    readCommitments(
      group,
      certs,
      verification,
      threshold,
      coefexps[i],
      signatures[i],
      `The commitments of ${names[i]!}`,
    ),
  );
  const product = (elements: readonly Element[]): Element =>
    elements.reduce((a, b) => group.multiply(a, b), group.neutral);
  const keys = readArray(fields.verification_keys, `${what}: verification_keys`, size).map((entry, i) => {
    const place = `The key of ${names[i]!}`;
    const text = readKey(group, entry, place);
    const { signature } = entry as { signature?: Json };
    checkSignature(group, certificates[i]!.verification, text, signature, place);
    const expected = product(commitments.map((own) => committedValue(group, own, i + 1)));
    if (!group.equals(group.decode(text), expected)) {
      throw new VotingError(`${place} is not the one that the members' polynomials determine.`);
    }
    return text;
  });
  return { element: product(commitments.map((own) => own[0]!)), keys };
}
