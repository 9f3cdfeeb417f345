import { checkAnswer, encryptAnswer, newRandomness } from "./answers.ts";
import { credentialSecret, credentialWeight } from "./credentials.ts";
import { ciphertextCount, type Election } from "./election.ts";
import { BallotRefused, VotingError } from "./errors.ts";
import { sha256Base64 } from "./hashing.ts";
import { canonicalJson, type JsonObject, parseCanonical, readArray, readFields } from "./json.ts";
import { checkKnowledge, type Key, prepareKey, proveKnowledge } from "./proofs.ts";

export type Progress = (done: number, total: number) => void;

/** The tracking number of a ballot: the hash of its exact text. */
export function trackingNumber(ballot: string): string {
  return sha256Base64(ballot);
}

/** The tables that many ballots of one election share. */
export function prepareElection(election: Election): Key {
  return prepareKey(election.group, election.publicKey);
}

/** A ballot, and the randomness of its ciphertexts, question by question, which shows what it holds. */
export interface MadeBallot {
  readonly ballot: string;
  readonly randomness: readonly (readonly bigint[])[];
}

/**
 * Makes an encrypted, proven and signed ballot. `choices` has a vector per question, in the record's order: marks of 0
 * and 1, the blank first where there is one, or the ranks of the answers.
 */
export function makeBallot(
  election: Election,
  credential: string,
  choices: readonly (readonly number[])[],
  progress: Progress = () => undefined,
  key: Key = prepareElection(election),
): MadeBallot {
  const { group, questions, uuid, hash } = election;
  if (choices.length !== questions.length) {
    throw new VotingError(`The ballot asks ${questions.length} questions, but ${choices.length} are answered.`);
  }
  const secret = credentialSecret(group.order, uuid, credential);
  const publicHalf = group.encode([key.generatorPower(secret)])[0]!;
  const total = 2 * questions.reduce((count, question) => count + ciphertextCount(question), 0);
  let done = 0;
  const tick = (): void => {
    progress(++done, total);
  };
  const randomness = questions.map((question) => newRandomness(group, question));
  const answers = questions.map((question, i) =>
    encryptAnswer(key, `${hash}|${publicHalf}`, question, choices[i]!, randomness[i]!, tick),
  );
  const unsigned = { election_uuid: uuid, election_hash: hash, credential: publicHalf, answers };
  const signed = sha256Base64(canonicalJson(unsigned));
  const proof = proveKnowledge(group, `sig|${signed}`, secret);
  return { ballot: canonicalJson({ ...unsigned, signature: { hash: signed, proof } }), randomness };
}

/** What a ballot that passed every check says openly. */
export interface CheckedBallot {
  readonly credential: string;
  readonly weight: bigint;
  readonly trackingNumber: string;
}

function refuse(check: string, message: string): never {
  throw new BallotRefused(check, message);
}

/** Checks everything about a ballot that can be checked without the other ballots; throws BallotRefused. */
export function checkBallot(
  election: Election,
  credentials: string,
  ballot: string,
  key: Key = prepareElection(election),
): CheckedBallot {
  try {
    return checkParts(election, credentials, ballot, key);
  } catch (error) {
    if (error instanceof VotingError && !(error instanceof BallotRefused)) {
      throw new BallotRefused("format", error.message);
    }
    throw error;
  }
}

function checkParts(election: Election, credentials: string, ballot: string, key: Key): CheckedBallot {
  const { group, questions } = election;
  const fields = readFields(
    parseCanonical(ballot, "The ballot"),
    ["election_uuid", "election_hash", "credential", "answers", "signature"],
    "The ballot",
  );
  if (fields.election_uuid !== election.uuid || fields.election_hash !== election.hash) {
    refuse("election", "The ballot was made for another election.");
  }
  const weight = typeof fields.credential === "string" ? credentialWeight(credentials, fields.credential) : null;
  if (weight === null) {
    refuse("credential", "The ballot's credential is not on the list of this election.");
  }
  const credential = fields.credential as string;
  const publicHalf = group.decode(credential);
  if (group.equals(publicHalf, group.neutral)) {
    refuse("credential", "The ballot's credential is the neutral element.");
  }
  const { signature: signed, ...unsigned }: JsonObject = fields;
  const signature = readFields(signed, ["hash", "proof"], "The signature");
  const expected = sha256Base64(canonicalJson(unsigned));
  if (signature.hash !== expected || !checkKnowledge(group, `sig|${expected}`, publicHalf, signature.proof)) {
    refuse("signature", "The signature does not belong to the ballot and its credential.");
  }
  const answers = readArray(fields.answers, "The answers", questions.length);
  questions.forEach((question, i) => {
    checkAnswer(key, `${election.hash}|${credential}`, question, answers[i]);
  });
  return { credential, weight, trackingNumber: trackingNumber(ballot) };
}
