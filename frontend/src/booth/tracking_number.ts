import { h } from "../pages/dom.ts";

/** A tracking number in a frame, large enough to be copied by hand. */
export function trackingNumberBox(label: string, tracking: string): HTMLElement {
  return h(
    "div",
    { class: "hustings-number" },
    h("p", { class: "govuk-body hustings-number__label", id: "tracking-label" }, label),
    h(
      "p",
      { class: "govuk-body hustings-number__value", "aria-labelledby": "tracking-label", id: "tracking" },
      tracking,
    ),
  );
}
