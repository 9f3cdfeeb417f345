import { messages } from "../messages/index.ts";
import { compute } from "../pages/compute.ts";
import { h } from "../pages/dom.ts";
import { show } from "../pages/frame.ts";
import { button, buttons, paragraph, progressBar, subheading } from "../pages/parts.ts";
import { sentence } from "../pages/server.ts";
import type { Session } from "./session.ts";
import { inWords } from "./words.ts";

/** All answers on one page, each with a way to change it. */
export function showReview(session: Session, encrypt: () => void, back: HTMLElement): void {
  const texts = messages().review;
  show({
    title: texts.title,
    before: back,
    content: [
      paragraph(texts.text),
      session.election.questions.map((question, i) => [
        h(
          "div",
          { class: "hustings-answer" },
          subheading(question.question),
          inWords(question, session.choices[i] ?? []),
          paragraph(
            h(
              "a",
              { class: "govuk-link", href: `#question-${i + 1}` },
              messages().change,
              h("span", { class: "govuk-visually-hidden" }, ` ${texts.changeOf(question.question)}`),
            ),
          ),
        ),
      ]),
      buttons(button(texts.encrypt, encrypt)),
    ],
  });
}

/** Encrypts in a worker while the bar moves; then `done`, or a page that says what went wrong. */
export async function encrypt(session: Session, done: () => void): Promise<void> {
  const texts = messages().encrypting;
  const bar = progressBar(texts.title);
  show({ title: texts.title, content: [paragraph(texts.text), bar.element] });
  try {
    const choices = session.choices.map((answer) => answer ?? []);
    const credential = session.credential ?? "";
    session.made = await compute("ballot", { election: session.record, credential, choices }, bar.show);
    done();
  } catch (error) {
    show({
      title: texts.failed,
      content: [
        paragraph(texts.failedText),
        paragraph(sentence(error)),
        buttons(
          button(messages().tryAgain, () => {
            void encrypt(session, done);
          }),
        ),
      ],
    });
  }
}
