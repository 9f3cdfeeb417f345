import assert from "node:assert/strict";
import { test } from "node:test";
import { makeBallot, checkBallot, prepareElection, trackingNumber } from "../src/protocol/ballots.ts";
import { credentialWeight, publicCredential } from "../src/protocol/credentials.ts";
import { choiceCount, parseElection } from "../src/protocol/election.ts";
import { BallotRefused } from "../src/protocol/errors.ts";
import { canonicalJson } from "../src/protocol/json.ts";
import { checkPartialDecryption, partialDecryption } from "../src/protocol/decryption.ts";
import { checkTrustees } from "../src/protocol/trustees.ts";
import { readVector, vectorFolder } from "./archives.ts";

for (const name of ["small-approval-Ed25519", "small-approval-2048"]) {
  const folder = vectorFolder(name);
  const options = folder === null ? { skip: `the vectors ${name} are not beside this clone` } : {};
  const vector = folder === null ? null : readVector(folder);

  test(`ballots of ${name} are accepted`, options, () => {
    assert(vector);
    const election = parseElection(vector.election);
    const key = prepareElection(election);
    assert(vector.ballots.length >= 6);
    for (const ballot of vector.ballots) {
      const checked = checkBallot(election, vector.credentials, ballot, key);
      assert.equal(checked.trackingNumber, trackingNumber(ballot));
    }
  });

  test(`private credentials of ${name} give the published ones`, options, () => {
    assert(vector);
    const election = parseElection(vector.election);
    for (const credential of vector.privateCredentials) {
      const publicHalf = publicCredential(election.group.name, election.uuid, credential);
      assert.notEqual(credentialWeight(vector.credentials, publicHalf), null);
    }
  });

  test(`a ballot made for ${name} is accepted, and refused for any changed part`, options, () => {
    assert(vector);
    const election = parseElection(vector.election);
    const key = prepareElection(election);
    const choices = election.questions.map((question) =>
      Array.from({ length: choiceCount(question) }, (_, i) =>
        i === choiceCount(question) - question.answers.length ? 1 : 0,
      ),
    );
    const { ballot } = makeBallot(election, vector.privateCredentials[0] ?? "", choices, undefined, key);
    checkBallot(election, vector.credentials, ballot, key);
    const parts = JSON.parse(ballot) as Record<string, unknown>;
    const other = JSON.parse(vector.ballots[0] ?? "") as Record<string, unknown>;
    for (const [field, check] of [
      ["answers", "signature"],
      ["signature", "signature"],
      ["election_hash", "election"],
      ["extra", "format"],
    ] as const) {
      const changed = canonicalJson({ ...parts, [field]: field === "election_hash" ? "x" : (other[field] ?? 1) });
      assert.throws(
        () => checkBallot(election, vector.credentials, changed, key),
        (error) => error instanceof BallotRefused && error.check === check,
      );
    }
  });

  test(`trustees of ${name} open its tally`, options, () => {
    assert(vector);
    const election = parseElection(vector.election);
    const keys = checkTrustees(election, vector.trustees);
    for (const { owner, text } of vector.shares) {
      checkPartialDecryption(election, vector.tally, keys[owner - 1] ?? "", text);
    }
    const shares = vector.privateKeys.map((secret) => partialDecryption(election, vector.tally, secret));
    for (const key of keys) {
      const valid = shares.filter((share) => {
        try {
          checkPartialDecryption(election, vector.tally, key, share);
          return true;
        } catch {
          return false;
        }
      });
      assert.equal(valid.length, 1);
    }
  });
}
