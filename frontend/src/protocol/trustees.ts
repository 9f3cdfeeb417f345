import { VotingError } from "./errors.ts";
import type { Election } from "./election.ts";
import { type Element, getGroup, type Group } from "./groups.ts";
import { challenge, sha256Hex } from "./hashing.ts";
import { canonicalJson, parseCanonical, readArray, readFields, readString } from "./json.ts";
import { checkKnowledge, proveKnowledge, readProof } from "./proofs.ts";
import { modulo, parseScalar, randomScalar } from "./scalars.ts";

/** A trustee's two halves: the text of the key file, and the text that is published. */
export interface TrusteeKey {
  readonly privateKey: string;
  readonly publicKey: string;
}

/** A new key for a single trustee; the proof inside the public half shows that its owner knows the private one. */
export function newTrusteeKey(groupName: string): TrusteeKey {
  const group = getGroup(groupName);
  const secret = randomScalar(group.order);
  return { privateKey: canonicalJson(String(secret)), publicKey: publicPart(group, secret) };
}

function publicPart(group: Group<Element>, secret: bigint): string {
  const element = publicElement(group, secret);
  const pok = proveKnowledge(group, `pok|${group.name}|${element}`, secret);
  return canonicalJson({ pok, public_key: element });
}

function publicElement(group: Group<Element>, secret: bigint): string {
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

/** Reads a trustee's public half and checks its proof; returns the public key. */
export function checkTrusteeKey(groupName: string, text: string): string {
  const group = getGroup(groupName);
  const what = "A trustee's public key";
  const fields = readFields(parseCanonical(text, what), ["pok", "public_key", "signature?", "name?"], what);
  const element = readString(fields.public_key, what);
  const point = group.decode(element);
  if (group.equals(point, group.neutral) || !checkKnowledge(group, `pok|${group.name}|${element}`, point, fields.pok)) {
    throw new VotingError("The proof in a trustee's public key does not hold.");
  }
  return element;
}

/** Whether a key file holds the private half of a public key. */
export function fitsPublicKey(groupName: string, privateKey: string, publicKey: string): boolean {
  const group = getGroup(groupName);
  return publicElement(group, parsePrivateKey(group, privateKey)) === checkTrusteeKey(groupName, publicKey);
}

/** The fingerprint of a public key by which people compare it: SHA-256 of its JSON text. */
export function keyFingerprint(publicKey: string): string {
  const fields = readFields(
    parseCanonical(publicKey, "A trustee's public key"),
    ["pok", "public_key", "signature?", "name?"],
    "A trustee's public key",
  );
  return sha256Hex(canonicalJson(readString(fields.public_key, "The public key")));
}

/** The name of the file that keeps the private half of a public key. */
export function keyFileName(publicKey: string): string {
  return `${keyFingerprint(publicKey).slice(0, 8).toUpperCase()}.privkey`;
}

/** Checks that the election's key is the product of the keys of its trustees; returns the public keys of single ones. */
export function checkTrustees(election: Election, trustees: string): string[] {
  const { group } = election;
  const items = readArray(parseCanonical(trustees, "The trustees record"), "The trustees record");
  const keys = items.map((item) => {
    const [kind, key] = readArray(item, "A trustee", 2);
    if (kind !== "Single") {
      throw new VotingError(`Trustees of the kind ${JSON.stringify(kind)} are not understood here.`);
    }
    return checkTrusteeKey(group.name, canonicalJson(key as object));
  });
  const product = keys.map((key) => group.decode(key)).reduce((a, b) => group.multiply(a, b), group.neutral);
  if (!group.equals(product, election.publicKey)) {
    throw new VotingError("The election's public key is not made of the keys of its trustees.");
  }
  return keys;
}

/** The alphas of an encrypted tally, question by question. */
export function parseTally(group: Group<Element>, text: string): Element[][] {
  return readArray(parseCanonical(text, "The encrypted tally"), "The encrypted tally").map((question) =>
    readArray(question, "A question of the tally").map((ciphertext) => {
      const fields = readFields(ciphertext, ["alpha", "beta"], "A ciphertext");
      group.decode(readString(fields.beta, "A ciphertext"));
      return group.decode(readString(fields.alpha, "A ciphertext"));
    }),
  );
}

/** A trustee's share of opening the tally, with proofs that it was made with the key in the record. */
export function partialDecryption(election: Election, tally: string, privateKey: string): string {
  const { group } = election;
  const secret = parsePrivateKey(group, privateKey);
  const own = publicElement(group, secret);
  const shares = parseTally(group, tally).map((alphas) =>
    alphas.map((alpha) => {
      const w = randomScalar(group.order);
      const factor = group.secretPower(alpha, secret);
      const [a, b, text] = group.encode([
        group.secretPower(group.generator, w),
        group.secretPower(alpha, w),
        factor,
      ]) as [string, string, string];
      const c = challenge(`decrypt|${election.hash}|${own}|${a},${b}`, group.order);
      return { text, proof: { challenge: String(c), response: String(modulo(w - secret * c, group.order)) } };
    }),
  );
  return canonicalJson({
    decryption_factors: shares.map((question) => question.map((share) => share.text)),
    decryption_proofs: shares.map((question) => question.map((share) => share.proof)),
  });
}

/** Throws VotingError unless a share was made from that tally with the private half of that public key. */
export function checkPartialDecryption(election: Election, tally: string, publicKey: string, share: string): void {
  const { group } = election;
  const owner = group.decode(publicKey);
  const what = "A partial decryption";
  const fields = readFields(parseCanonical(share, what), ["decryption_factors", "decryption_proofs"], what);
  const alphas = parseTally(group, tally);
  const factors = readArray(fields.decryption_factors, "The decryption factors", alphas.length);
  const proofs = readArray(fields.decryption_proofs, "The decryption proofs", alphas.length);
  alphas.forEach((row, i) => {
    const rowFactors = readArray(factors[i], "The decryption factors", row.length);
    const rowProofs = readArray(proofs[i], "The decryption proofs", row.length);
    row.forEach((alpha, j) => {
      const factor = group.decode(readString(rowFactors[j], "A decryption factor"));
      const { c, s } = readProof(rowProofs[j], group.order);
      const commitments = group.encode([
        group.multiply(group.power(group.generator, s), group.power(owner, c)),
        group.multiply(group.power(alpha, s), group.power(factor, c)),
      ]);
      if (challenge(`decrypt|${election.hash}|${publicKey}|${commitments.join()}`, group.order) !== c) {
        throw new VotingError(`The proof of decryption factor ${j + 1} of question ${i + 1} does not hold.`);
      }
    });
  });
}
