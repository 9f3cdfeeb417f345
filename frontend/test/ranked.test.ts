import assert from "node:assert/strict";
import { test } from "node:test";
import { checkBallot, makeBallot, prepareElection, trackingNumber } from "../src/protocol/ballots.ts";
import { publicCredential } from "../src/protocol/credentials.ts";
import { checkPartialDecryption, partialDecryption } from "../src/protocol/decryption.ts";
import { type Ranked, parseElection } from "../src/protocol/election.ts";
import { BallotRefused, VotingError } from "../src/protocol/errors.ts";
import { getGroup } from "../src/protocol/groups.ts";
import { canonicalJson } from "../src/protocol/json.ts";
import { checkOpening, openBallot, parseOpening } from "../src/protocol/openings.ts";
import { rankedPlaintext } from "../src/protocol/ranked.ts";
import { checkShuffle, shuffle } from "../src/protocol/shuffles.ts";
import { shuffledTally } from "../src/protocol/tally.ts";
import { checkTrustees } from "../src/protocol/trustees.ts";
import { signAgain } from "./forging.ts";
import { readRankedVectors } from "./ranked_vectors.ts";

for (const vectors of readRankedVectors()) {
  const { group: name } = vectors;
  const group = getGroup(name);
  const election = parseElection(vectors.election);
  const key = prepareElection(election);
  const record = vectors.credentials_record;
  const check = (ballot: string) => checkBallot(election, record, ballot, key);

  test(`${name}: constants and independent generators are those of the Python library`, () => {
    assert.equal(String(group.order), vectors.order);
    assert.deepEqual(group.encode([group.generator, group.neutral]), [vectors.generator, vectors.neutral]);
    const generators = vectors.independent.map((_, i) => group.independent(i - 1));
    assert.deepEqual(group.encode(generators), vectors.independent);
    assert.equal(election.hash, vectors.phi);
  });

  test(`${name}: ranks are hidden in the same elements`, () => {
    for (const { ranks, element } of vectors.embedded) {
      const question: Ranked = { kind: "ranked", question: "", answers: ranks.map(String) };
      assert.deepEqual(group.encode([rankedPlaintext(group, question, ranks)]), [element]);
    }
    assert.throws(() => group.embed(1n << BigInt(8 * group.embeddedBytes)), VotingError);
  });

  test(`${name}: the product of many powers is that of the single ones`, () => {
    const bases = [2n, 3n, 5n, 7n, 11n].map((e) => group.power(group.generator, e));
    const exponents = [0n, 1n, group.order - 1n, -5n, 1234567890123456789n];
    const expected = bases.map((base, i) => group.power(base, exponents[i]!)).reduce((a, b) => group.multiply(a, b));
    assert(group.equals(group.multiPower(bases, exponents), expected));
    assert(group.equals(group.multiPower([], []), group.neutral));
  });

  test(`${name}: ballots made in Python are accepted, and their openings shown to be true`, () => {
    for (const { ballot, opening, tracking_number, credential } of vectors.ballots) {
      const checked = check(ballot);
      assert.equal(checked.trackingNumber, tracking_number);
      assert.equal(checked.credential, publicCredential(name, vectors.uuid, credential));
      checkOpening(election, record, ballot, parseOpening(` ${opening}\n`));
    }
  });

  test(`${name}: a ballot made here is accepted, and its opening holds for no other choice and no other ballot`, () => {
    const { credential, choices } = vectors.ballots[0]!;
    const made = makeBallot(election, credential, choices, undefined, key);
    const other = makeBallot(election, credential, choices, undefined, key);
    assert.equal(check(made.ballot).trackingNumber, trackingNumber(made.ballot));
    const opening = parseOpening(openBallot(election, choices, made));
    checkOpening(election, record, made.ballot, opening);
    const [amended, ranks] = choices as [number[], number[]];
    for (const wrong of [
      { ...opening, choices: [amended, [1, 2, 0, 3]] },
      { ...opening, choices: [[0, 1], ranks] },
      { ...opening, choices: [amended] },
      { ...opening, randomness: [opening.randomness[0]!, "12345"] },
      { ...opening, randomness: [opening.randomness[1]!, opening.randomness[1]!] },
      { ...opening, uuid: "1".repeat(14) },
      { ...opening, tracking_number: trackingNumber(other.ballot) },
    ]) {
      assert.throws(() => {
        checkOpening(election, record, made.ballot, wrong);
      }, VotingError);
    }
    assert.throws(() => {
      checkOpening(election, record, other.ballot, { ...opening, tracking_number: trackingNumber(other.ballot) });
    }, VotingError);
  });

  test(`${name}: a ranking of another credential or with a changed proof is refused once it is signed again`, () => {
    const [first, second] = vectors.ballots as [(typeof vectors.ballots)[0], (typeof vectors.ballots)[0]];
    const answersOf = (ballot: string) =>
      (JSON.parse(ballot) as { answers: { proof: { response: string } }[] }).answers;
    const own = answersOf(first.ballot);
    const copied = [own[0]!, answersOf(second.ballot)[1]!];
    const { proof } = own[1]!;
    const response = String((BigInt(proof.response) + 1n) % group.order);
    const changed = [own[0]!, { ...own[1]!, proof: { ...proof, response } }];
    for (const answers of [copied, changed]) {
      assert.throws(
        () => check(signAgain(election, first.ballot, { answers }, first.credential)),
        (error) => error instanceof BallotRefused && error.check === "proof",
      );
    }
  });

  test(`${name}: what is no list of ranks is never encrypted`, () => {
    const { credential } = vectors.ballots[0]!;
    for (const ranks of [[], [1, 2, 3], [1, 2, 3, 256], [1, -1, 0, 0], [0.5, 0, 0, 0]]) {
      assert.throws(() => makeBallot(election, credential, [[1, 0], ranks], undefined, key), VotingError);
    }
  });

  test(`${name}: the record of single and threshold trustees holds, and no changed one`, () => {
    assert.deepEqual(checkTrustees(election, vectors.trustees), vectors.public_keys);
    interface Parameters {
      threshold: number;
      certs: object[];
      signatures: object[];
      verification_keys: object[];
    }
    const [single, group] = JSON.parse(vectors.trustees) as [unknown, [string, Parameters]];
    const parameters = group[1];
    const { certs, signatures, verification_keys: keys } = parameters;
    for (const changes of [
      { threshold: 1 },
      { certs: [...certs].reverse() },
      { signatures: [...signatures].reverse() },
      { verification_keys: [...keys].reverse() },
      { verification_keys: keys.slice(1) },
    ]) {
      const changed = canonicalJson([single, ["Pedersen", { ...parameters, ...changes }]]);
      assert.throws(() => checkTrustees(election, changed), VotingError, Object.keys(changes).join());
    }
    assert.throws(() => checkTrustees(election, canonicalJson([group])), VotingError);
  });

  test(`${name}: a shuffle keeps the number of ballots and changes every ciphertext`, () => {
    const fractions: number[] = [];
    const text = shuffle(election, vectors.encrypted_tally, (done, total) => fractions.push(done / total));
    assert.deepEqual(
      fractions,
      [...fractions].sort((a, b) => a - b),
    );
    assert.equal(fractions.at(-1), 1);
    const before = JSON.parse(vectors.encrypted_tally) as object[][];
    const after = JSON.parse(shuffledTally(election, vectors.encrypted_tally, text)) as object[][];
    assert.deepEqual(after[0], before[0]);
    assert.equal(after[1]!.length, before[1]!.length);
    const known = new Set(before[1]!.map((ciphertext) => JSON.stringify(ciphertext)));
    assert(after[1]!.every((ciphertext) => !known.has(JSON.stringify(ciphertext))));
    const [first, second] = vectors.shuffles as [string, string];
    const twice = shuffledTally(election, shuffledTally(election, vectors.encrypted_tally, first), second);
    assert.equal(twice, vectors.shuffled_tally);
  });

  test(`${name}: shuffles of both languages are accepted in their order, and no changed one`, () => {
    const [first, second] = vectors.shuffles as [string, string];
    const before = vectors.encrypted_tally;
    const between = shuffledTally(election, before, first);
    checkShuffle(election, before, first);
    checkShuffle(election, between, second);
    const own = shuffle(election, before);
    const fractions: number[] = [];
    checkShuffle(election, before, own, (done, total) => fractions.push(done / total));
    assert.equal(fractions.at(-1), 1);
    if (name !== "Ed25519") {
      return; // what follows does not depend on the group, and takes ten times as long in the other
    }

    type Row = { alpha: string; beta: string }[];
    interface Shuffle {
      ciphertexts: Row[];
      proofs: [unknown[], [string, string, string, string, string[], string[]], string[], string[]][];
    }
    const changed = (change: (shuffle: Shuffle) => void): string => {
      const parsed = JSON.parse(own) as Shuffle;
      change(parsed);
      return canonicalJson(parsed);
    };
    const next = (text: string): string => String((BigInt(text) + 1n) % group.order);
    const swap = (list: unknown[]): void => {
      list.push(list.shift());
    };
    for (const wrong of [
      first.replace("ciphertexts", "ciphertext"),
      second,
      changed(({ ciphertexts }) => ciphertexts[0]!.splice(0, 1, ciphertexts[0]![1]!)),
      changed(({ ciphertexts }) => {
        swap(ciphertexts[0]!);
      }),
      changed(({ proofs }) => {
        swap(proofs[0]![2]);
      }),
      changed(({ proofs }) => {
        swap(proofs[0]![3]);
      }),
      changed(({ proofs }) => proofs[0]![2].pop()),
      ...[0, 1, 2, 3].map((i) => changed(({ proofs }) => (proofs[0]![1][i] = next(proofs[0]![1][i] as string)))),
      ...[4, 5].map((i) =>
        changed(({ proofs }) => {
          const list = proofs[0]![1][i] as string[];
          list[0] = next(list[0]!);
        }),
      ),
    ]) {
      assert.throws(() => {
        checkShuffle(election, before, wrong);
      }, VotingError);
    }
  });

  test(`${name}: shares of a shuffled tally made in Python are accepted, and ours are the same factors`, () => {
    const factors = (text: string): unknown => (JSON.parse(text) as { decryption_factors: unknown }).decryption_factors;
    for (const { owner, private: secret, text } of vectors.partial_decryptions) {
      const publicKey = vectors.public_keys[owner - 1]!;
      checkPartialDecryption(election, vectors.shuffled_tally, publicKey, text);
      const own = partialDecryption(election, vectors.shuffled_tally, secret);
      checkPartialDecryption(election, vectors.shuffled_tally, publicKey, own);
      assert.deepEqual(factors(own), factors(text));
      assert.throws(() => {
        checkPartialDecryption(election, vectors.encrypted_tally, publicKey, own);
      }, VotingError);
    }
  });
}

test("weights of answers and kinds of questions that are unknown here are refused", () => {
  const [vectors] = readRankedVectors() as [ReturnType<typeof readRankedVectors>[0]];
  for (const [from, to] of [
    ["NonHomomorphic", "Lists"],
    ['"group":"Ed25519"', '"group":"Ed25518"'],
    [`"answers":["Ann",`, `"answers":[${'"X",'.repeat(30)}`],
  ] as const) {
    assert(vectors.election.includes(from));
    assert.throws(() => parseElection(vectors.election.replace(from, to)), VotingError, to);
  }
});
