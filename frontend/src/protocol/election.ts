import { VotingError } from "./errors.ts";
import { type Element, getGroup, type Group } from "./groups.ts";
import { sha256Base64 } from "./hashing.ts";
import { type Json, parseCanonical, readArray, readFields, readInteger, readString } from "./json.ts";

/** A question of the kind 'choose between min and max of these answers', perhaps with a blank option. */
export interface Question {
  readonly question: string;
  readonly answers: readonly string[];
  readonly min: number;
  readonly max: number;
  readonly blank: boolean;
}

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

/** How many values a ballot holds for a question: one per answer, and one first for the blank. */
export function choiceCount(question: Question): number {
  return question.answers.length + (question.blank ? 1 : 0);
}

function parseQuestion(value: Json): Question {
  if (typeof value === "object" && value !== null && "type" in value) {
    throw new VotingError(`Questions of the type ${JSON.stringify(value.type)} cannot be answered here.`);
  }
  const fields = readFields(value, ["answers", "blank?", "min", "max", "question"], "A question");
  const answers = readArray(fields.answers, "The answers of a question").map((answer) =>
    readString(answer, "An answer"),
  );
  if (fields.blank !== undefined && typeof fields.blank !== "boolean") {
    throw new VotingError("The field blank of a question must be true or false.");
  }
  const min = readInteger(fields.min, "The least number of choices");
  const max = readInteger(fields.max, "The greatest number of choices");
  if (min > max || max > answers.length || max === 0) {
    throw new VotingError("The numbers of choices that a question allows contradict each other.");
  }
  return { question: readString(fields.question, "A question"), answers, min, max, blank: fields.blank ?? false };
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
    questions: readArray(fields.questions, "The questions").map(parseQuestion),
    hash: sha256Base64(text),
  };
}
