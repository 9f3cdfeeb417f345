import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type Ceremony,
  fitsCertificate,
  makeCertificate,
  makeKey,
  makePolynomial,
  newSeed,
  openPrivateKey,
} from "../src/protocol/ceremony.ts";
import { VotingError } from "../src/protocol/errors.ts";
import { dealtTo, readRankedVectors } from "./ranked_vectors.ts";

const encryptedKey = (key: string): string => (JSON.parse(key) as { private_key: string }).private_key;
const elementOf = (key: string): string =>
  (JSON.parse(key) as { public_key: { public_key: string } }).public_key.public_key;

for (const vectors of readRankedVectors()) {
  const { group, ceremony: steps } = vectors;
  const ceremony: Ceremony = { group, threshold: steps.threshold, names: steps.names };

  test(`${group}: what members of the ceremony in Python made leads to the same keys here`, async () => {
    for (const [i, seed] of steps.seeds.entries()) {
      const key = await makeKey(ceremony, steps.certificates, seed, steps.shares[i]!);
      assert.equal(elementOf(key), vectors.public_keys[i + 1]);
      for (const made of [key, steps.keys[i]!]) {
        assert.equal(await openPrivateKey(group, ` ${seed}\n`, encryptedKey(made)), steps.private_keys[i]);
      }
    }
  });

  test(`${group}: a ceremony with members here and in Python comes to its end`, async () => {
    const certificates = steps.seeds.map((seed, i) => makeCertificate(ceremony, i + 1, seed));
    const polynomials = await Promise.all(steps.seeds.map((seed) => makePolynomial(ceremony, certificates, seed)));
    const keys = await Promise.all(
      steps.seeds.map((seed, i) => makeKey(ceremony, certificates, seed, dealtTo(polynomials, i + 1))),
    );
    assert.equal(new Set(keys.map(elementOf)).size, 3);
  });

  test(`${group}: what was changed or meant for another member is refused by name`, async () => {
    const [first, second, third] = steps.seeds as [string, string, string];
    const [dealt, other] = steps.shares as [string, string];
    const refused = (seed: string, shares: string): Promise<void> =>
      assert.rejects(makeKey(ceremony, steps.certificates, seed, shares), VotingError);
    await refused(first, other);
    await refused(newSeed(), dealt);
    await refused("mistyped", dealt);
    const { secrets, ...rest } = JSON.parse(dealt) as { secrets: string[] };
    const swapped = JSON.stringify({ polynomial: "", ...rest, secrets: [...secrets].reverse() });
    await refused(first, swapped);
    const parts = JSON.parse(dealt) as { secrets: string[] };
    parts.secrets[1] = (JSON.parse(other) as { secrets: string[] }).secrets[1]!;
    await assert.rejects(
      makeKey(ceremony, steps.certificates, first, JSON.stringify(parts)),
      (error) => error instanceof VotingError && error.message.includes("member 2 (Gil) for member 1 (Zoë)"),
    );
    await assert.rejects(openPrivateKey(group, second, encryptedKey(steps.keys[0]!)), VotingError);
    await assert.rejects(makePolynomial(ceremony, [...steps.certificates].reverse(), third), VotingError);
    await assert.rejects(makePolynomial({ ...ceremony, threshold: 1 }, steps.certificates, third), VotingError);
  });

  test(`${group}: a seed is told from another by the certificate`, () => {
    const [own, other] = steps.seeds as [string, string];
    assert(fitsCertificate(group, steps.certificates[0]!, own));
    assert(!fitsCertificate(group, steps.certificates[0]!, other));
  });
}

test("a share that does not fit the commitments is refused with its sender's name", async () => {
  const [vectors] = readRankedVectors() as [ReturnType<typeof readRankedVectors>[0]];
  const { ceremony: steps, group } = vectors;
  const ceremony: Ceremony = { group, threshold: steps.threshold, names: steps.names };
  // A second polynomial of the same member: its shares are validly sent, but belong to other commitments.
  const again = await makePolynomial(ceremony, steps.certificates, steps.seeds[1]!);
  const parts = JSON.parse(steps.shares[0]!) as { secrets: string[] };
  parts.secrets[1] = (JSON.parse(again) as { secrets: string[] }).secrets[0]!;
  await assert.rejects(
    makeKey(ceremony, steps.certificates, steps.seeds[0]!, JSON.stringify(parts)),
    (error) => error instanceof VotingError && /member 2 \(Gil\).*does not fit/.test(error.message),
  );
});
