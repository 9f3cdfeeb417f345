import { credentialSecret } from "../src/protocol/credentials.ts";
import type { Election } from "../src/protocol/election.ts";
import { sha256Base64 } from "../src/protocol/hashing.ts";
import { canonicalJson } from "../src/protocol/json.ts";
import { proveKnowledge } from "../src/protocol/proofs.ts";

/** A ballot with fields changed and then validly signed, so that the checks behind the signature are reached. */
export function signAgain(election: Election, ballot: string, changes: object, credential: string): string {
  const { signature, ...fields } = JSON.parse(ballot) as Record<string, unknown>;
  const unsigned = { ...fields, ...changes };
  const hash = sha256Base64(canonicalJson(unsigned));
  const secret = credentialSecret(election.group.order, election.uuid, credential);
  const proof = proveKnowledge(election.group, `sig|${hash}`, secret);
  return canonicalJson({ ...unsigned, signature: { ...(signature as object), hash, proof } });
}
