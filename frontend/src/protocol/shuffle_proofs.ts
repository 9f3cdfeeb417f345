import type { Ciphertext } from "./ciphertexts.ts";
import type { Element, Group } from "./groups.ts";
import { challenge, sha256Hex } from "./hashing.ts";
import { type Json, readArray, readString } from "./json.ts";
import type { Key } from "./proofs.ts";
import { modulo, parseScalar, randomScalar } from "./scalars.ts";

/**
 * The proof of Terelius and Wikstroem that a list of ciphertexts is another one re-encrypted and permuted: section 6 of
 * the specification, whose names these are. e are the ciphertexts, e2 the shuffled ones, c the commitments to the
 * permutation, chat their chain, t and s commitments and responses.
 */
export interface Statement {
  readonly key: Key;
  /** The fingerprint of the election. */
  readonly phi: string;
  readonly e: readonly Ciphertext[];
  readonly e2: readonly Ciphertext[];
}

/** A proof as the protocol nests it. */
export type ShuffleProof = readonly [
  commitments: readonly [string, string, string, readonly [string, string], readonly string[]],
  responses: readonly [string, string, string, string, readonly string[], readonly string[]],
  c: readonly string[],
  chat: readonly string[],
];

const listed = (texts: readonly string[]): string => texts.map((text) => `${text},`).join("");

function ciphertextTexts({ key, e, e2 }: Statement): string {
  return listed(key.group.encode([...e, ...e2].flatMap(({ alpha, beta }) => [alpha, beta])));
}

/**
 * Proves a shuffle (table 4): e2[i] is e[permutation[i]], re-encrypted with randomness[permutation[i]]. `tick` is
 * called for each ciphertext.
 */
export function proveShuffle(
  statement: Statement,
  permutation: readonly number[],
  randomness: readonly bigint[],
  tick: () => void = () => undefined,
): ShuffleProof {
  const { key, phi, e2 } = statement;
  const { group, generatorPower } = key;
  const { order } = group;
  const size = permutation.length;
  const scalars = (): bigint[] => permutation.map(() => randomScalar(order));
  const h = group.independent(-1);
  const hPower = group.fixedBase(h);
  const generators = permutation.map((_, i) => group.independent(i));

  // The commitment of e[permutation[i]] hides generators[i].
  const r = scalars();
  const hidden = new Array<Element>(size);
  permutation.forEach((j, i) => (hidden[j] = generators[i]!));
  const c = group.encode(r.map((exponent, j) => group.multiply(generatorPower(exponent), hidden[j]!)));
  const texts = ciphertextTexts(statement);
  const u = shuffleChallenges(group, phi, texts + listed(c), size);
  const u2 = permutation.map((j) => u[j]!);

  // Every link of the chain, chat[i] = g ^ rhat[i] * chat[i - 1] ^ u2[i], is g ^ a * h ^ b; so are the commitments to it.
  const [rhat, what, wprime] = [scalars(), scalars(), scalars()] as const;
  const chain: Element[] = [];
  const commitments: Element[] = [];
  let [a, b] = [0n, 1n];
  for (let i = 0; i < size; i++) {
    const commitment = generatorPower(modulo(what[i]! + wprime[i]! * a, order));
    commitments.push(group.multiply(commitment, hPower(modulo(wprime[i]! * b, order))));
    [a, b] = [modulo(rhat[i]! + u2[i]! * a, order), modulo(u2[i]! * b, order)];
    chain.push(group.multiply(generatorPower(a), hPower(b)));
    tick();
  }
  const [chat, that] = [group.encode(chain), group.encode(commitments)];
  const [w1, w2, w3, w4] = Array.from({ length: 4 }, () => randomScalar(order)) as [bigint, bigint, bigint, bigint];
  const [t1, t2, t3, t41, t42] = group.encode([
    generatorPower(w1),
    generatorPower(w2),
    group.multiPower([group.generator, ...generators], [w3, ...wprime]),
    group.multiPower([key.element, ...e2.map(({ beta }) => beta)], [-w4, ...wprime]),
    group.multiPower([group.generator, ...e2.map(({ alpha }) => alpha)], [-w4, ...wprime]),
  ]) as [string, string, string, string, string];
  const challenged = challenge(
    `shuffle-challenge|${phi}|${listed([t1, t2, t3, t41, t42, ...that])}${texts}${listed([...c, ...chat])}` +
      group.encode([key.element])[0]!,
    order,
  );
  const response = (w: bigint, secret: bigint): string => String(modulo(w + challenged * secret, order));
  const sum = (values: readonly bigint[]): bigint => values.reduce((x, y) => x + y, 0n);
  return [
    [t1, t2, t3, [t41, t42], that],
    [
      response(w1, sum(r)),
      response(w2, a),
      response(w3, sum(r.map((exponent, i) => exponent * u[i]!))),
      response(w4, sum(randomness.map((exponent, i) => exponent * u[i]!))),
      rhat.map((secret, i) => response(what[i]!, secret)),
      u2.map((secret, i) => response(wprime[i]!, secret)),
    ],
    c,
    chat,
  ];
}

