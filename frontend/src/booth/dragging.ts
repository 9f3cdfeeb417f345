import { h } from "../pages/dom.ts";

const EDGE = 80;
const SPEED = 12;

/**
 * Lets an item be dragged by its grip with finger, pen or mouse. Dropped over the list it goes to the place between the
 * items there, counted without itself; dropped below the list, or beside the page, to none (null).
 */
export function draggable(
  grip: HTMLElement,
  item: HTMLElement,
  list: HTMLElement,
  drop: (place: number | null) => void,
): void {
  grip.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) {
      return;
    }
    event.preventDefault();
    grip.setPointerCapture(event.pointerId);
    follow(event, grip, item, list, drop);
  });
}

function follow(
  start: PointerEvent,
  grip: HTMLElement,
  item: HTMLElement,
  list: HTMLElement,
  drop: (place: number | null) => void,
): void {
  const marker = h("li", { class: "hustings-drop", "aria-hidden": "true" });
  const others = Array.from(list.children).filter((other) => other !== item);
  const startScroll = window.scrollY;
  const wasHidden = list.hidden;
  let y = start.clientY;
  let place: number | null = null;
  let frame = 0;
  item.classList.add("hustings-rank--dragged");
  list.hidden = false;

  const paint = (): void => {
    if (!item.isConnected) {
      finish(false);
      return;
    }
    const by = y < EDGE ? -SPEED : y > window.innerHeight - EDGE ? SPEED : 0;
    window.scrollBy(0, by);
    item.style.transform = `translateY(${y - start.clientY + window.scrollY - startScroll}px)`;
    place = placeAt(y, list, others);
    if (place === null) {
      marker.remove();
    } else {
      list.insertBefore(marker, others[place] ?? null);
    }
    frame = requestAnimationFrame(paint);
  };
  const finish = (dropped: boolean): void => {
    cancelAnimationFrame(frame);
    marker.remove();
    item.style.transform = "";
    item.classList.remove("hustings-rank--dragged");
    list.hidden = wasHidden;
    controller.abort();
    if (dropped) {
      drop(place);
    }
  };
  const controller = new AbortController();
  const { signal } = controller;
  grip.addEventListener(
    "pointermove",
    (event) => {
      y = event.clientY;
    },
    { signal },
  );
  grip.addEventListener(
    "pointerup",
    () => {
      finish(true);
    },
    { signal },
  );
  grip.addEventListener(
    "pointercancel",
    () => {
      finish(false);
    },
    { signal },
  );
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.key === "Escape") {
        finish(false);
      }
    },
    { signal },
  );
  paint();
}

function placeAt(y: number, list: HTMLElement, others: readonly Element[]): number | null {
  const below = others.findIndex((other) => {
    const { top, height } = other.getBoundingClientRect();
    return y < top + height / 2;
  });
  return below >= 0 ? below : y < list.getBoundingClientRect().bottom + EDGE / 2 ? others.length : null;
}
