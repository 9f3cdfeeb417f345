import { en } from "./en.ts";
import { fr } from "./fr.ts";

/** Every text of the static pages; English is the measure of what another language must have. */
export type Messages = typeof en;

const catalogues: Readonly<Record<string, Messages>> = { en, fr };
let current = "en";

/** Chooses the first language that there is a catalogue for: the wanted one, then those of the browser. */
export function chooseLanguage(wanted: string | undefined): void {
  const wishes = [...(wanted === undefined ? [] : [wanted]), ...navigator.languages];
  const known = wishes.map((wish) => wish.slice(0, 2).toLowerCase()).find((wish) => wish in catalogues);
  current = known ?? "en";
}

export function language(): string {
  return current;
}

/** The language as this person's browser writes dates and numbers in it. */
export function locale(): string {
  return navigator.languages.find((wish) => wish.startsWith(current)) ?? (current === "en" ? "en-GB" : current);
}

/** A moment in the organisation's time zone, as the server's pages write it; English is British here, as on them. */
export function writtenOut(iso: string, zone: string | undefined): string {
  const timeZone = zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  const moment = new Date(iso);
  const text =
    current === "en"
      ? `${moment.toLocaleDateString("en-GB", { dateStyle: "long", timeZone })}, ${moment.toLocaleTimeString("en-GB", { timeZone })}`
      : moment.toLocaleString(locale(), { dateStyle: "long", timeStyle: "medium", timeZone });
  return `${text} (${timeZone})`;
}

export function messages(): Messages {
  return catalogues[current] ?? en;
}
