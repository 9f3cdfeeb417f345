import { messages } from "../messages/index.ts";
import { type Child, h } from "../pages/dom.ts";
import { paragraph } from "../pages/parts.ts";
import type { KofN, Question, Ranked } from "../protocol/election.ts";
import { orderOf } from "./ranking.ts";

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
