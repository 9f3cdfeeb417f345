import { VotingError } from "./errors.ts";
import type { Group } from "./groups.ts";
import { sha256Hex } from "./hashing.ts";

interface Parameters {
  readonly name: string;
  readonly p: bigint;
  readonly q: bigint;
  readonly g: bigint;
}

const WINDOW = 6n;
const PADDING_BITS = 8n;

function modPower(base: bigint, exponent: bigint, p: bigint): bigint {
  const table = [1n];
  for (let i = 1; i < 16; i++) {
    table.push((table[i - 1]! * base) % p);
  }
  let result = 1n;
  for (const digit of exponent.toString(16)) {
    result = (result * result) % p;
    result = (result * result) % p;
    result = (result * result) % p;
    result = (result * result) % p;
    result = (result * table[parseInt(digit, 16)]!) % p;
  }
  return result;
}

function modInverse(a: bigint, p: bigint): bigint {
  let [r0, r1, s0, s1] = [a, p, 1n, 0n];
  while (r1 !== 0n) {
    const quotient = r0 / r1;
    [r0, r1] = [r1, r0 - quotient * r1];
    [s0, s1] = [s1, s0 - quotient * s1];
  }
  return s0 < 0n ? s0 + p : s0;
}

/** Whether a number is a square modulo an odd prime, by the law of quadratic reciprocity. */
function isSquare(number: bigint, prime: bigint): boolean {
  let [a, n, symbol] = [number % prime, prime, 1];
  while (a !== 0n) {
    while ((a & 1n) === 0n) {
      a >>= 1n;
      const residue = n & 7n;
      if (residue === 3n || residue === 5n) {
        symbol = -symbol;
      }
    }
    [a, n] = [n, a];
    if ((a & 3n) === 3n && (n & 3n) === 3n) {
      symbol = -symbol;
    }
    a %= n;
  }
  return n === 1n && symbol === 1;
}

/** The product of bases[digit] ^ digit. */
function weighted(buckets: readonly bigint[], p: bigint): bigint {
  let running = 1n;
  let total = 1n;
  for (let digit = buckets.length - 1; digit > 0; digit--) {
    running = (running * buckets[digit]!) % p;
    total = (total * running) % p;
  }
  return total;
}

/** The product of many powers, by Pippenger's buckets. */
function bucketPower(bases: readonly bigint[], exponents: readonly bigint[], p: bigint): bigint {
  const width = Math.max(2, bases.length.toString(2).length - 2);
  const mask = (1n << BigInt(width)) - 1n;
  const bits = Math.max(0, ...exponents.map((exponent) => exponent.toString(2).length));
  let result = 1n;
  for (let shift = Math.ceil(bits / width) * width - width; shift >= 0; shift -= width) {
    const buckets = new Array<bigint>(1 << width).fill(1n);
    bases.forEach((base, i) => {
      const digit = Number((exponents[i]! >> BigInt(shift)) & mask);
      buckets[digit] = (buckets[digit]! * base) % p;
    });
    for (let i = 0; i < width; i++) {
      result = (result * result) % p;
    }
    result = (result * weighted(buckets, p)) % p;
  }
  return result;
}

/** The subgroup of order q of the multiplicative group modulo p. */
function finiteField({ name, p, q, g }: Parameters): Group<bigint> {
  const reduce = (exponent: bigint): bigint => ((exponent % q) + q) % q;
  // With a safe prime the members are the squares.
  const safe = p === 2n * q + 1n;
  const isMember = (element: bigint): boolean => (safe ? isSquare(element, p) : modPower(element, q, p) === 1n);
  const embeddedBytes = safe ? (p.toString(2).length - Number(PADDING_BITS)) >> 3 : 0;

  function decode(text: string): bigint {
    if (!/^[1-9][0-9]{0,699}$/.test(text)) {
      throw new VotingError(`An element of ${name} must be written as a positive decimal number.`);
    }
    const element = BigInt(text);
    if (element >= p || !isMember(element)) {
      throw new VotingError(`The number ${text.slice(0, 12)}... is not a member of the group ${name}.`);
    }
    return element;
  }

  function fixedBase(base: bigint): (exponent: bigint) => bigint {
    const size = 1 << Number(WINDOW);
    const rows: bigint[][] = [];
    let unit = base;
    for (let bits = 0; bits < q.toString(2).length; bits += Number(WINDOW)) {
      const row = [1n];
      for (let i = 1; i <= size; i++) {
        row.push((row[i - 1]! * unit) % p);
      }
      unit = row.pop()!;
      rows.push(row);
    }
    const mask = BigInt(size - 1);
    return (exponent) => {
      let rest = reduce(exponent);
      let result = 1n;
      for (const row of rows) {
        result = (result * row[Number(rest & mask)]!) % p;
        rest >>= WINDOW;
      }
      return result;
    };
  }

  function embed(number: bigint): bigint {
    let element = number << PADDING_BITS;
    while (element === 0n || !isMember(element)) {
      element++;
    }
    if (number >> BigInt(8 * embeddedBytes) !== 0n || element >= p) {
      throw new VotingError(`An element of ${name} has room for ${embeddedBytes} bytes only.`);
    }
    return element;
  }

  return {
    name,
    order: q,
    neutral: 1n,
    generator: g,
    decode,
    encode: (elements) => elements.map(String),
    multiply: (a, b) => (a * b) % p,
    invert: (a) => modInverse(a, p),
    equals: (a, b) => a === b,
    power: (base, exponent) => modPower(base, reduce(exponent), p),
    secretPower: (base, exponent) => modPower(base, reduce(exponent), p),
    fixedBase,
    multiPower: (bases, exponents) => bucketPower(bases, exponents.map(reduce), p),
    embeddedBytes,
    embed,
    independent: (index) => modPower(BigInt(`0x${sha256Hex(`ggen|${index}`)}`), (p - 1n) / q, p),
  };
}

