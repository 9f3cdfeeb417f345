import assert from "node:assert/strict";
import { test } from "node:test";
import { checkBallot, makeBallot, prepareElection, trackingNumber } from "../src/protocol/ballots.ts";
import {
  CredentialError,
  credentialSecret,
  credentialWeight,
  newCredential,
  normaliseCredential,
  publicCredential,
} from "../src/protocol/credentials.ts";
import { parseElection } from "../src/protocol/election.ts";
import { BallotRefused, VotingError } from "../src/protocol/errors.ts";
import { getGroup } from "../src/protocol/groups.ts";
import { challenge, sha256Base64, sha256Hex } from "../src/protocol/hashing.ts";
import { canonicalJson, parseCanonical } from "../src/protocol/json.ts";
import type { Proof } from "../src/protocol/proofs.ts";
import { checkPartialDecryption, partialDecryption } from "../src/protocol/decryption.ts";
import { checkTrusteeKey, fitsPublicKey, newTrusteeKey } from "../src/protocol/keys.ts";
import { checkTrustees } from "../src/protocol/trustees.ts";
import { signAgain } from "./forging.ts";
import { readSharedVectors } from "./shared_vectors.ts";

function refusedBy(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    assert(error instanceof BallotRefused, String(error));
    return error.check;
  }
  return "";
}

// One proof of each kind: of a choice, of the number of choices, of the blank.
function proofPaths(ballot: string): (string | number)[][] {
  const { answers } = JSON.parse(ballot) as { answers: Record<string, unknown>[] };
  return answers.flatMap((answer, i) => [
    [i, "individual_proofs", 1, 0],
    [i, "overall_proof", 0],
    ...("blank_proof" in answer ? [[i, "blank_proof", 1]] : []),
  ]);
}

for (const vectors of readSharedVectors()) {
  const { group: name } = vectors;
  const group = getGroup(name);
  const election = parseElection(vectors.election);
  const key = prepareElection(election);

  test(`${name}: constants and hashes are those of the Python library`, () => {
    assert.equal(String(group.order), vectors.order);
    assert.deepEqual(group.encode([group.generator, group.neutral]), [vectors.generator, vectors.neutral]);
    for (const { text, hex, base64, scalar } of vectors.hashes) {
      assert.equal(sha256Hex(text), hex);
      assert.equal(sha256Base64(text), base64);
      assert.equal(String(challenge(text, group.order)), scalar);
    }
    assert.equal(election.hash, vectors.phi);
  });

  test(`${name}: elements outside the group are refused`, () => {
    for (const { why, element } of vectors.invalid_elements) {
      assert.throws(() => group.decode(element), VotingError, why);
    }
    for (const text of [vectors.generator, vectors.neutral]) {
      assert.deepEqual(group.encode([group.decode(text)]), [text]);
    }
  });

  test(`${name}: powers agree, by table and without, for edge exponents too`, () => {
    const base = group.power(group.generator, 12345n);
    const table = group.fixedBase(base);
    for (const exponent of [0n, 1n, 2n, 63n, 64n, group.order - 1n, group.order, group.order + 5n, -1n]) {
      const expected = group.power(base, exponent);
      assert(group.equals(table(exponent), expected), String(exponent));
      assert(group.equals(group.secretPower(base, exponent), expected), String(exponent));
    }
    assert(group.equals(group.multiply(base, group.invert(base)), group.neutral));
    assert(group.equals(group.secretPower(group.neutral, 7n), group.neutral));
  });

  test(`${name}: credentials give the same exponents and public halves`, () => {
    for (const { credential, exponent, public: publicHalf } of vectors.credentials) {
      assert.equal(String(credentialSecret(group.order, vectors.uuid, credential)), exponent);
      assert.equal(publicCredential(name, vectors.uuid, credential), publicHalf);
      assert.equal(publicCredential(name, vectors.uuid, ` ${credential.replaceAll("-", " ")}`), publicHalf);
      assert.notEqual(credentialWeight(vectors.credentials_record, publicHalf), null);
      assert.equal(credentialWeight(vectors.credentials_record, publicHalf.slice(0, -1)), null);
    }
  });

  test(`${name}: ballots made in Python are accepted`, () => {
    for (const { ballot, tracking_number, credential } of vectors.ballots) {
      const checked = checkBallot(election, vectors.credentials_record, ballot, key);
      assert.equal(checked.trackingNumber, tracking_number);
      assert.equal(checked.credential, publicCredential(name, vectors.uuid, credential));
    }
  });

  test(`${name}: invalid ballots are refused by the same check as in Python`, () => {
    assert(vectors.invalid_ballots.length > 5);
    for (const { why, check, ballot } of vectors.invalid_ballots) {
      assert.equal(
        refusedBy(() => checkBallot(election, vectors.credentials_record, ballot, key)),
        check,
        why,
      );
    }
  });

  test(`${name}: ballots made here are accepted, and refused once any proof is changed and signed again`, () => {
    const { credential, choices } = vectors.ballots[0]!;
    const { ballot } = makeBallot(election, credential, choices, undefined, key);
    const checked = checkBallot(election, vectors.credentials_record, ballot, key);
    assert.equal(checked.trackingNumber, trackingNumber(ballot));
    // Answers that were proven for another credential, under a valid signature of this one.
    const { answers: foreign } = JSON.parse(vectors.ballots[1]!.ballot) as { answers: unknown };
    const swapped = signAgain(election, ballot, { answers: foreign }, credential);
    assert.equal(
      refusedBy(() => checkBallot(election, vectors.credentials_record, swapped, key)),
      "proof",
    );
    for (const path of proofPaths(ballot)) {
      const answers = (JSON.parse(ballot) as { answers: object[] }).answers;
      const proof = path.reduce<unknown>((value, step) => (value as Record<string, unknown>)[step], answers) as Proof;
      Object.assign(proof, { response: String((BigInt(proof.response) + 1n) % group.order) });
      const changed = signAgain(election, ballot, { answers }, credential);
      assert.equal(
        refusedBy(() => checkBallot(election, vectors.credentials_record, changed, key)),
        "proof",
        path.join(),
      );
    }
  });

  test(`${name}: choices that a question does not allow are never encrypted`, () => {
    const { credential, choices } = vectors.ballots[0]!;
    for (const wrong of [[], choices.slice(1), [[1, 1, 0], ...choices.slice(1)], [[0, 2, 0], ...choices.slice(1)]]) {
      assert.throws(() => makeBallot(election, credential, wrong, undefined, key), VotingError);
    }
  });

  test(`${name}: trustees' keys and shares made in Python are accepted, and only the right ones`, () => {
    const keys = checkTrustees(election, vectors.trustees);
    assert.deepEqual(
      keys,
      vectors.trustee_keys.map((trustee) => trustee.public_key),
    );
    for (const trustee of vectors.trustee_keys) {
      assert.equal(checkTrusteeKey(name, trustee.public), trustee.public_key);
      assert(fitsPublicKey(name, trustee.private, trustee.public));
    }
    assert(!fitsPublicKey(name, vectors.trustee_keys[0]!.private, vectors.trustee_keys[1]!.public));
    for (const { owner, text } of vectors.partial_decryptions) {
      checkPartialDecryption(election, vectors.encrypted_tally, keys[owner - 1]!, text);
      assert.throws(() => {
        checkPartialDecryption(election, vectors.encrypted_tally, keys[owner % keys.length]!, text);
      }, VotingError);
    }
  });

  test(`${name}: keys and shares made here hold`, () => {
    const made = newTrusteeKey(name);
    assert(fitsPublicKey(name, `${made.privateKey}\n`, made.publicKey));
    const { private: secret, public_key: own } = vectors.trustee_keys[0]!;
    const share = partialDecryption(election, vectors.encrypted_tally, secret);
    checkPartialDecryption(election, vectors.encrypted_tally, own, share);
    // The factors do not depend on chance: they are those that Python computed.
    const factors = (text: string): unknown => (JSON.parse(text) as { decryption_factors: unknown }).decryption_factors;
    assert.deepEqual(factors(share), factors(vectors.partial_decryptions[0]!.text));
  });

  test(`${name}: an election whose key is not made of its trustees' keys is not trusted`, () => {
    const [first, second] = JSON.parse(vectors.trustees) as unknown[];
    assert.throws(() => checkTrustees(election, canonicalJson([first])), VotingError);
    assert.throws(() => checkTrustees(election, canonicalJson([first, first])), VotingError);
    assert.deepEqual(checkTrustees(election, canonicalJson([second, first])).length, 2);
  });
}

