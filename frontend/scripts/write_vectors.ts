// Writes what TypeScript makes of the shared vectors' elections, for tests/voting/test_typescript_vectors.py to judge.
import { writeFileSync } from "node:fs";
import { makeBallot, trackingNumber } from "../src/protocol/ballots.ts";
import { newCredential, publicCredential } from "../src/protocol/credentials.ts";
import { parseElection } from "../src/protocol/election.ts";
import { partialDecryption } from "../src/protocol/decryption.ts";
import { newTrusteeKey } from "../src/protocol/keys.ts";
import { signAgain } from "../test/forging.ts";
import { type GroupVectors, readSharedVectors, TYPESCRIPT_VECTORS } from "../test/shared_vectors.ts";

function write(vectors: GroupVectors): object {
  const election = parseElection(vectors.election);
  const ballots = vectors.ballots.map(({ credential, choices }) => {
    const { ballot } = makeBallot(election, credential, choices);
    return { credential, choices, ballot, tracking_number: trackingNumber(ballot) };
  });
  const [first, second] = ballots as [(typeof ballots)[0], (typeof ballots)[0]];
  const { answers } = JSON.parse(second.ballot) as { answers: unknown };
  const foreign = parseElection(vectors.election.replace('"Vectors"', '"Other"'));
  const credential = newCredential();
  return {
    group: vectors.group,
    election: vectors.election,
    trustees: vectors.trustees,
    credentials_record: vectors.credentials_record,
    trustee_keys: vectors.trustee_keys.map((key) => key.private),
    ballots,
    invalid_ballots: [
      {
        why: "answers of another credential, signed again",
        check: "proof",
        ballot: signAgain(election, first.ballot, { answers }, first.credential),
      },
      {
        why: "made for an election of another name",
        check: "election",
        ballot: makeBallot(foreign, first.credential, first.choices).ballot,
      },
      {
        why: "a credential that is not on the list",
        check: "credential",
        ballot: makeBallot(election, credential, first.choices).ballot,
      },
    ],
    new_credential: { credential, public: publicCredential(vectors.group, election.uuid, credential) },
    new_trustee_keys: [newTrusteeKey(vectors.group), newTrusteeKey(vectors.group)].map((key) => ({
      private: key.privateKey,
      public: key.publicKey,
    })),
    encrypted_tally: vectors.encrypted_tally,
    partial_decryptions: vectors.partial_decryptions.map(({ owner, private: secret }) => ({
      owner,
      text: partialDecryption(election, vectors.encrypted_tally, secret),
    })),
  };
}

writeFileSync(TYPESCRIPT_VECTORS, `${JSON.stringify(readSharedVectors().map(write), null, 1)}\n`);
