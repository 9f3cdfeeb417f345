import { readFileSync } from "node:fs";

/** What the Python library wrote about one group: see scripts/make_protocol_vectors.py. */
export interface GroupVectors {
  readonly group: string;
  readonly order: string;
  readonly generator: string;
  readonly neutral: string;
  readonly invalid_elements: readonly { readonly why: string; readonly element: string }[];
  readonly hashes: readonly {
    readonly text: string;
    readonly hex: string;
    readonly base64: string;
    readonly scalar: string;
  }[];
  readonly uuid: string;
  readonly credentials: readonly { readonly credential: string; readonly exponent: string; readonly public: string }[];
  readonly trustee_keys: readonly { readonly private: string; readonly public_key: string; readonly public: string }[];
  readonly election: string;
  readonly phi: string;
  readonly trustees: string;
  readonly credentials_record: string;
  readonly ballots: readonly {
    readonly credential: string;
    readonly choices: readonly (readonly number[])[];
    readonly ballot: string;
    readonly tracking_number: string;
  }[];
  readonly invalid_ballots: readonly { readonly why: string; readonly check: string; readonly ballot: string }[];
  readonly encrypted_tally: string;
  readonly partial_decryptions: readonly { readonly owner: number; readonly private: string; readonly text: string }[];
}

const folder = new URL("../../tests/data/voting/", import.meta.url);

export function readSharedVectors(): readonly GroupVectors[] {
  return JSON.parse(readFileSync(new URL("protocol.json", folder), "utf8")) as readonly GroupVectors[];
}

export const TYPESCRIPT_VECTORS = new URL("from-typescript.json", folder);
