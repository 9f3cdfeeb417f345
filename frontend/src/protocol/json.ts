import { VotingError } from "./errors.ts";

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [field: string]: Json;
}

/** Compact JSON in the form in which every record is hashed: the reference tools escape DEL, JSON.stringify does not. */
export function canonicalJson(value: Json | object): string {
  return JSON.stringify(value).replaceAll("\x7f", "\\u007f");
}

/** Parses JSON in any layout. */
export function parseJson(text: string, what: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw new VotingError(`${what} is not JSON.`);
  }
}

/** Parses a record and refuses any text that is not its own canonical form. */
export function parseCanonical(text: string, what: string): Json {
  const value = parseJson(text, what);
  if (canonicalJson(value) !== text) {
    throw new VotingError(`${what} is not compact JSON in the canonical form.`);
  }
  return value;
}

/** Reads an object whose fields are exactly those, in that order; a name that ends in ? may be absent. */
export function readFields(value: Json | undefined, fields: readonly string[], what: string): JsonObject {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new VotingError(`${what} must be an object.`);
  }
  const object = value as JsonObject;
  const expected = fields.map((field) => field.replace("?", "")).filter((field) => field in object);
  const missing = fields.find((field) => !field.endsWith("?") && !(field in object));
  if (missing !== undefined || Object.keys(object).join() !== expected.join()) {
    throw new VotingError(`${what} must have the fields ${fields.join(", ")}, in this order.`);
  }
  return object;
}

export function readString(value: Json | undefined, what: string): string {
  if (typeof value !== "string") {
    throw new VotingError(`${what} must be a string.`);
  }
  return value;
}

export function readInteger(value: Json | undefined, what: string): number {
  if (!Number.isSafeInteger(value) || (value as number) < 0) {
    throw new VotingError(`${what} must be a whole number.`);
  }
  return value as number;
}

export function readArray(value: Json | undefined, what: string, length?: number): readonly Json[] {
  if (!Array.isArray(value) || (length !== undefined && value.length !== length)) {
    throw new VotingError(`${what} must be a list${length === undefined ? "" : ` of ${length}`}.`);
  }
  return value as readonly Json[];
}
