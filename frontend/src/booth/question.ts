import { messages } from "../messages/index.ts";
import { h } from "../pages/dom.ts";
import { show } from "../pages/frame.ts";
import { errorMessage, link, newTab } from "../pages/parts.ts";
import { choiceCount, type KofN } from "../protocol/election.ts";
import { showRanking } from "./ranking.ts";
import { answerQuestion, type QuestionNotes, type Session } from "./session.ts";

/** How many choices a question allows, in a sentence. */
function instruction({ min, max, blank }: KofN): string {
  const texts = messages().question;
  const how =
    min === 1 && max === 1
      ? texts.one
      : min === max
        ? texts.exactly(max)
        : min <= 1
          ? texts.upTo(max)
          : texts.between(min, max);
  return [how, min === 0 ? texts.orNone : "", blank ? texts.orBlank : ""].filter((part) => part !== "").join(" ");
}

/** What is wrong with the marks, in a sentence, or undefined. */
function fault(question: KofN, choices: readonly number[]): string | undefined {
  const texts = messages().question;
  const { min, max, blank } = question;
  if (blank && choices[0] === 1) {
    return undefined;
  }
  const chosen = choices.slice(blank ? 1 : 0).filter((mark) => mark === 1).length;
  if (chosen > max) {
    return texts.tooMany(chosen, max);
  }
  if (chosen >= min) {
    return undefined;
  }
  if (max === 1) {
    return blank ? texts.chooseOneOrBlank : texts.chooseOne;
  }
  return texts.tooFew(chosen, min) + (blank ? texts.orLeaveBlank : "");
}

/** The marks used and left, said politely whenever one changes. */
function tally(question: KofN, choices: readonly number[]): string {
  const texts = messages().question;
  if (question.blank && choices[0] === 1) {
    return texts.isBlank;
  }
  const chosen = choices.slice(question.blank ? 1 : 0).filter((mark) => mark === 1).length;
  const left = question.max - chosen;
  const rest = left < 0 ? texts.tooManyNow(-left) : left === 0 ? texts.full : texts.left(left);
  return `${texts.chosen(chosen, question.max)}, ${rest}`;
}

/** One question, its answers in the order of the record. */
export function showQuestion(session: Session, index: number, next: () => void, back: HTMLElement): void {
  const question = session.election.questions[index]!;
  if (question.kind === "ranked") {
    showRanking(session, index, question, next, back);
    return;
  }
  const earlier = session.choices[index] ?? new Array<number>(choiceCount(question)).fill(0);
  paint(session, index, question, earlier, next, back);
}

function paint(
  session: Session,
  index: number,
  question: KofN,
  marked: readonly number[],
  next: () => void,
  back: HTMLElement,
  error?: string,
): void {
  const texts = messages().question;
  const notes: QuestionNotes | undefined = session.data.questions[index];
  const single = question.max === 1 && question.min === 1;
  const kind = single ? "radios" : "checkboxes";
  const offset = question.blank ? 1 : 0;
  const inputs: HTMLInputElement[] = [];
  const read = (): number[] => inputs.map((input) => (input.checked ? 1 : 0));
  const count = h("p", { class: "govuk-body hustings-tally", role: "status", "aria-live": "polite" });
  const changed = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    if (question.blank && input.checked && !single) {
      const isBlank = input === inputs[0];
      inputs.filter((other) => (other === inputs[0]) !== isBlank).forEach((other) => (other.checked = false));
    }
    count.textContent = tally(question, read());
  };
  const item = (position: number, label: string, hint: string, url: string): HTMLElement => {
    const id = position === offset ? "choice" : `choice-${position}`;
    const described = hint !== "" || url !== "";
    const input = h("input", {
      class: `govuk-${kind}__input`,
      id,
      name: "choice",
      type: single ? "radio" : "checkbox",
      checked: marked[position] === 1,
      "aria-describedby": hint === "" ? undefined : `${id}-hint`,
    });
    inputs[position] = input;
    return h(
      "div",
      { class: `govuk-${kind}__item` },
      input,
      h("label", { class: `govuk-label govuk-${kind}__label`, for: id }, label),
      described &&
        h(
          "div",
          { class: `govuk-hint govuk-${kind}__hint` },
          h("span", { id: `${id}-hint` }, hint),
          url !== "" &&
            h(
              "span",
              { class: "hustings-statement" },
              link(
                [texts.statement, h("span", { class: "govuk-visually-hidden" }, ` ${texts.statementOf(label)}`)],
                url,
                {
                  target: "_blank",
                  rel: "noopener",
                },
              ),
            ),
        ),
    );
  };
  const answers = question.answers.map((answer, i) =>
    item(i + offset, answer, notes?.answers[i]?.detail ?? "", notes?.answers[i]?.url ?? ""),
  );
  if (question.blank) {
    answers.push(h("div", { class: `govuk-${kind}__divider` }, texts.or), item(0, texts.blank, texts.blankHint, ""));
  }
  const submit = (event: Event): void => {
    event.preventDefault();
    const choices = read();
    const problem = fault(question, choices);
    if (problem === undefined) {
      answerQuestion(session, index, choices);
      next();
    } else {
      paint(session, index, question, choices, next, back, problem);
    }
  };
  const described = ["question-hint", ...(error === undefined ? [] : ["question-error"])].join(" ");
  const candidates = session.data.urls.candidates;
  count.textContent = tally(question, read());
  show({
    title: question.question,
    ownHeading: true,
    before: back,
    errors: error === undefined ? [] : [{ field: "choice", text: error }],
    content: [
      h(
        "form",
        { novalidate: true, onsubmit: submit, onchange: changed },
        h(
          "div",
          { class: `govuk-form-group${error === undefined ? "" : " govuk-form-group--error"}` },
          h(
            "fieldset",
            { class: "govuk-fieldset", "aria-describedby": described },
            h(
              "legend",
              { class: "govuk-fieldset__legend govuk-fieldset__legend--l" },
              h(
                "h1",
                { class: "govuk-fieldset__heading", tabindex: "-1" },
                session.election.questions.length > 1 &&
                  h("span", { class: "govuk-caption-l" }, texts.caption(index + 1, session.election.questions.length)),
                question.question,
              ),
            ),
            h(
              "div",
              { class: "govuk-hint", id: "question-hint" },
              notes !== undefined && notes.hint !== "" && h("p", {}, notes.hint),
              h("p", {}, instruction(question)),
            ),
            candidates !== "" &&
              notes?.answers.some(({ url }) => url !== "") === true &&
              h("p", { class: "govuk-body" }, texts.statementsOpen, " ", newTab(texts.compare, candidates)),
            error !== undefined && errorMessage("question-error", error),
            h("div", { class: `govuk-${kind}` }, answers),
          ),
        ),
        h(
          "div",
          { class: "hustings-ballot-bar" },
          !single && count,
          h("button", { class: "govuk-button", type: "submit" }, messages().continue),
        ),
      ),
    ],
  });
}
