import { messages } from "../messages/index.ts";
import { h } from "../pages/dom.ts";
import { show } from "../pages/frame.ts";
import { errorMessage, newTab, subheading } from "../pages/parts.ts";
import type { Ranked } from "../protocol/election.ts";
import { draggable } from "./dragging.ts";
import { rankedItem, type RankedItem } from "./ranked_item.ts";
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

/** A question whose answers are put in order: those in it above, in the order that they have; the rest below. */
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
  const earlier = session.choices[index];
  let order = orderOf(earlier ?? []);

  const ranked = h("ol", { class: "govuk-list hustings-ranking", id: "ranked", "aria-labelledby": "ranked-title" });
  const rest = h("ul", { class: "govuk-list hustings-ranking", id: "rest", "aria-labelledby": "rest-title" });
  const nobody = h("p", { class: "govuk-inset-text hustings-ranking-empty" }, texts.nobody);
  const all = h("p", { class: "govuk-body" }, texts.all);
  const restHint = h("p", { class: "govuk-hint" }, texts.restHint);
  const said = h("p", { class: "govuk-visually-hidden", role: "status", "aria-live": "polite" });
  const count = h("p", { class: "govuk-body hustings-tally" });
  const submitButton = h("button", { class: "govuk-button", type: "submit" }, messages().continue);
  const clear = h(
    "button",
    {
      class: "govuk-button govuk-button--secondary hustings-small hustings-small--below",
      type: "button",
      onclick: takeAllOut,
    },
    texts.clear,
  );
  const blank = h("input", {
    class: "govuk-checkboxes__input",
    id: "blank",
    type: "checkbox",
    checked: earlier !== null && earlier !== undefined && order.length === 0,
    "aria-describedby": "blank-hint",
    onchange: arrange,
  });
  const blankPart = h(
    "div",
    { class: "govuk-checkboxes" },
    h("div", { class: "govuk-checkboxes__divider" }, messages().question.or),
    h(
      "div",
      { class: "govuk-checkboxes__item" },
      blank,
      h("label", { class: "govuk-label govuk-checkboxes__label", for: "blank" }, texts.blank),
      h("div", { class: "govuk-hint govuk-checkboxes__hint", id: "blank-hint" }, texts.blankHint),
    ),
  );
  const items: RankedItem[] = question.answers.map((name, answer) => {
    const item = rankedItem(name, notes?.answers[answer], {
      add: () => {
        addNext(answer);
      },
      move: (by) => {
        const from = order.indexOf(answer);
        const to = Math.min(order.length - 1, Math.max(0, from + by));
        if (from >= 0 && to !== from) {
          place(answer, to);
          items[answer]!.focus(by < 0 ? "up" : "down");
        }
      },
      remove: () => {
        takeOut(answer);
      },
    });
    draggable(item.grip, item.element, ranked, (to) => {
      if (to !== null || order.includes(answer)) {
        place(answer, to);
      }
    });
    return item;
  });

  // The elements of the items are moved, never made again, so that the page stays where it is under the finger.
  function arrange(): void {
    items.forEach((item, answer) => {
      item.show(order.indexOf(answer), order.length);
    });
    ranked.append(...order.map((answer) => items[answer]!.element));
    rest.append(...items.filter((_, answer) => !order.includes(answer)).map((item) => item.element));
    const everybody = order.length === items.length;
    nobody.hidden = order.length > 0;
    ranked.hidden = order.length === 0;
    clear.hidden = order.length === 0;
    rest.hidden = everybody;
    restHint.hidden = everybody;
    all.hidden = !everybody;
    blankPart.hidden = !mayBeBlank || order.length > 0;
    blank.checked &&= order.length === 0;
    count.textContent = blank.checked ? texts.isBlank : texts.ranked(order.length, items.length);
  }

  /** Puts an answer to a place of the order, or takes it out of it. */
  function place(answer: number, to: number | null): void {
    order = order.filter((other) => other !== answer);
    if (to !== null) {
      order.splice(to, 0, answer);
    }
    arrange();
    const name = question.answers[answer]!;
    said.textContent = to === null ? texts.taken(name, order.length) : texts.placed(name, to + 1, order.length);
  }

  // Whoever adds one name after the other finds the next button where the last one was.
  function addNext(answer: number): void {
    const after = items.findIndex((_, other) => other > answer && !order.includes(other));
    place(answer, order.length);
    const following = after >= 0 ? items[after] : items.find((_, other) => !order.includes(other));
    if (following === undefined) {
      submitButton.focus();
    } else {
      following.focus("add");
    }
  }

  function takeOut(answer: number): void {
    const at = order.indexOf(answer);
    if (at < 0) {
      return;
    }
    place(answer, null);
    const neighbour = order[Math.min(at, order.length - 1)];
    if (neighbour === undefined) {
      items[answer]!.focus("add");
    } else {
      items[neighbour]!.focus("remove");
    }
  }

  function takeAllOut(): void {
    order = [];
    arrange();
    said.textContent = texts.cleared;
    items[0]!.focus("add");
  }

  const submit = (event: Event): void => {
    event.preventDefault();
    if (order.length === 0 && !blank.checked) {
      session.choices[index] = null;
      showRanking(session, index, question, next, back, mayBeBlank ? texts.rankOneOrBlank : texts.rankOne);
      return;
    }
    answerQuestion(session, index, ranksOf(order, items.length));
    next();
  };
  const rule = [
    typeof notes?.seats === "number" ? texts.seats(notes.seats) : "",
    notes?.rule === undefined || notes.rule === "" ? "" : texts.countedBy(notes.rule),
  ].join(" ");
  const candidates = session.data.urls.candidates;
  const questions = session.election.questions.length;
  arrange();
  show({
    title: question.question,
    ...(questions > 1 ? { caption: messages().question.caption(index + 1, questions) } : {}),
    before: back,
    errors: error === undefined ? [] : [{ field: items[0]!.addId, text: error }],
    content: [
      notes !== undefined && notes.hint !== "" && h("p", { class: "govuk-body" }, notes.hint),
      h("p", { class: "govuk-body" }, texts.how),
      rule.trim() !== "" && h("p", { class: "govuk-body" }, rule),
      candidates !== "" &&
        notes?.answers.some(({ url }) => url !== "") === true &&
        h(
          "p",
          { class: "govuk-body" },
          messages().question.statementsOpen,
          " ",
          newTab(messages().question.compare, candidates),
        ),
      h(
        "form",
        { novalidate: true, onsubmit: submit },
        h(
          "div",
          { class: `govuk-form-group${error === undefined ? "" : " govuk-form-group--error"}` },
          error !== undefined && errorMessage("question-error", error),
          titled(texts.order, "ranked-title"),
          nobody,
          ranked,
          clear,
          titled(texts.rest, "rest-title"),
          restHint,
          all,
          rest,
          blankPart,
        ),
        h("p", { class: "govuk-hint" }, texts.handling),
        said,
        h("div", { class: "hustings-ballot-bar" }, count, submitButton),
      ),
    ],
  });
}

function titled(text: string, id: string): HTMLElement {
  const title = subheading(text);
  title.id = id;
  return title;
}
