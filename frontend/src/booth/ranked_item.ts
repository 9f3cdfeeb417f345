import { messages } from "../messages/index.ts";
import { h } from "../pages/dom.ts";
import { link } from "../pages/parts.ts";

/** What a person can do with one name. */
interface Acts {
  readonly add: () => void;
  /** Up by a negative number of places; out of range is to the very top or end. */
  readonly move: (by: number) => void;
  readonly remove: () => void;
}

type Act = "add" | "up" | "down" | "remove";

/** One name on the ranking page: in the order with its place, or among the rest. */
export interface RankedItem {
  readonly element: HTMLElement;
  /** By which it is dragged. */
  readonly grip: HTMLElement;
  readonly addId: string;
  /** Shows the place in an order of so many, counted from 0; a negative one is none. */
  readonly show: (place: number, count: number) => void;
  /** Moves the focus to a button, or to another one of this name if that is not there now. */
  readonly focus: (act: Act) => void;
}

interface Note {
  readonly detail: string;
  readonly url: string;
}

const FAR = 1000;
let made = 0;

export function rankedItem(name: string, note: Note | undefined, acts: Acts): RankedItem {
  const texts = messages().ranking;
  const addId = `add-${++made}`;
  const hidden = (text: string): HTMLElement => h("span", { class: "govuk-visually-hidden" }, text);
  const small = (act: () => void, id: string | undefined, ...children: (string | HTMLElement)[]): HTMLButtonElement =>
    h(
      "button",
      { class: "govuk-button govuk-button--secondary hustings-small", type: "button", id, onclick: act },
      ...children,
    );
  const up = () => {
    acts.move(-1);
  };
  const down = () => {
    acts.move(1);
  };
  const addText = h("span", {}, texts.add(1));
  const controls: Record<Act, HTMLButtonElement> = {
    add: small(acts.add, addId, addText, hidden(texts.addFor(name))),
    up: small(up, undefined, texts.up, hidden(` ${name}`)),
    down: small(down, undefined, texts.down, hidden(` ${name}`)),
    remove: small(acts.remove, undefined, texts.remove, hidden(` ${name}`)),
  };
  const number = h("span", { class: "hustings-rank__number" });
  const grip = h("span", { class: "hustings-rank__grip", "aria-hidden": "true" });
  const keys: Record<string, () => void> = {
    ArrowUp: up,
    ArrowDown: down,
    Home: () => {
      acts.move(-FAR);
    },
    End: () => {
      acts.move(FAR);
    },
    Delete: acts.remove,
  };
  let ranked = false;
  const onkeydown = (event: Event): void => {
    const { key, target } = event as KeyboardEvent;
    const act = keys[key];
    if (ranked && act !== undefined && target instanceof HTMLButtonElement) {
      event.preventDefault();
      act();
    }
  };
  const { statement, statementOf } = messages().question;
  const element = h(
    "li",
    { class: "hustings-rank", onkeydown },
    grip,
    number,
    h(
      "div",
      { class: "hustings-rank__name" },
      h("span", {}, name),
      note !== undefined && note.detail !== "" && h("span", { class: "hustings-rank__detail" }, note.detail),
      note !== undefined &&
        note.url !== "" &&
        link([statement, hidden(` ${statementOf(name)}`)], note.url, { target: "_blank", rel: "noopener" }),
    ),
    h("div", { class: "hustings-rank__acts" }, Object.values(controls)),
  );
  return {
    element,
    grip,
    addId,
    show: (place, count) => {
      ranked = place >= 0;
      number.hidden = !ranked;
      number.textContent = ranked ? String(place + 1) : "";
      addText.textContent = texts.add(count + 1);
      controls.add.hidden = ranked;
      controls.up.hidden = !ranked || place === 0;
      controls.down.hidden = !ranked || place === count - 1;
      controls.remove.hidden = !ranked;
    },
    focus: (act) => {
      const wanted = [controls[act], controls.up, controls.down, controls.remove, controls.add];
      wanted.find((control) => !control.hidden)?.focus();
    },
  };
}
