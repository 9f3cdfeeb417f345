import { VotingError } from "./errors.ts";
import { type Element, getGroup, type Group } from "./groups.ts";
import { sha256Base64 } from "./hashing.ts";
import { type Json, parseCanonical, readArray, readFields, readInteger, readString } from "./json.ts";

/** A question of the kind 'choose between min and max of these answers', perhaps with a blank option. */
export interface KofN {
  readonly kind: "k-of-n";
  readonly question: string;
  readonly answers: readonly string[];
  readonly min: number;
  readonly max: number;
  readonly blank: boolean;
}

/** A question of the kind 'give each answer a rank from 1, or 0 for none'. */
export interface Ranked {
  readonly kind: "ranked";
  readonly question: string;
  readonly answers: readonly string[];
}

export type Question = KofN | Ranked;

/** What everything in an election is computed from: read from its record, with the fingerprint of those bytes. */
export interface Election {
  readonly uuid: string;
  readonly name: string;
  readonly description: string;
  readonly group: Group<Element>;
  readonly publicKey: Element;
  readonly questions: readonly Question[];
  /** The fingerprint: `phi` inside proofs, `election_hash` in ballots. */
  readonly hash: string;
}

/** How many values a choice holds for a question: one per answer, and one first for the blank. */
export function choiceCount(question: Question): number {
  return question.answers.length + (question.kind === "k-of-n" && question.blank ? 1 : 0);
}

/** How many ciphertexts a ballot holds for a question. */
export function ciphertextCount(question: Question): number {
  return question.kind === "ranked" ? 1 : choiceCount(question);
}

function parseQuestion(group: Group<Element>, value: Json): Question {
  if (typeof value !== "object" || value === null || !("type" in value)) {
    return parseKofN(value);
  }
  const fields = readFields(value, ["type", "value", "extra?"], "A question");
  switch (fields.type) {
    case "Homomorphic":
      return parseKofN(fields.value);
    case "NonHomomorphic":
      return parseRanked(group, fields.value);
    default:
      throw new VotingError(`Questions of the type ${JSON.stringify(fields.type)} cannot be answered here.`);
  }
}

function parseKofN(value: Json | undefined): KofN {
  const fields = readFields(value, ["answers", "blank?", "min", "max", "question"], "A question");
  const answers = parseAnswers(fields.answers);
  if (fields.blank !== undefined && typeof fields.blank !== "boolean") {
    throw new VotingError("The field blank of a question must be true or false.");
  }
  const min = readInteger(fields.min, "The least number of choices");
  const max = readInteger(fields.max, "The greatest number of choices");
  if (min > max || max > answers.length || max === 0) {
    throw new VotingError("The numbers of choices that a question allows contradict each other.");
  }
  const question = readString(fields.question, "A question");
  return { kind: "k-of-n", question, answers, min, max, blank: fields.blank ?? false };
}

function parseRanked(group: Group<Element>, value: Json | undefined): Ranked {
  const fields = readFields(value, ["answers", "question"], "A question");
  const answers = parseAnswers(fields.answers);
  const question = readString(fields.question, "A question");
  if (answers.length === 0 || answers.length > group.embeddedBytes) {
    throw new VotingError(
      `The question ${question} ranks ${answers.length} answers; the group ${group.name} has room for 1 to ${group.embeddedBytes}.`,
    );
  }
  return { kind: "ranked", question, answers };
}

function parseAnswers(value: Json | undefined): string[] {
  return readArray(value, "The answers of a question").map((answer) => readString(answer, "An answer"));
}

/** Reads an election record; throws VotingError if any part of it is not as the format wants it. */
export function parseElection(text: string): Election {
  const fields = readFields(
    parseCanonical(text, "The election record"),
    [
      "version",
      "description",
      "name",
      "group",
      "public_key",
      "questions",
      "uuid",
      "administrator?",
      "credential_authority?",
      "language?",
    ],
    "The election record",
  );
  if (fields.version !== 1) {
    throw new VotingError("Only version 1 of the election record is understood.");
  }
  const group = getGroup(readString(fields.group, "The group"));
  const publicKey = group.decode(readString(fields.public_key, "The election's public key"));
  if (group.equals(publicKey, group.neutral)) {
    throw new VotingError("The election's public key is the neutral element.");
  }
  const uuid = readString(fields.uuid, "The election's identifier");
  if (!/^[1-9A-HJ-NP-Za-km-z]{14,}$/.test(uuid)) {
    throw new VotingError("The election's identifier must be at least 14 Base58 characters.");
  }
  return {
    uuid,
    name: readString(fields.name, "The election's name"),
    description: readString(fields.description, "The election's description"),
    group,
    publicKey,
    questions: readArray(fields.questions, "The questions").map((question) => parseQuestion(group, question)),
    hash: sha256Base64(text),
  };
}
