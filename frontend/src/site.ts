// Small enhancements of the server's pages. Each page works without them.
import { servePasskeys } from "./pages/passkeys";

const AGAIN_AFTER_MILLISECONDS = 1000;

/** A person who hears the page is taken to what went wrong; everyone else sees it on top. */
function focusErrorSummary(): void {
  document.getElementById("error-summary")?.focus();
}

/** A form with `data-confirm` asks that question first, and no form is sent twice by a double click. */
function guardForms(): void {
  let sentAt = -Infinity;
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented) {
      return;
    }
    const form = event.target as HTMLFormElement;
    const question = form.dataset.confirm;
    const twice = event.timeStamp - sentAt < AGAIN_AFTER_MILLISECONDS;
    if (twice || (question !== undefined && !window.confirm(question))) {
      event.preventDefault();
      return;
    }
    sentAt = event.timeStamp;
  });
}

/**
 * An element with an id and `data-refresh` (seconds) is fetched again from the same address, until it has none. Who
 * waited is then taken on by its link with `data-follow`, if it has one.
 */
function keepFresh(element: HTMLElement): void {
  const seconds = Number(element.dataset.refresh);
  if (!(seconds > 0) || element.id === "") {
    return;
  }
  window.setTimeout(() => {
    void refreshed(element).then((fresh) => {
      const next = fresh.querySelector<HTMLAnchorElement>("a[data-follow]");
      if (next !== null) {
        window.location.replace(next.href);
      }
      keepFresh(fresh);
    });
  }, seconds * 1000);
}

async function refreshed(element: HTMLElement): Promise<HTMLElement> {
  try {
    const response = await fetch(window.location.href, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = page.getElementById(element.id);
    if (!response.ok || fresh === null) {
      return element;
    }
    element.replaceWith(fresh);
    prepareTables(fresh);
    return fresh;
  } catch {
    // The network is away; the next round tries again.
    return element;
  }
}

function prepareTables(within: ParentNode): void {
  keepRoles(within);
  boxWideTables(within);
}

/** Some browsers forget that a table is one when its rows are stacked on a telephone. */
function keepRoles(within: ParentNode): void {
  const roles = {
    "": "table",
    " thead, .site-stacked tbody": "rowgroup",
    " tr": "row",
    " [scope=col]": "columnheader",
    " [scope=row]": "rowheader",
    " td": "cell",
  };
  for (const [part, role] of Object.entries(roles)) {
    within.querySelectorAll(`.site-stacked${part}`).forEach((element) => {
      element.setAttribute("role", role);
    });
  }
}

/** A table wider than the screen scrolls in a box of its own, which the keyboard can reach; the page stays still. */
function boxWideTables(within: ParentNode): void {
  within.querySelectorAll<HTMLTableElement>("table.govuk-table").forEach((table) => {
    if (table.closest(".site-scroll") !== null) {
      return;
    }
    const box = document.createElement("div");
    box.className = "site-scroll";
    table.replaceWith(box);
    box.append(table);
    widths.observe(box);
  });
}

const widths = new ResizeObserver((entries) => {
  for (const { target: box } of entries) {
    if (box.scrollWidth > box.clientWidth) {
      const name = box.querySelector("caption")?.textContent ?? document.querySelector("h1")?.textContent ?? "";
      box.setAttribute("tabindex", "0");
      box.setAttribute("role", "group");
      box.setAttribute("aria-label", name.trim());
    } else {
      ["tabindex", "role", "aria-label"].forEach((attribute) => {
        box.removeAttribute(attribute);
      });
    }
  }
});

focusErrorSummary();
guardForms();
prepareTables(document);
servePasskeys();
document.querySelectorAll<HTMLElement>("[data-refresh]").forEach(keepFresh);
