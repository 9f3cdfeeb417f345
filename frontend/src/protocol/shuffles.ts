import { type Progress, prepareElection } from "./ballots.ts";
import { type Ciphertext, encodeAll, readCiphertext } from "./ciphertexts.ts";
import type { Election } from "./election.ts";
import { VotingError } from "./errors.ts";
import { canonicalJson, readArray } from "./json.ts";
import type { Key } from "./proofs.ts";
import { randomScalar } from "./scalars.ts";
import { checkShuffleProof, proveShuffle } from "./shuffle_proofs.ts";
import { rankedPlaces, readShuffle, readTally } from "./tally.ts";

/**
 * Re-encrypts and permutes the ranked answers of an encrypted tally, or of what the shuffle before made of it, and
 * proves it: section 4.17 of the specification.
 */
export function shuffle(election: Election, tally: string, progress: Progress = () => undefined): string {
  const key = prepareElection(election);
  // Reading checks every element, which takes about a third of the time.
  const rows = readTally(election, tally, (done, total) => {
    progress(done, 3 * total);
  });
  const ranked = rankedPlaces(election).map((place) => rows[place]!);
  if (ranked.length === 0) {
    throw new VotingError("The election has no ranked question, so there is nothing to shuffle.");
  }
  const sizeOf = (parts: readonly Ciphertext[][]): number => parts.reduce((sum, row) => sum + row.length, 0);
  let done = sizeOf(rows);
  const total = done + 2 * sizeOf(ranked);
  const tick = (): void => {
    progress(++done, total);
  };
  const shuffled = ranked.map((e) => {
    const permutation = randomPermutation(e.length);
    const randomness = e.map(() => randomScalar(election.group.order));
    const again = e.map((ciphertext, i) => {
      tick();
      return reencrypt(key, ciphertext, randomness[i]!);
    });
    const e2 = permutation.map((i) => again[i]!);
    const proof = proveShuffle({ key, phi: election.hash, e, e2 }, permutation, randomness, tick);
    return { ciphertexts: encodeAll(election.group, e2), proof };
  });
  return canonicalJson({
    ciphertexts: shuffled.map(({ ciphertexts }) => ciphertexts),
    proofs: shuffled.map(({ proof }) => proof),
  });
}

/** Throws VotingError unless a shuffle is one of that tally, changing nothing but the order and the encryption. */
export function checkShuffle(
  election: Election,
  tally: string,
  text: string,
  progress: Progress = () => undefined,
): void {
  const key = prepareElection(election);
  const rows = readTally(election, tally);
  const ranked = rankedPlaces(election).map((place) => rows[place]!);
  const shuffled = readShuffle(ranked.length, text);
  const total = 3 * ranked.reduce((sum, row) => sum + row.length, 0);
  let done = 0;
  ranked.forEach((e, i) => {
    const { ciphertexts, proof } = shuffled[i]!;
    const e2 = readArray(ciphertexts, "The shuffle", e.length).map((entry) => readCiphertext(election.group, entry));
    const holds = checkShuffleProof({ key, phi: election.hash, e, e2 }, proof, () => {
      progress(++done, total);
    });
    if (!holds) {
      throw new VotingError("The proof of a shuffle does not hold: ballots may have been changed.");
    }
  });
}

function reencrypt({ group, generatorPower, keyPower }: Key, { alpha, beta }: Ciphertext, r: bigint): Ciphertext {
  return { alpha: group.multiply(alpha, generatorPower(r)), beta: group.multiply(beta, keyPower(r)) };
}

function randomPermutation(size: number): number[] {
  const permutation = Array.from({ length: size }, (_, i) => i);
  for (let last = size - 1; last > 0; last--) {
    const chosen = randomBelow(last + 1);
    [permutation[last], permutation[chosen]] = [permutation[chosen]!, permutation[last]!];
  }
  return permutation;
}

// Numbers beyond the last whole multiple of the limit are dropped, so that each one below it is equally likely.
function randomBelow(limit: number): number {
  const multiple = 2 ** 32 - (2 ** 32 % limit);
  for (;;) {
    const number = crypto.getRandomValues(new Uint32Array(1))[0]!;
    if (number < multiple) {
      return number % limit;
    }
  }
}
