import { encryptChoices, readCiphertexts } from "./answers.ts";
import { checkBallot, type MadeBallot, prepareElection, trackingNumber } from "./ballots.ts";
import { ciphertextCount, type Election, type Question } from "./election.ts";
import { VotingError } from "./errors.ts";
import { canonicalJson, type Json, parseJson, readArray, readFields, readInteger, readString } from "./json.ts";
import { parseScalar } from "./scalars.ts";

/** What shows anybody what a challenged ballot holds; the randomness of a ranking is one number, not a list. */
export interface Opening {
  readonly uuid: string;
  readonly tracking_number: string;
  readonly choices: readonly (readonly number[])[];
  readonly randomness: readonly (string | readonly string[])[];
}

const FIELDS = ["uuid", "tracking_number", "choices", "randomness"];

/** The opening of a ballot, as its voter takes it to another device. */
export function openBallot(election: Election, choices: readonly (readonly number[])[], made: MadeBallot): string {
  const opening: Opening = {
    uuid: election.uuid,
    tracking_number: trackingNumber(made.ballot),
    choices,
    randomness: election.questions.map((question, i) => {
      const numbers = made.randomness[i]!.map(String);
      return question.kind === "ranked" ? numbers[0]! : numbers;
    }),
  };
  return canonicalJson(opening);
}

/** Reads an opening, in whatever layout it was pasted or saved. */
export function parseOpening(text: string): Opening {
  const fields = readFields(parseJson(text, "The opening"), FIELDS, "The opening");
  return {
    uuid: readString(fields.uuid, "The identifier of the poll"),
    tracking_number: readString(fields.tracking_number, "The tracking number"),
    choices: readArray(fields.choices, "The choices").map((vector) =>
      readArray(vector, "The choices of a question").map((choice) => readInteger(choice, "A choice")),
    ),
    randomness: readArray(fields.randomness, "The randomness").map((numbers) =>
      typeof numbers === "string"
        ? numbers
        : readArray(numbers, "The randomness of a question").map((number) => readString(number, "A random number")),
    ),
  };
}

function readRandomness(election: Election, question: Question, value: string | readonly string[]): bigint[] {
  const texts = readArray(question.kind === "ranked" ? [value] : value, "The randomness", ciphertextCount(question));
  return texts.map((text) => parseScalar(readString(text, "A random number"), election.group.order));
}

/** Throws VotingError unless a ballot could have been cast and holds exactly the choices of its opening. */
export function checkOpening(election: Election, credentials: string, ballot: string, opening: Opening): void {
  const { questions, group, uuid } = election;
  const key = prepareElection(election);
  if (opening.uuid !== uuid) {
    throw new VotingError("The opening is of another election.");
  }
  if (checkBallot(election, credentials, ballot, key).trackingNumber !== opening.tracking_number) {
    throw new VotingError("The opening is of another ballot.");
  }
  const { answers } = JSON.parse(ballot) as { answers: Json[] };
  const choices = readArray(opening.choices, "The choices", questions.length) as Opening["choices"];
  const randomness = readArray(opening.randomness, "The randomness", questions.length) as Opening["randomness"];
  questions.forEach((question, i) => {
    const published = readCiphertexts(group, question, answers[i]);
    const numbers = readRandomness(election, question, randomness[i]!);
    encryptChoices(key, question, choices[i]!, numbers).forEach(({ alpha, beta }, j) => {
      if (!group.equals(alpha, published[j]!.alpha) || !group.equals(beta, published[j]!.beta)) {
        throw new VotingError(`The ballot does not hold the choices of the opening for ${question.question}.`);
      }
    });
  });
}
