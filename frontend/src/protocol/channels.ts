import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";
import { VotingError } from "./errors.ts";
import type { Element, Group } from "./groups.ts";
import { sha256Hex } from "./hashing.ts";
import { canonicalJson, type Json, parseCanonical, readFields, readString } from "./json.ts";
import { publicElement } from "./keys.ts";
import { randomScalar } from "./scalars.ts";
import { checkSigned, sign } from "./threshold.ts";

const GCM = "AES-GCM";

/** The bytes of a hash, as the key or as the nonce of the cipher. */
function digest(group: Group<Element>, word: string, element: Element): Uint8Array<ArrayBuffer> {
  return new Uint8Array(hexToBytes(sha256Hex(`${word}|${group.encode([element])[0]!}`)));
}

async function cipher(
  group: Group<Element>,
  secret: Element,
  alpha: Element,
): Promise<{ key: CryptoKey; parameters: AesGcmParams }> {
  const key = await crypto.subtle.importKey("raw", digest(group, "key", secret), GCM, false, ["encrypt", "decrypt"]);
  return { key, parameters: { name: GCM, iv: digest(group, "iv", alpha) } };
}

/** A message signed with one key and encrypted to another: sections 4.6.1 and 4.6.3 of the specification. */
export async function send(
  group: Group<Element>,
  signingKey: bigint,
  recipient: Element,
  message: string,
): Promise<string> {
  const addressed = canonicalJson({ recipient: group.encode([recipient])[0]!, message });
  const signed = canonicalJson(sign(group, signingKey, addressed));
  const r = randomScalar(group.order);
  const secret = group.secretPower(group.generator, randomScalar(group.order));
  const alpha = group.secretPower(group.generator, r);
  const beta = group.multiply(group.secretPower(recipient, r), secret);
  const { key, parameters } = await cipher(group, secret, alpha);
  const data = new Uint8Array(await crypto.subtle.encrypt(parameters, key, new TextEncoder().encode(signed)));
  const [alphaText, betaText] = group.encode([alpha, beta]);
  return canonicalJson({ algorithm: GCM, alpha: alphaText, beta: betaText, data: bytesToHex(data) });
}

/**
 * The message in what `send` made; throws VotingError if it was encrypted to somebody else, comes from anyone but the
 * owner of the verification key `sender`, or was changed.
 */
export async function receive(
  group: Group<Element>,
  decryptionKey: bigint,
  sender: Element,
  value: Json | undefined,
  what: string,
): Promise<string> {
  const envelope = readFields(
    parseCanonical(readString(value, what), what),
    ["algorithm", "alpha", "beta", "data"],
    what,
  );
  const data = readString(envelope.data, what);
  if (envelope.algorithm !== GCM || !/^([0-9a-f]{2})+$/.test(data)) {
    throw new VotingError(`${what} is not encrypted in the form that is understood here.`);
  }
  const alpha = group.decode(readString(envelope.alpha, what));
  const beta = group.decode(readString(envelope.beta, what));
  const secret = group.multiply(beta, group.invert(group.secretPower(alpha, decryptionKey)));
  const { key, parameters } = await cipher(group, secret, alpha);
  let plain: ArrayBuffer;
  try {
    plain = await crypto.subtle.decrypt(parameters, key, new Uint8Array(hexToBytes(data)));
  } catch {
    throw new VotingError(`${what} cannot be decrypted: it was changed, or encrypted to another key.`);
  }
  const signed = parseCanonical(new TextDecoder().decode(plain), what);
  const fields = readFields(
    parseCanonical(checkSigned(group, sender, signed, what), what),
    ["recipient", "message"],
    what,
  );
  if (fields.recipient !== publicElement(group, decryptionKey)) {
    throw new VotingError(`${what} was meant for another recipient.`);
  }
  return readString(fields.message, what);
}