test("canonical JSON escapes what the reference tools escape, and nothing else", () => {
  assert.equal(
    canonicalJson({ a: '"\\/\b\f\n\r\t\u0001\u007f é €' }),
    '{"a":"\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u007f é €"}',
  );
  assert.throws(() => parseCanonical('{"a": 1}', "It"), VotingError);
  assert.throws(() => parseCanonical('{"a":1,"a":2}', "It"), VotingError);
  assert.throws(() => parseCanonical("{", "It"), VotingError);
});

test("new credentials are of the long form and differ", () => {
  const made = Array.from({ length: 100 }, newCredential);
  assert.equal(new Set(made).size, 100);
  for (const credential of made) {
    assert.match(
      credential,
      /^[1-9A-HJ-NP-Za-km-z]{5}-[1-9A-HJ-NP-Za-km-z]{6}-[1-9A-HJ-NP-Za-km-z]{5}-[1-9A-HJ-NP-Za-km-z]{6}$/,
    );
    assert.equal(normaliseCredential(credential.replaceAll("-", "")), credential);
  }
});

test("a mistyped credential is told apart by its fault", () => {
  const faultOf = (typed: string): string => {
    try {
      normaliseCredential(typed);
      return "none";
    } catch (error) {
      assert(error instanceof CredentialError);
      return error.fault;
    }
  };
  assert.equal(faultOf(" - "), "empty");
  assert.equal(faultOf("AbCdE-fGhJkL-mNpQr-StUvW"), "length");
  assert.equal(faultOf("AbCdE-fGhJkL-mNpQr-StUv0x"), "character");
  assert.equal(faultOf("y4j-R85-Pcw-yBs-ZPh"), "none");
  assert.equal(faultOf("y4j-R85-Pcw-yBs-ZPi"), "checksum");
});
