import { messages } from "../messages/index.ts";
import { type Child, h } from "../pages/dom.ts";
import { show } from "../pages/frame.ts";
import { errorMessage, newTab, paragraph } from "../pages/parts.ts";
import type { Ranked } from "../protocol/election.ts";
import { makeOrdering } from "./ordering.ts";
import { answerQuestion, type QuestionNotes, type Session } from "./session.ts";

/** The answers with a rank, by their places in the question, the first preference first. */
export function orderOf(ranks: readonly number[]): number[] {
  return ranks
    .map((rank, answer) => ({ rank, answer }))
    .filter(({ rank }) => rank > 0)
    .sort((a, b) => a.rank - b.rank)
    .map(({ answer }) => answer);
}

/** The rank of every answer: its place in the order, from 1, or 0. */
export function ranksOf(order: readonly number[], answers: number): number[] {
  return Array.from({ length: answers }, (_, answer) => order.indexOf(answer) + 1);
}

/** A question whose answers are put in order, or left blank. */
export function showRanking(
  session: Session,
  index: number,
  question: Ranked,
  next: () => void,
  back: HTMLElement,
  error?: string,
): void {
  const texts = messages().ranking;
  const notes: QuestionNotes | undefined = session.data.questions[index];
  const mayBeBlank = notes?.blank === true;
  const earlier = session.choices[index] ?? null;
  const count = h("p", { class: "govuk-body hustings-tally" });
  const proceed = h("button", { class: "govuk-button", type: "submit" }, messages().continue);
  const start = orderOf(earlier ?? []);
  const blank = blankChoice(earlier !== null && start.length === 0, () => {
    update(0);
  });
  const update = (ranked: number): void => {
    blank.part.hidden = !mayBeBlank || ranked > 0;
    blank.input.checked &&= ranked === 0;
    count.textContent = blank.input.checked ? texts.isBlank : texts.ranked(ranked, question.answers.length);
  };
  const ordering = makeOrdering(question.answers, notes, start, update, () => {
    proceed.focus();
  });
  const submit = (event: Event): void => {
    event.preventDefault();
    const order = ordering.order();
    if (order.length === 0 && !blank.input.checked) {
      session.choices[index] = null;
      showRanking(session, index, question, next, back, mayBeBlank ? texts.rankOneOrBlank : texts.rankOne);
      return;
    }
    answerQuestion(session, index, ranksOf(order, question.answers.length));
    next();
  };
  const questions = session.election.questions.length;
  show({
    title: question.question,
    ...(questions > 1 ? { caption: messages().question.caption(index + 1, questions) } : {}),
    before: back,
    errors: error === undefined ? [] : [{ field: ordering.id, text: error }],
    content: [
      introduction(notes, session.data.urls.candidates),
      h(
        "form",
        { novalidate: true, onsubmit: submit },
        h(
          "div",
          { class: `govuk-form-group${error === undefined ? "" : " govuk-form-group--error"}` },
          error !== undefined && errorMessage("question-error", error),
          ordering.parts,
          blank.part,
        ),
        h("p", { class: "govuk-hint" }, texts.handling),
        h("div", { class: "hustings-ballot-bar" }, count, proceed),
      ),
    ],
  });
}

function introduction(notes: QuestionNotes | undefined, candidates: string): Child {
  const texts = messages().ranking;
  const rule = [
    typeof notes?.seats === "number" ? texts.seats(notes.seats) : "",
    notes?.rule === undefined || notes.rule === "" ? "" : texts.countedBy(notes.rule),
  ].join(" ");
  const statements = notes?.answers.some(({ url }) => url !== "") === true;
  return [
    notes !== undefined && notes.hint !== "" && paragraph(notes.hint),
    paragraph(texts.how),
    rule.trim() !== "" && paragraph(rule),
    candidates !== "" &&
      statements &&
      paragraph(messages().question.statementsOpen, " ", newTab(messages().question.compare, candidates)),
  ];
}

function blankChoice(checked: boolean, onchange: () => void): { input: HTMLInputElement; part: HTMLElement } {
  const texts = messages().ranking;
  const input = h("input", {
    class: "govuk-checkboxes__input",
    id: "blank",
    type: "checkbox",
    checked,
    "aria-describedby": "blank-hint",
    onchange,
  });
  const part = h(
    "div",
    { class: "govuk-checkboxes" },
    h("div", { class: "govuk-checkboxes__divider" }, messages().question.or),
    h(
      "div",
      { class: "govuk-checkboxes__item" },
      input,
      h("label", { class: "govuk-label govuk-checkboxes__label", for: "blank" }, texts.blank),
      h("div", { class: "govuk-hint govuk-checkboxes__hint", id: "blank-hint" }, texts.blankHint),
    ),
  );
  return { input, part };
}
