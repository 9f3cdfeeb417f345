"""What every page must stand: axe's rules for WCAG 2.2 AA, and a telephone's width."""

from pathlib import Path

from playwright.sync_api import Page
from tests.browser.every_page import note

AXE = Path(__file__).parents[2] / "frontend/node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = (320, 390, 1280)
STICKING_OUT = """[...document.querySelectorAll("body *")]
    .filter(element => element.getBoundingClientRect().right > window.innerWidth && !element.closest(".site-scroll"))
    .map(element => element.outerHTML.slice(0, 120))"""


def assert_accessible(page: Page) -> None:
    """Fail with a list of the rules broken on the page as it is shown now, and of the elements that break them."""
    page.wait_for_load_state()  # a click returns as soon as the next page begins to arrive
    note(page.url)
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE.read_text())
    # All that is well on the page takes four times as long to hand over as to find.
    found = page.evaluate("async rules => (await axe.run({runOnly: rules})).violations", RULES)
    told = [f"{rule['id']}: {rule['help']}\n    {node['html']}" for rule in found for node in rule["nodes"]]
    assert not told, f"{page.url}\n" + "\n".join(told)


def assert_fits(page: Page) -> None:
    """Fail if the page must be scrolled sideways at a telephone's width or at a desk's."""
    before = page.viewport_size
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{page.url} is {wide} pixels wide on a screen of {width}: {page.evaluate(STICKING_OUT)}"
    if before:
        page.set_viewport_size(before)
