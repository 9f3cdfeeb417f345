import assert from "node:assert/strict";
import { test } from "node:test";
import { en } from "../src/messages/en.ts";
import { fr } from "../src/messages/fr.ts";
import { chooseLanguage, writtenOut } from "../src/messages/index.ts";

/** Every text of a catalogue by its place, functions called with numbers that differ. */
function texts(value: unknown, place = ""): [string, string][] {
  if (typeof value === "string") {
    return [[place, value]];
  }
  if (typeof value === "function") {
    return [[place, (value as (...args: number[]) => string)(7, 5)]];
  }
  return Object.entries(value as object).flatMap(([name, inner]) => texts(inner, `${place}.${name}`));
}

test("no text is empty, and every French text is there and is not the English one", () => {
  const english = texts(en);
  const french = new Map(texts(fr));
  assert(english.length > 100);
  assert.equal(french.size, english.length);
  // The same word in both languages.
  const same = new Set([".welcome.organisation", ".authority.organisation"]);
  for (const [place, text] of english) {
    assert.notEqual(text.trim(), "", place);
    assert(same.has(place) || french.get(place) !== text, place);
  }
});

test("French puts a space before what French puts a space before", () => {
  for (const [place, text] of texts(fr)) {
    assert.doesNotMatch(text.replace(/https?:/g, ""), /\S[;?!:](\s|$)/, place);
  }
});

test("a moment is written as the server's pages write it, whatever the browser's English is", () => {
  // Node 20 has no navigator.
  Object.defineProperty(globalThis, "navigator", { value: { languages: ["en-US", "fr-FR"] }, configurable: true });
  chooseLanguage("en");
  const written = writtenOut("2026-11-23T12:23:24+00:00", "Europe/London");
  assert.equal(written, "23 November 2026, 12:23:24 (Europe/London)");
  assert.match(writtenOut("2026-11-23T00:03:04+00:00", "Europe/London"), /, 00:03:04 /);
  chooseLanguage("fr");
  assert.match(
    writtenOut("2026-11-23T12:23:24+00:00", "Europe/Paris"),
    /^23 novembre 2026.* 13:23:24 \(Europe\/Paris\)$/,
  );
  chooseLanguage("en");
});