const hexadecimal = (digits: string): bigint => BigInt(`0x${digits}`);

const RFC_P = hexadecimal(
  "ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404dd" +
    "ef9519b3cd3a431b302b0a6df25f14374fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7ed" +
    "ee386bfb5a899fa5ae9f24117c4b1fe649286651ece45b3dc2007cb8a163bf0598da48361c55d39a69163fa8fd24cf5f" +
    "83655d23dca3ad961c62f356208552bb9ed529077096966d670c354e4abc9804f1746c08ca18217c32905e462e36ce3b" +
    "e39e772c180e86039b2783a2ec07a28fb5c55df06f4c52c9de2bcbf6955817183995497cea956ae515d2261898fa0510" +
    "15728e5a8aacaa68ffffffffffffffff",
);

/** The group of RFC 3526, section 3, in which questions can be ranked too. */
export const rfc3526 = finiteField({ name: "RFC-3526-2048", p: RFC_P, q: (RFC_P - 1n) / 2n, g: 2n });

/** The group of section 5.1 of the Belenios specification. */
export const belenios2048 = finiteField({
  name: "BELENIOS-2048",
  p: hexadecimal(
    "a3ef2d011fefb1b6e39e568fccdffb0fb7dc7ef3a791b6862791811d21fc35f21e6d36856b428030421f514ed40bfd4c" +
      "06e092a495af8d79a2f85e0fb11c0ede07dd973f9c53e50930c6e82ac36de1ae3fb8c3aabfff12ce27a5022ddd8912d1" +
      "07435012768a2cdd0a4091d8fa447f6c7ebc15a349fa318a6b4fe17d8d47e843a3e14dfa9b2162f4d7229abe93a188b4" +
      "6b006517d6f6747ebbb29c9ec3099b607f18fb1a8bc858279aa8599411d998d3e3fada9e010840d082d8c31911acdd4a" +
      "0e7992d0f18cc759cb5de0acf66a3882555bc810941e021b6a4ccfa04ee4008f878affa2375e2999b44f6cef17d70730" +
      "1e59e0e6351e051ed9cec4157646e64f",
  ),
  g: hexadecimal(
    "1307c1ab5f295885d7caa3a78a42415e31fd1c5807b61fb1e781878a52230a51988b98c259597f9c5a9dfd001d26ba31" +
      "d9d8976f01d95a1c8262ee68a0e92cea541e5219e0d0d094301b894236823fe1d4bc04e29f3748aefd4f10d5b1a356a8" +
      "643e673fd9d215fc8fe5fb9cf9fdb8ea88fdb1a3381a697fdf9c2458570b06d26aef1be365fdd90165f397c6b870df8c" +
      "1b9e519edcee8bb0f74b7a1615a274ba60a7ea574a61f552d2dde0ce514e0927c4ff49b1964c4a913731ae4268d60d7f" +
      "22127b6cbba44d453ac8b72fd04e0991b7aeff04867d8724ac638f5f34100d2d47aa680d43771902743d663f42d853c0" +
      "41e1c91fe3823f4bcf284308f1d7e653",
  ),
  q: hexadecimal("adb6066a73522565f4daa0f2579db7f2f0fa90c2168bc709e20263387d55c491"),
});
