import { readFileSync } from "node:fs";

/** What the Python library wrote about one group: see scripts/make_ranked_vectors.py. */
export interface RankedVectors {
  readonly group: string;
  readonly order: string;
  readonly generator: string;
  readonly neutral: string;
  readonly independent: readonly string[];
  readonly embedded: readonly { readonly ranks: readonly number[]; readonly element: string }[];
  readonly uuid: string;
  readonly single: { readonly private: string; readonly public: string };
  readonly ceremony: {
    readonly names: readonly string[];
    readonly threshold: number;
    readonly seeds: readonly string[];
    readonly certificates: readonly string[];
    readonly polynomials: readonly string[];
    readonly shares: readonly string[];
    readonly keys: readonly string[];
    readonly private_keys: readonly string[];
  };
  readonly election: string;
  readonly phi: string;
  readonly trustees: string;
  readonly public_keys: readonly string[];
  readonly credentials_record: string;
  readonly ballots: readonly {
    readonly credential: string;
    readonly choices: readonly (readonly number[])[];
    readonly ballot: string;
    readonly opening: string;
    readonly tracking_number: string;
  }[];
  readonly encrypted_tally: string;
  readonly shuffles: readonly string[];
  readonly shuffled_tally: string;
  readonly partial_decryptions: readonly { readonly owner: number; readonly private: string; readonly text: string }[];
}

const folder = new URL("../../tests/data/voting/", import.meta.url);

export function readRankedVectors(): readonly RankedVectors[] {
  return JSON.parse(readFileSync(new URL("protocol-ranked.json", folder), "utf8")) as readonly RankedVectors[];
}

export const TYPESCRIPT_RANKED_VECTORS = new URL("from-typescript-ranked.json", folder);

/** What the server hands a member for the last step, of everybody's polynomials. */
export function dealtTo(polynomials: readonly string[], index: number): string {
  const dealt = polynomials.map(
    (text) => JSON.parse(text) as { polynomial: string; secrets: string[]; coefexps: object; signature: object },
  );
  return JSON.stringify({
    polynomial: dealt[index - 1]!.polynomial,
    secrets: dealt.map(({ secrets }) => secrets[index - 1]),
    coefexps: dealt.map(({ coefexps }) => coefexps),
    signatures: dealt.map(({ signature }) => signature),
  });
}
