import { normalizeZ, pippenger } from "@noble/curves/abstract/curve.js";
import { ed25519 } from "@noble/curves/ed25519.js";
import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";
import { VotingError } from "./errors.ts";
import type { Group } from "./groups.ts";
import { sha256Hex } from "./hashing.ts";

const Point = ed25519.Point;
type Point = InstanceType<typeof Point>;

const order = Point.Fn.ORDER;
const neutralText = "1".padStart(64, "0");
const EMBEDDED_BYTES = 30;
const PADDING_BITS = 14n;

const textOf = (y: bigint): string => y.toString(16).padStart(64, "0");

function decode(text: string): Point {
  if (text === neutralText) {
    return Point.ZERO;
  }
  if (!/^[0-9a-f]{64}$/.test(text)) {
    throw new VotingError("An element of Ed25519 must be written as 64 lower-case hexadecimal digits.");
  }
  let point: Point;
  try {
    point = Point.fromBytes(hexToBytes(text).reverse());
  } catch {
    throw new VotingError(`${text} is not a point of the curve Ed25519 in its canonical form.`);
  }
  if (point.is0() || !point.isTorsionFree()) {
    throw new VotingError(`${text} is a point of Ed25519 outside the subgroup of prime order.`);
  }
  return point;
}

function power(base: Point, exponent: bigint): Point {
  return base.multiplyUnsafe(Point.Fn.create(exponent));
}

function secretPower(base: Point, exponent: bigint): Point {
  const scalar = Point.Fn.create(exponent);
  return scalar === 0n || base.is0() ? Point.ZERO : base.multiply(scalar);
}

// The generator has a table of its own in the library, made when it is first used; other bases get one here.
function fixedBase(base: Point): (exponent: bigint) => Point {
  const point = base.equals(Point.BASE) ? Point.BASE : Point.fromAffine(base.toAffine()).precompute(8, false);
  return (exponent) => secretPower(point, exponent);
}

function multiPower(bases: readonly Point[], exponents: readonly bigint[]): Point {
  return pippenger(
    Point,
    [...bases],
    exponents.map((exponent) => Point.Fn.create(exponent)),
  );
}

function embed(number: bigint): Point {
  if (number >> BigInt(8 * EMBEDDED_BYTES) !== 0n) {
    throw new VotingError(`A point of Ed25519 has room for ${EMBEDDED_BYTES} bytes only.`);
  }
  for (let y = number << PADDING_BITS; ; y++) {
    const point = decodeIf(textOf(y));
    if (point !== null) {
      return point;
    }
  }
}

function decodeIf(text: string): Point | null {
  try {
    return decode(text);
  } catch {
    return null;
  }
}

function independent(index: number): Point {
  for (let y = BigInt(`0x${sha256Hex(`ggen|${index}`)}`) >> 2n; ; y++) {
    try {
      return Point.fromBytes(hexToBytes(textOf(y)).reverse()).clearCofactor();
    } catch {
      // No point of the curve has this coordinate.
    }
  }
}

export const ed25519Group: Group<Point> = {
  name: "Ed25519",
  order,
  neutral: Point.ZERO,
  generator: Point.BASE,
  decode,
  encode: (elements) =>
    elements.length === 0 ? [] : normalizeZ(Point, [...elements]).map((point) => bytesToHex(point.toBytes().reverse())),
  multiply: (a, b) => a.add(b),
  invert: (a) => a.negate(),
  equals: (a, b) => a.equals(b),
  power,
  secretPower,
  fixedBase,
  multiPower,
  embeddedBytes: EMBEDDED_BYTES,
  embed,
  independent,
};
