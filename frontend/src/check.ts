import { trackingNumberBox } from "./booth/tracking_number.ts";
import { inWords } from "./booth/words.ts";
import { messages } from "./messages/index.ts";
import { compute } from "./pages/compute.ts";
import { h } from "./pages/dom.ts";
import { chosenFile } from "./pages/files.ts";
import { setContext, show } from "./pages/frame.ts";
import { button, buttons, field, inset, labelled, paragraph, subheading, warning } from "./pages/parts.ts";
import { getJson, getText, Refusal, sentence } from "./pages/server.ts";
import { type Election, parseElection } from "./protocol/election.ts";
import { type Opening, parseOpening } from "./protocol/openings.ts";

const UUID = /^[1-9A-HJ-NP-Za-km-z]{14,}$/;

/** The opening behind the # of an address that a QR code held, or null; it does not stay in the address. */
function takeFromAddress(): string | null {
  const fragment = location.hash.slice(1);
  if (fragment === "") {
    return null;
  }
  history.replaceState(null, "", location.pathname);
  try {
    const bytes = atob(fragment.replaceAll("-", "+").replaceAll("_", "/"));
    return new TextDecoder().decode(Uint8Array.from(bytes, (character) => character.charCodeAt(0)));
  } catch {
    return fragment;
  }
}

function showForm(error?: string, typed = ""): void {
  const texts = messages().check;
  const text = h("textarea", { class: "govuk-textarea hustings-opening", id: "opening", rows: 5, spellcheck: "false" });
  text.value = typed;
  const file = h("input", { class: "govuk-file-upload", id: "file", type: "file", accept: ".json,application/json" });
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const opening = text.value.trim() === "" ? await chosenFile(file) : text.value;
    if (opening === null) {
      showForm(texts.nothing);
    } else {
      await check(opening);
    }
  };
  show({
    title: texts.title,
    errors: error === undefined ? [] : [{ field: "opening", text: error }],
    content: [
      paragraph(texts.text),
      h(
        "form",
        { novalidate: true, onsubmit: (event) => void submit(event) },
        labelled(text, texts.opening, texts.openingHint, error),
        field(file, texts.file, texts.fileHint, undefined),
        h("button", { class: "govuk-button", type: "submit" }, texts.check),
      ),
    ],
  });
}

interface Found {
  readonly record: string;
  readonly credentials: string;
  readonly ballot: string;
}

/** The ballot that the server keeps, and what it must fit; null if the server keeps none of that number. */
async function fetchBallot({ uuid, tracking_number: number }: Opening): Promise<Found | null> {
  const folder = new URL(`/vote/${uuid}/`, location.href).href;
  const address = number.split("/").map(encodeURIComponent).join("/");
  try {
    const [record, credentials, kept] = await Promise.all([
      getText(`${folder}election.json`),
      getText(`${folder}credentials.json`),
      getJson<{ ballot: string }>(`${folder}challenged/${address}.json`),
    ]);
    return { record, credentials, ballot: kept.ballot };
  } catch (error) {
    if (error instanceof Refusal && error.status === 404) {
      return null;
    }
    throw error;
  }
}

async function check(text: string): Promise<void> {
  const texts = messages().check;
  let opening: Opening;
  try {
    opening = parseOpening(text);
  } catch {
    showForm(texts.notAnOpening, text);
    return;
  }
  if (!UUID.test(opening.uuid)) {
    showForm(texts.notAnOpening, text);
    return;
  }
  show({ title: texts.working, content: [paragraph(texts.wait)] });
  try {
    const found = await fetchBallot(opening);
    if (found === null) {
      showForm(texts.notKept, text);
      return;
    }
    const { record: election, credentials, ballot } = found;
    const problem = await compute("opening", { election, credentials, ballot, opening });
    if (problem === null) {
      showTrue(parseElection(election), opening);
    } else {
      showUntrue(opening, problem);
    }
  } catch (error) {
    showForm(sentence(error), text);
  }
}

function again(): HTMLElement {
  return buttons(
    button(
      messages().check.another,
      () => {
        showForm();
      },
      "secondary",
    ),
  );
}

function showTrue(election: Election, opening: Opening): void {
  const texts = messages().check;
  show({
    title: texts.holds,
    caption: election.name,
    content: [
      election.questions.map((question, i) =>
        h(
          "div",
          { class: "hustings-answer" },
          subheading(question.question),
          inWords(question, opening.choices[i] ?? []),
        ),
      ),
      trackingNumberBox(messages().tracking.label, opening.tracking_number),
      inset(h("p", {}, texts.compare), h("p", {}, texts.differs)),
      again(),
    ],
  });
}

function showUntrue(opening: Opening, problem: string): void {
  const texts = messages().check;
  show({
    title: texts.holdsNot,
    content: [
      h("div", { role: "alert" }, warning(texts.holdsNotText)),
      trackingNumberBox(messages().tracking.label, opening.tracking_number),
      paragraph(problem),
      again(),
    ],
  });
}

function start(): void {
  const opening = takeFromAddress();
  if (opening === null) {
    showForm();
  } else {
    void check(opening);
  }
}

setContext("", "", undefined);
addEventListener("hashchange", start);
start();
