import encodeQR from "qr";
import { messages } from "../messages/index.ts";
import { h } from "../pages/dom.ts";
import { saveFile } from "../pages/files.ts";
import { show } from "../pages/frame.ts";
import { button, buttons, details, newTab, paragraph, subheading, warning } from "../pages/parts.ts";
import { postJson, Refusal, sentence } from "../pages/server.ts";
import { trackingNumber } from "../protocol/ballots.ts";
import { discardBallot, fetchData, type Session } from "./session.ts";
import { trackingNumberBox } from "./tracking_number.ts";
import { inWords } from "./words.ts";

const CHECK_PAGE = "/check-ballot/";
// Beyond this the squares become too small for a camera.
const LONGEST_CODE = 1300;

/** Has the server keep the ballot and never take it as a vote; only then is its voter shown what opens it. */
export async function challengeBallot(session: Session): Promise<void> {
  const texts = messages().challenge;
  const ballot = session.made?.ballot ?? "";
  show({ title: texts.sending, content: [paragraph(texts.wait)] });
  try {
    session.data = await fetchData();
    const { urls, csrf } = session.data;
    const kept = await postJson<{ tracking_number: string }>(urls.challenge, csrf, { ballot });
    if (kept.tracking_number !== trackingNumber(ballot)) {
      throw new Error(texts.another);
    }
    session.challenged = true;
    showOpening(session);
  } catch (error) {
    const again = (): void => {
      void challengeBallot(session);
    };
    const other = (): void => {
      discardBallot(session);
      location.hash = "review";
    };
    show({
      title: texts.failed,
      content: [
        paragraph(sentence(error)),
        paragraph(texts.failedText),
        error instanceof Refusal &&
          error.status === 401 &&
          paragraph(newTab(messages().castFailed.signInNewTab, session.data.urls.sign_in)),
        buttons(button(messages().tryAgain, again), button(messages().castFailed.makeNew, other, "secondary")),
      ],
    });
  }
}

function base64Url(text: string): string {
  const bytes = String.fromCharCode(...new TextEncoder().encode(text));
  return btoa(bytes).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

function qrCode(address: string, opening: string): HTMLElement | null {
  const text = `${address}#${base64Url(opening)}`;
  if (text.length > LONGEST_CODE) {
    return null;
  }
  const picture = encodeQR(text, "svg", { ecc: "low" });
  return h("img", {
    class: "hustings-code",
    alt: messages().challenge.code,
    src: `data:image/svg+xml,${encodeURIComponent(picture)}`,
  });
}

/** What opens a challenged ballot, to take to another device, and the way to a new ballot. */
export function showOpening(session: Session): void {
  const texts = messages().challenge;
  const { ballot, opening } = session.made ?? { ballot: "", opening: "" };
  const tracking = trackingNumber(ballot);
  const address = new URL(CHECK_PAGE, location.href).href;
  const code = qrCode(address, opening);
  const onfocus = (): void => {
    text.select();
  };
  const text = h(
    "textarea",
    { class: "govuk-textarea hustings-opening", id: "opening", rows: 4, readonly: true, spellcheck: "false", onfocus },
    opening,
  );
  const save = (): void => {
    saveFile(`opening-${session.election.uuid}.json`, opening, "application/json");
  };
  const renew = (): void => {
    discardBallot(session);
    location.hash = "review";
  };
  show({
    title: texts.title,
    content: [
      trackingNumberBox(messages().tracking.label, tracking),
      paragraph(texts.text),
      h(
        "ol",
        { class: "govuk-list govuk-list--number" },
        h("li", {}, texts.open, " ", h("strong", {}, address), code !== null && `, ${texts.orScan}`),
        h("li", {}, texts.load),
        h("li", {}, texts.compare),
      ),
      code,
      buttons(button(texts.save, save, "secondary")),
      h("label", { class: "govuk-label govuk-label--s", for: "opening" }, texts.opening),
      text,
      warning(texts.secret),
      details(
        texts.whatYouChose,
        ...session.election.questions.flatMap((question, i) => [
          subheading(question.question),
          inWords(question, session.choices[i] ?? []),
        ]),
      ),
      subheading(texts.thenTitle),
      paragraph(texts.thenText),
      buttons(button(messages().castFailed.makeNew, renew)),
    ],
  });
}