/**
 * Whether a proof holds that a list is another one shuffled (table 5). Throws VotingError if it is malformed. `tick` is
 * called for each ciphertext.
 */
export function checkShuffleProof(statement: Statement, proof: Json, tick: () => void = () => undefined): boolean {
  const { key, phi, e, e2 } = statement;
  const { group } = key;
  const { order } = group;
  const size = e.length;
  const what = "A part of a shuffle's proof";
  const texts = (value: Json | undefined, length: number): string[] =>
    readArray(value, what, length).map((text) => readString(text, what));
  const scalars = (value: Json | undefined, length: number): bigint[] =>
    texts(value, length).map((text) => parseScalar(text, order));
  const [commitments, responses, committed, chained] = readArray(proof, what, 4);
  const [t1, t2, t3, t4, links] = readArray(commitments, what, 5);
  const [s1, s2, s3, s4, shatTexts, sprimeTexts] = readArray(responses, what, 6);
  const tTexts = [...texts([t1!, t2!, t3!], 3), ...texts(t4, 2)];
  const [thatTexts, cTexts, chatTexts] = [texts(links, size), texts(committed, size), texts(chained, size)];
  const s = scalars([s1!, s2!, s3!, s4!], 4);
  const [shat, sprime] = [scalars(shatTexts, size), scalars(sprimeTexts, size)];
  const decode = (text: string): Element => group.decode(text);
  const t = tTexts.map(decode);
  const [c, that, chat] = [cTexts, thatTexts, chatTexts].map((list) =>
    list.map((text) => {
      tick();
      return decode(text);
    }),
  ) as [Element[], Element[], Element[]];

  const h = group.independent(-1);
  const generators = e.map((_, i) => group.independent(i));
  const published = ciphertextTexts(statement);
  const u = shuffleChallenges(group, phi, published + listed(cTexts), size);
  const challenged = challenge(
    `shuffle-challenge|${phi}|${listed([...tTexts, ...thatTexts])}${published}${listed([...cTexts, ...chatTexts])}` +
      group.encode([key.element])[0]!,
    order,
  );
  const chain = [h, ...chat];
  const minus = u.map((factor) => modulo(-challenged * factor, order));
  const ones = e.map(() => 1n);
  const product = u.reduce((a, b) => modulo(a * b, order), 1n);
  const permuted = group.multiPower([...c, ...generators], [...ones, ...ones.map((one) => order - one)]);
  const last = group.multiPower([chain[size]!, h], [1n, -product]);
  const side = (base: Element, half: keyof Ciphertext): Element =>
    group.multiPower(
      [...e.map((ciphertext) => ciphertext[half]), base, ...e2.map((ciphertext) => ciphertext[half])],
      [...minus, -s[3]!, ...sprime],
    );
  const expected = [
    group.multiPower([permuted, group.generator], [-challenged, s[0]!]),
    group.multiPower([last, group.generator], [-challenged, s[1]!]),
    group.multiPower([...c, group.generator, ...generators], [...minus, s[2]!, ...sprime]),
    side(key.element, "beta"),
    side(group.generator, "alpha"),
  ];
  if (!expected.every((value, i) => group.equals(value, t[i]!))) {
    return false;
  }
  // All links of the chain at once: if one did not hold, neither would their product with random exponents.
  const random = that.map(() => randomScalar(order));
  const inChain = chain.map((_, i) => {
    const before = i > 0 ? -challenged * random[i - 1]! : 0n;
    return modulo(before + (i < size ? sprime[i]! * random[i]! : 0n), order);
  });
  const generatorExponent = random.reduce((sum, factor, i) => modulo(sum + shat[i]! * factor, order), 0n);
  return group.equals(
    group.multiPower([...chain, group.generator, ...that], [...inChain, generatorExponent, ...random.map((r) => -r)]),
    group.neutral,
  );
}

/** The numbers u, one for each ciphertext (table 11). */
function shuffleChallenges(group: Group<Element>, phi: string, text: string, size: number): bigint[] {
  const seed = sha256Hex(`shuffle-challenges|${phi}|${text}`);
  return Array.from({ length: size }, (_, i) => challenge(seed + sha256Hex(String(i)), group.order));
}
