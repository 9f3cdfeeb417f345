import { messages } from "../messages/index.ts";
import { compute } from "../pages/compute.ts";
import { getJson } from "../pages/server.ts";
import { fitsCertificate } from "../protocol/ceremony.ts";
import { VotingError } from "../protocol/errors.ts";
import { sha256Hex } from "../protocol/hashing.ts";
import { fitsPublicKey, keyFileName } from "../protocol/keys.ts";
import type { CeremonySoFar, Desk } from "./desk.ts";

/** A file that does not serve here; the message says why, to the person who chose it. */
export class WrongFile extends Error {
  override name = "WrongFile";
}

/** Throws WrongFile unless a file holds the private half of a key; `other` is the sentence for a key of someone else. */
export function checkKeyFile(group: string, text: string | null, publicKey: string, other: string): string {
  if (text === null) {
    throw new WrongFile(messages().fileMissing);
  }
  let fits: boolean;
  try {
    fits = fitsPublicKey(group, text, publicKey);
  } catch (error) {
    throw error instanceof VotingError ? new WrongFile(messages().trustee.notAKey) : error;
  }
  if (!fits) {
    throw new WrongFile(other);
  }
  return text;
}

/** The seed in a file; throws WrongFile unless this member's certificate was made with it. */
export function readSeedFile(desk: Desk, certificate: string, text: string | null): string {
  if (text === null) {
    throw new WrongFile(messages().fileMissing);
  }
  let fits: boolean;
  try {
    fits = fitsCertificate(desk.group, certificate, text);
  } catch (error) {
    throw error instanceof VotingError ? new WrongFile(messages().trustee.notASeed) : error;
  }
  if (!fits) {
    throw new WrongFile(messages().trustee.notYourSeed);
  }
  return text.trim();
}

/** The name of the file in which a member keeps the seed of a certificate. */
export function seedFileName(certificate: string): string {
  const { message } = JSON.parse(certificate) as { message: string };
  return `${sha256Hex(message).slice(0, 8).toUpperCase()}.seed`;
}

/** A trustee's lock: which file opens it, and how. */
export interface Lock {
  readonly hint: string;
  readonly accept: string;
  /** The private key that a chosen file leads to; throws WrongFile. */
  readonly open: (text: string | null) => Promise<string>;
}

/** What opens the private half of a public key: a key file itself, or the seed with what the ceremony left. */
export async function lockOf(desk: Desk, publicKey: string): Promise<Lock> {
  const { fileHint, notYourKey, notYourSeed, seedHint } = messages().trustee;
  const { ceremony, group } = desk;
  if (ceremony === null) {
    return {
      hint: fileHint(keyFileName(publicKey)),
      accept: ".privkey",
      open: (text) => Promise.resolve().then(() => checkKeyFile(group, text, publicKey, notYourKey)),
    };
  }
  const { certificates, encrypted_private_key: sealed } = await getJson<CeremonySoFar>(desk.urls.ceremony);
  const certificate = certificates?.[ceremony.index - 1] ?? "";
  return {
    hint: seedHint(seedFileName(certificate), ceremony.index),
    accept: ".seed",
    open: async (text) => {
      const seed = readSeedFile(desk, certificate, text);
      const privateKey = await compute("privateKey", { group, seed, sealed: sealed ?? "" });
      return checkKeyFile(group, privateKey, publicKey, notYourSeed);
    },
  };
}
