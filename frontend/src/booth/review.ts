import { messages } from "../messages/index.ts";
import { compute } from "../pages/compute.ts";
import { type Child, h } from "../pages/dom.ts";
import { show } from "../pages/frame.ts";
import { button, buttons, paragraph, progressBar, subheading } from "../pages/parts.ts";
import { sentence } from "../pages/server.ts";
import type { KofN, Question, Ranked } from "../protocol/election.ts";
import { orderOf } from "./ranking.ts";
import type { Session } from "./session.ts";

/** What is chosen, in words. */
export function inWords(question: Question, choices: readonly number[]): Child {
  return question.kind === "ranked" ? ranked(question, choices) : marked(question, choices);
}

function ranked(question: Ranked, ranks: readonly number[]): Child {
  const texts = messages().review;
  const order = orderOf(ranks);
  if (order.length === 0) {
    return paragraph(texts.blank);
  }
  const rest = question.answers.filter((_, i) => ranks[i] === 0);
  return [
    h(
      "ol",
      { class: "govuk-list" },
      order.map((answer, i) =>
        h("li", {}, `${messages().ranking.preference(i + 1)}: `, h("strong", {}, question.answers[answer])),
      ),
    ),
    rest.length > 0 && paragraph(texts.notRanked(rest.join(", "))),
  ];
}

function marked(question: KofN, choices: readonly number[]): Child {
  const texts = messages().review;
  if (question.blank && choices[0] === 1) {
    return paragraph(texts.blank);
  }
  const marks = choices.slice(question.blank ? 1 : 0);
  const names = question.answers.filter((_, i) => marks[i] === 1);
  const unused = question.max - names.length;
  return [
    names.length === 0
      ? paragraph(texts.none)
      : h(
          "ul",
          { class: "govuk-list govuk-list--bullet" },
          names.map((name) => h("li", {}, name)),
        ),
    unused > 0 && paragraph(texts.unused(unused)),
  ];
}

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
    const ballot = await compute("ballot", { election: session.record, credential, choices }, bar.show);
    session.ballot = ballot;
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
