// Writes what TypeScript makes of ranked questions, key ceremonies and shuffles, for
// tests/voting/test_typescript_ranked.py to judge.
import { writeFileSync } from "node:fs";
import { makeBallot, trackingNumber } from "../src/protocol/ballots.ts";
import { type Ceremony, makeCertificate, makeKey, makePolynomial, newSeed } from "../src/protocol/ceremony.ts";
import { partialDecryption } from "../src/protocol/decryption.ts";
import { parseElection } from "../src/protocol/election.ts";
import { openBallot } from "../src/protocol/openings.ts";
import { shuffle } from "../src/protocol/shuffles.ts";
import { shuffledTally } from "../src/protocol/tally.ts";
import { signAgain } from "../test/forging.ts";
import { dealtTo, type RankedVectors, readRankedVectors, TYPESCRIPT_RANKED_VECTORS } from "../test/ranked_vectors.ts";

async function writeCeremony(vectors: RankedVectors): Promise<object> {
  const { threshold, names } = vectors.ceremony;
  const ceremony: Ceremony = { group: vectors.group, threshold, names };
  const seeds = names.map(newSeed);
  const certificates = seeds.map((seed, i) => makeCertificate(ceremony, i + 1, seed));
  const polynomials = await Promise.all(seeds.map((seed) => makePolynomial(ceremony, certificates, seed)));
  const keys = await Promise.all(
    seeds.map((seed, i) => makeKey(ceremony, certificates, seed, dealtTo(polynomials, i + 1))),
  );
  return { threshold, names, seeds, certificates, polynomials, keys };
}

async function write(vectors: RankedVectors): Promise<object> {
  const election = parseElection(vectors.election);
  const ballots = vectors.ballots.map(({ credential, choices }) => {
    const made = makeBallot(election, credential, choices);
    const { ballot } = made;
    return {
      credential,
      choices,
      ballot,
      opening: openBallot(election, choices, made),
      tracking_number: trackingNumber(ballot),
    };
  });
  const [first, second] = ballots as [(typeof ballots)[0], (typeof ballots)[0]];
  const answersOf = (ballot: string): unknown[] => (JSON.parse(ballot) as { answers: unknown[] }).answers;
  const copied = [answersOf(first.ballot)[0], answersOf(second.ballot)[1]];
  const once = shuffle(election, vectors.encrypted_tally);
  const onceTally = shuffledTally(election, vectors.encrypted_tally, once);
  const twice = shuffle(election, onceTally);
  const tally = shuffledTally(election, onceTally, twice);
  return {
    group: vectors.group,
    election: vectors.election,
    trustees: vectors.trustees,
    credentials_record: vectors.credentials_record,
    ballots,
    invalid_ballot: signAgain(election, first.ballot, { answers: copied }, first.credential),
    ceremony: await writeCeremony(vectors),
    encrypted_tally: vectors.encrypted_tally,
    shuffles: [once, twice],
    shuffled_tally: tally,
    partial_decryptions: vectors.partial_decryptions.map(({ owner, private: secret }) => ({
      owner,
      text: partialDecryption(election, tally, secret),
    })),
  };
}

const written = await Promise.all(readRankedVectors().map(write));
writeFileSync(TYPESCRIPT_RANKED_VECTORS, `${JSON.stringify(written, null, 1)}\n`);
