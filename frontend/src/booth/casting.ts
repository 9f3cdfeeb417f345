import { messages, writtenOut } from "../messages/index.ts";
import { saveFile } from "../pages/files.ts";
import { h } from "../pages/dom.ts";
import { show } from "../pages/frame.ts";
import { button, buttons, details, newTab, paragraph, subheading, summaryList, warning } from "../pages/parts.ts";
import { NoAnswer, postJson, Refusal, sentence } from "../pages/server.ts";
import { trackingNumber } from "../protocol/ballots.ts";
import { forgetCredential } from "./credential.ts";
import { challengeBallot } from "./challenge.ts";
import { trackingNumberBox } from "./tracking_number.ts";
import { discardBallot, fetchData, type Receipt, type Session } from "./session.ts";

const PAUSES = [1000, 3000];

/** Somebody else has signed in in this browser since the ballot was made; the message is their name. */
class OtherVoter extends Error {}

/** The tracking number, before anything is sent; what the voter may do with the ballot now. */
export function showTracking(session: Session): void {
  const texts = messages().tracking;
  const change = (): void => {
    location.hash = "review";
  };
  show({
    title: texts.title,
    content: [
      trackingNumberBox(texts.label, trackingNumber(session.made?.ballot ?? "")),
      session.voter !== null && paragraph(messages().welcome.voter(session.voter.name, session.voter.number)),
      paragraph(texts.text),
      paragraph(texts.changeText),
      buttons(
        button(texts.cast, () => {
          void cast(session);
        }),
        button(texts.change, change, "secondary"),
      ),
      subheading(texts.challengeTitle),
      paragraph(texts.challengeText),
      buttons(
        button(
          texts.challenge,
          () => {
            void challengeBallot(session);
          },
          "secondary",
        ),
      ),
    ],
  });
}

/** Where the board shows whether it holds a ballot. */
function onBoard(session: Session, tracking: string): string {
  return `${session.data.urls.board}?number=${encodeURIComponent(tracking)}`;
}

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Sends the ballot until an answer comes; sending it again is safe: the board takes it once, and its receipt is given again. */
async function send(session: Session, ballot: string, say: (text: string) => void): Promise<Receipt> {
  for (let attempt = 0; ; attempt++) {
    try {
      // Signing in again, in another tab, changes the token that the server wants to see.
      const data = await fetchData();
      if (data.voter !== null && data.voter.number !== session.voter?.number) {
        throw new OtherVoter(data.voter.name);
      }
      session.data = data;
      return await postJson<Receipt>(session.data.urls.cast, session.data.csrf, { ballot });
    } catch (error) {
      const wait = PAUSES[attempt];
      if (!(error instanceof NoAnswer) || wait === undefined) {
        throw error;
      }
      say(messages().casting.retrying);
      await pause(wait);
    }
  }
}

/** Casts the ballot, and shows the receipt or says what became of it. */
export async function cast(session: Session): Promise<void> {
  const texts = messages().casting;
  const ballot = session.made?.ballot ?? "";
  const status = h("p", { class: "govuk-body", role: "status", "aria-live": "polite" });
  show({ title: texts.title, content: [paragraph(texts.text), status] });
  try {
    const receipt = await send(session, ballot, (text) => (status.textContent = text));
    const own = trackingNumber(ballot);
    if (!belongsTo(receipt, session, own)) {
      showMismatch(session, receipt, own);
      return;
    }
    session.receipt = receipt;
    forgetCredential();
    showReceipt(session, receipt);
  } catch (error) {
    showCastFailure(session, error);
  }
}

function belongsTo(receipt: Receipt, session: Session, own: string): boolean {
  return receipt.tracking_number === own && receipt.board === session.election.uuid && receipt.statement.includes(own);
}

function showCastFailure(session: Session, error: unknown): void {
  const texts = messages().castFailed;
  const own = trackingNumber(session.made?.ballot ?? "");
  const again = (label: string): HTMLElement =>
    button(label, () => {
      void cast(session);
    });
  if (error instanceof NoAnswer) {
    show({
      title: texts.unknownTitle,
      content: [
        paragraph(texts.unknownText),
        trackingNumberBox(messages().tracking.label, own),
        paragraph(texts.unknownBoard, " ", newTab(messages().closedPoll.seeBoard, onBoard(session, own))),
        buttons(again(texts.again)),
      ],
    });
  } else if (error instanceof Refusal && error.status === 401) {
    show({
      title: texts.signInTitle,
      content: [
        paragraph(texts.signInText),
        paragraph(newTab(texts.signInNewTab, session.data.urls.sign_in)),
        buttons(again(texts.signedIn)),
      ],
    });
  } else if (error instanceof OtherVoter) {
    show({
      title: texts.otherVoterTitle,
      content: [
        paragraph(texts.otherVoterText(error.message, session.voter?.name ?? "")),
        paragraph(newTab(texts.signInNewTab, session.data.urls.sign_in)),
        buttons(again(texts.signedIn)),
      ],
    });
  } else {
    show({
      title: texts.refusedTitle,
      content: [
        paragraph(sentence(error)),
        paragraph(texts.earlierCounts),
        session.data.help !== "" && paragraph(`${messages().welcome.help} ${session.data.help}`),
        buttons(
          button(texts.makeNew, () => {
            discardBallot(session);
            location.hash = "review";
          }),
          button(texts.again, () => void cast(session), "secondary"),
        ),
      ],
    });
  }
}

function showMismatch(session: Session, receipt: Receipt, own: string): void {
  const texts = messages().mismatch;
  const evidence = JSON.stringify({ tracking_number: own, ballot: session.made?.ballot, answer: receipt }, null, 2);
  show({
    title: texts.title,
    content: [
      h("div", { role: "alert" }, warning(texts.text)),
      summaryList([
        [texts.yours, h("code", {}, own)],
        [texts.theirs, h("code", {}, receipt.tracking_number)],
      ]),
      buttons(
        button(texts.save, () => {
          saveFile(`evidence-${session.election.uuid}.json`, evidence, "application/json");
        }),
      ),
    ],
  });
}

/** The receipt, to print or to save. */
export function showReceipt(session: Session, receipt: Receipt): void {
  const texts = messages().receipt;
  const own = trackingNumber(session.made?.ballot ?? "");
  show({
    title: texts.title,
    content: [
      receipt.revote && paragraph(texts.replaced),
      trackingNumberBox(texts.label, own),
      summaryList([
        [texts.received, writtenOut(receipt.received, session.data.zone)],
        [texts.board, h("code", {}, receipt.board)],
        [texts.height, receipt.height],
        [texts.head, h("code", {}, receipt.head)],
      ]),
      paragraph(texts.keep),
      buttons(
        button(texts.print, () => {
          window.print();
        }),
        button(
          texts.save,
          () => {
            const name = `receipt-${receipt.board}-${receipt.height}.json`;
            saveFile(name, `${JSON.stringify(receipt, null, 2)}\n`, "application/json");
          },
          "secondary",
        ),
      ),
      paragraph(newTab(texts.find, onBoard(session, own))),
      details(texts.other, texts.otherText),
      paragraph(texts.again),
      paragraph(texts.shared),
    ],
  });
}
