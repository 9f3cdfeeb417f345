import { messages } from "./messages/index.ts";
import { VotingError } from "./protocol/errors.ts";
import { h } from "./pages/dom.ts";
import { setContext, showFailure } from "./pages/frame.ts";
import { button, buttons } from "./pages/parts.ts";
import { sentence } from "./pages/server.ts";
import { leaveCredentialTo, takeFromAddress } from "./booth/credential.ts";
import { showReceipt, showTracking } from "./booth/casting.ts";
import { showOpening } from "./booth/challenge.ts";
import { showQuestion } from "./booth/question.ts";
import { encrypt, showReview } from "./booth/review.ts";
import { type BoothData, fetchData, openSession, type Session } from "./booth/session.ts";
import { showIfNotOpen, showWelcome } from "./booth/welcome.ts";

function backLink(): HTMLElement {
  const back = (event: Event): void => {
    event.preventDefault();
    history.back();
  };
  return h("a", { class: "govuk-back-link", href: "#", onclick: back }, messages().back);
}

// The step is in the address, so that the browser's own Back leads one step back; what was chosen is not.
function showStep(session: Session): void {
  const { choices } = session;
  const step = location.hash.slice(1);
  const goTo = (to: string): void => {
    if (to === step) {
      showStep(session);
    } else {
      location.hash = to;
    }
  };
  if (session.receipt !== null) {
    showReceipt(session, session.receipt);
    return;
  }
  if (session.credential === null || step === "") {
    showWelcome(session, () => {
      goTo("question-1");
    });
    return;
  }
  const firstOpen = choices.indexOf(null);
  const asked = Number(/^question-(\d+)$/.exec(step)?.[1] ?? choices.length + 1) - 1;
  const index = firstOpen >= 0 ? Math.min(asked, firstOpen) : asked;
  if (index < choices.length) {
    const next = index + 1 < choices.length && choices[index + 1] === null ? `question-${index + 2}` : "review";
    showQuestion(
      session,
      index,
      () => {
        goTo(next);
      },
      backLink(),
    );
  } else if (step === "tracking" && session.made !== null) {
    if (session.challenged) {
      showOpening(session);
    } else {
      showTracking(session);
    }
  } else {
    const done = (): void => {
      goTo("tracking");
    };
    showReview(session, () => void encrypt(session, done), backLink());
  }
}

async function load(): Promise<void> {
  let data: BoothData;
  try {
    data = await fetchData();
    setContext(data.organisation, data.name, data.language);
    if (data.voter !== null) {
      setContext(
        data.organisation,
        data.name,
        data.language,
        messages().welcome.voter(data.voter.name, data.voter.number),
      );
      leaveCredentialTo(data.voter.number);
    }
    if (showIfNotOpen(data)) {
      return;
    }
    const session = await openSession(data);
    addEventListener("hashchange", () => {
      // A voting link opened in a tab where the booth is already: begin anew, with its credential.
      if (takeFromAddress()) {
        location.reload();
      } else {
        showStep(session);
      }
    });
    addEventListener("beforeunload", (event) => {
      if (session.made !== null && session.receipt === null) {
        event.preventDefault();
      }
    });
    showStep(session);
  } catch (error) {
    if (error instanceof VotingError) {
      showFailure(messages().untrusted.title, messages().untrusted.text, error.message);
      return;
    }
    showFailure(
      messages().cannotGoOn,
      sentence(error),
      buttons(
        button(messages().tryAgain, () => {
          location.reload();
        }),
      ),
    );
  }
}

function showUnexpected(reason: unknown): void {
  showFailure(messages().cannotGoOn, messages().unexpected, sentence(reason));
}

addEventListener("unhandledrejection", (event) => {
  showUnexpected(event.reason);
});
addEventListener("error", (event) => {
  showUnexpected(event.error);
});

setContext("", "", undefined);
takeFromAddress();
void load();
