import type { Progress } from "./ballots.ts";
import type { Election } from "./election.ts";
import { VotingError } from "./errors.ts";
import { challenge } from "./hashing.ts";
import { canonicalJson, parseCanonical, readArray, readFields, readString } from "./json.ts";
import { parsePrivateKey, publicElement } from "./keys.ts";
import { readProof } from "./proofs.ts";
import { modulo, randomScalar } from "./scalars.ts";
import { readTally } from "./tally.ts";

/** A trustee's share of opening the tally, with proofs that it was made with the key in the record. */
export function partialDecryption(
  election: Election,
  tally: string,
  privateKey: string,
  progress: Progress = () => undefined,
): string {
  const { group } = election;
  const secret = parsePrivateKey(group, privateKey);
  const own = publicElement(group, secret);
  // Reading checks every element, which takes about a third of the time.
  const rows = readTally(election, tally, (done, total) => {
    progress(done, 3 * total);
  });
  const size = rows.reduce((sum, row) => sum + row.length, 0);
  let done = size;
  const shares = rows.map((row) =>
    row.map(({ alpha }) => {
      progress((done += 2), 3 * size);
      const w = randomScalar(group.order);
      const factor = group.secretPower(alpha, secret);
      const [a, b, text] = group.encode([
        group.secretPower(group.generator, w),
        group.secretPower(alpha, w),
        factor,
      ]) as [string, string, string];
      const c = challenge(`decrypt|${election.hash}|${own}|${a},${b}`, group.order);
      return { text, proof: { challenge: String(c), response: String(modulo(w - secret * c, group.order)) } };
    }),
  );
  return canonicalJson({
    decryption_factors: shares.map((question) => question.map((share) => share.text)),
    decryption_proofs: shares.map((question) => question.map((share) => share.proof)),
  });
}

/** Throws VotingError unless a share was made from that tally with the private half of that public key. */
export function checkPartialDecryption(election: Election, tally: string, publicKey: string, share: string): void {
  const { group } = election;
  const owner = group.decode(publicKey);
  const what = "A partial decryption";
  const fields = readFields(parseCanonical(share, what), ["decryption_factors", "decryption_proofs"], what);
  const rows = readTally(election, tally);
  const factors = readArray(fields.decryption_factors, "The decryption factors", rows.length);
  const proofs = readArray(fields.decryption_proofs, "The decryption proofs", rows.length);
  rows.forEach((row, i) => {
    const rowFactors = readArray(factors[i], "The decryption factors", row.length);
    const rowProofs = readArray(proofs[i], "The decryption proofs", row.length);
    row.forEach(({ alpha }, j) => {
      const factor = group.decode(readString(rowFactors[j], "A decryption factor"));
      const { c, s } = readProof(rowProofs[j], group.order);
      const commitments = group.encode([
        group.multiply(group.power(group.generator, s), group.power(owner, c)),
        group.multiply(group.power(alpha, s), group.power(factor, c)),
      ]);
      if (challenge(`decrypt|${election.hash}|${publicKey}|${commitments.join()}`, group.order) !== c) {
        throw new VotingError(`The proof of decryption factor ${j + 1} of question ${i + 1} does not hold.`);
      }
    });
  });
}
