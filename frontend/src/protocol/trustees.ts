import { VotingError } from "./errors.ts";
import type { Election } from "./election.ts";
import type { Element, Group } from "./groups.ts";
import { type Json, parseCanonical, readArray, readFields } from "./json.ts";
import { readKey } from "./keys.ts";
import { readThresholdGroup } from "./threshold.ts";

/** What one entry of the trustees record adds to the election's key, and the public keys of its trustees. */
interface Entry {
  readonly element: Element;
  readonly keys: readonly string[];
}

/** Checks that the election's key is the product of the keys of its trustees; returns all public keys, by owner. */
export function checkTrustees(election: Election, trustees: string): string[] {
  const { group } = election;
  const entries = readArray(parseCanonical(trustees, "The trustees record"), "The trustees record").map((entry) =>
    readEntry(group, entry),
  );
  const product = entries.map(({ element }) => element).reduce((a, b) => group.multiply(a, b), group.neutral);
  if (!group.equals(product, election.publicKey)) {
    throw new VotingError("The election's public key is not made of the keys of its trustees.");
  }
  return entries.flatMap(({ keys }) => keys);
}

function readEntry(group: Group<Element>, entry: Json): Entry {
  const [kind, value] = readArray(entry, "A trustee", 2);
  switch (kind) {
    case "Single": {
      // Only members of a threshold group sign their keys.
      readFields(value, ["pok", "public_key", "name?"], "A trustee's public key");
      const key = readKey(group, value, "A trustee's public key");
      return { element: group.decode(key), keys: [key] };
    }
    case "Pedersen":
      return readThresholdGroup(group, value);
    default:
      throw new VotingError(`Trustees of the kind ${JSON.stringify(kind)} are not understood here.`);
  }
}
