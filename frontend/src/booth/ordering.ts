import { messages } from "../messages/index.ts";
import { type Child, h } from "../pages/dom.ts";
import { subheading } from "../pages/parts.ts";
import { draggable } from "./dragging.ts";
import { rankedItem, type RankedItem } from "./ranked_item.ts";
import type { QuestionNotes } from "./session.ts";

/** The names that a voter puts in order: those in it above, with their places; the rest below, as they were drawn. */
export interface Ordering {
  readonly parts: Child;
  /** The answers in the order, by their places in the question. */
  readonly order: () => readonly number[];
  /** Of the field that an error leads to. */
  readonly id: string;
}

/** `changed` is called after every change, and once at the beginning; `done` when the last name was added. */
export function makeOrdering(
  names: readonly string[],
  notes: QuestionNotes | undefined,
  start: readonly number[],
  changed: (count: number) => void,
  done: () => void,
): Ordering {
  const texts = messages().ranking;
  let order = [...start];
  const ranked = h("ol", { class: "govuk-list hustings-ranking", id: "ranked", "aria-labelledby": "ranked-title" });
  const rest = h("ul", { class: "govuk-list hustings-ranking", id: "rest", "aria-labelledby": "rest-title" });
  const nobody = h("p", { class: "govuk-inset-text hustings-ranking-empty" }, texts.nobody);
  const everybody = h("p", { class: "govuk-body" }, texts.all);
  const restHint = h("p", { class: "govuk-hint" }, texts.restHint);
  const said = h("p", { class: "govuk-visually-hidden", role: "status", "aria-live": "polite" });
  const clear = h(
    "button",
    {
      class: "govuk-button govuk-button--secondary hustings-small hustings-small--below",
      type: "button",
      onclick: takeAllOut,
    },
    texts.clear,
  );
  const items: RankedItem[] = names.map((name, answer) => {
    const item = rankedItem(name, notes?.answers[answer], {
      add: () => {
        addNext(answer);
      },
      move: (by) => {
        move(answer, by);
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
    const all = order.length === items.length;
    nobody.hidden = order.length > 0;
    ranked.hidden = clear.hidden = order.length === 0;
    rest.hidden = restHint.hidden = all;
    everybody.hidden = !all;
    changed(order.length);
  }

  /** Puts an answer to a place of the order, or takes it out of it. */
  function place(answer: number, to: number | null): void {
    order = order.filter((other) => other !== answer);
    if (to !== null) {
      order.splice(to, 0, answer);
    }
    arrange();
    const name = names[answer]!;
    said.textContent = to === null ? texts.taken(name, order.length) : texts.placed(name, to + 1, order.length);
  }

  function move(answer: number, by: number): void {
    const from = order.indexOf(answer);
    const to = Math.min(order.length - 1, Math.max(0, from + by));
    if (to !== from) {
      place(answer, to);
      items[answer]!.focus(by < 0 ? "up" : "down");
    }
  }

  // Whoever adds one name after the other finds the next button where the last one was.
  function addNext(answer: number): void {
    place(answer, order.length);
    const left = items.filter((_, other) => !order.includes(other));
    const next = items.find((item, other) => other > answer && left.includes(item)) ?? left[0];
    if (next === undefined) {
      done();
    } else {
      next.focus("add");
    }
  }

  function takeOut(answer: number): void {
    const at = order.indexOf(answer);
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

  arrange();
  const parts = [
    titled(texts.order, "ranked-title"),
    [nobody, ranked, clear],
    titled(texts.rest, "rest-title"),
    [restHint, everybody, rest],
    said,
  ];
  return { parts, order: () => order, id: items[0]!.addId };
}

function titled(text: string, id: string): HTMLElement {
  const title = subheading(text);
  title.id = id;
  return title;
}
