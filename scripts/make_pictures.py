"""Pictures of the main pages for docs/, from the demonstration: `make pictures`.

Makes a demonstration in a folder of its own, opens each page in Chromium as the person whose page it is, on a telephone
and at a desk, and writes what is seen first into docs/pictures, which docs/pictures.md shows.
"""

import argparse
import io
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from hustings.site.rehearsal.serving import free_port

FOLDER = Path(__file__).parent.parent / "docs" / "pictures"
SCREENS = {"desk": (1280, 900), "telephone": (390, 780)}
SHOWN = {"desk": (960, 675), "telephone": (390, 780)}
QUALITY = 65
NOBODY = ""
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
MAKING_SECONDS = 900


@dataclass(frozen=True)
class Picture:
    """A page as one of the demonstration's people sees it: from `address` on, by patterns of what is pressed."""

    name: str
    who: str
    address: str
    steps: tuple[str, ...] = ()
    down_to: str = ""  # the words at the top of the picture, if they stand further down


PICTURES = (
    Picture("result", NOBODY, "/elections/conference-arrangements/result/"),
    Picture("ranked-result", NOBODY, "/elections/editors-of-the-journal/result/", down_to="Stages"),
    Picture("departures", NOBODY, "/elections/conference-arrangements/departures/"),
    Picture("candidates", NOBODY, "/elections/committee-election/candidates/"),
    Picture("turnout", NOBODY, "/elections/committee-election/turnout/"),
    Picture("trust", NOBODY, "/elections/committee-election/trust/"),
    Picture("instrument", NOBODY, "/instruments/northern-code-on-bullying/"),
    Picture("pledges", NOBODY, "/pledges/8/"),
    Picture("body", NOBODY, "/bodies/northern-council/"),
    Picture("decisions", NOBODY, "/decisions/"),
    Picture("complaints", NOBODY, "/complaints/"),
    Picture("complaint-figures", NOBODY, "/complaints/figures/"),
    Picture("my-page", "voter", "/me/"),
    Picture("my-page-no-vote", "not-on-the-roll", "/me/", ("Why",)),
    Picture("card", "voter", "/me/card/", ("Make my card|make a new one",)),
    Picture("leaving", "voter", "/me/leaving/"),
    Picture("my-data", "voter", "/me/data/"),
    Picture("booth", "voter", "/demo/as/voter/?ballot", ("Start voting",)),
    Picture("members", "membership-secretary", "/office/members/"),
    Picture("member", "membership-secretary", "/office/members/1/"),
    Picture("rule", "returning-officer", "/office/franchise/", ("Members for six months",)),
    Picture("office", "returning-officer", "/office/"),
    Picture("check-list", "returning-officer", "/office/elections/election-of-auditors/"),
    Picture("poll", "returning-officer", "/office/elections/committee-election/poll/"),
    Picture("log", "administrator", "/office/log/"),
)


def take(browser: Browser, base: str, picture: Picture) -> dict[str, bytes]:
    """What the person sees first, on each screen, as WebP."""
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    if picture.who:
        _open(page, f"{base}/demo/as/{picture.who}/")
    _open(page, base + picture.address)
    for pattern in picture.steps:
        words = re.compile(pattern)
        pressed = page.get_by_role("link", name=words).or_(page.get_by_role("button", name=words))
        pressed.or_(page.locator("summary", has_text=words)).first.click()
        page.wait_for_load_state("networkidle")
    taken = {screen: _seen(page, picture, screen) for screen in SCREENS}
    context.close()
    return taken


def _seen(page: Page, picture: Picture, screen: str) -> bytes:
    width, height = SCREENS[screen]
    page.set_viewport_size({"width": width, "height": height})
    top = page.get_by_text(picture.down_to).first.bounding_box() if picture.down_to else None
    page.evaluate("down => window.scrollBy(0, down)", top["y"] - 20 if top else 0)
    drawn = io.BytesIO()
    image = Image.open(io.BytesIO(page.screenshot())).resize(SHOWN[screen])
    image.save(drawn, "WEBP", quality=QUALITY, method=6)
    return drawn.getvalue()


def _open(page: Page, address: str) -> None:
    answer = page.goto(address, wait_until="networkidle")
    if answer is None or answer.status != 200:
        raise SystemExit(f"{address} answers {answer and answer.status}: correct PICTURES.")


@contextmanager
def demonstration() -> Iterator[str]:
    """The address of a demonstration that is made for the block, and served in it."""
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "hustings", "demo", "--port", str(port), "--data", f"{folder}/demo"]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
            try:
                _wait_for(base, server)
                yield base
            finally:
                server.terminate()


def _wait_for(base: str, server: "subprocess.Popen[bytes]") -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    until = time.monotonic() + MAKING_SECONDS
    while time.monotonic() < until and server.poll() is None:
        with suppress(OSError):
            opener.open(base, timeout=5).close()
            return
        time.sleep(0.5)
    raise SystemExit("The demonstration did not start.")


def main() -> None:
    """Take all pictures, or those named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="only these pictures")
    parser.add_argument("--at", help="the address of a demonstration that is served already")
    parser.add_argument("--to", type=Path, default=FOLDER, help="the folder to write to")
    given = parser.parse_args()
    given.to.mkdir(parents=True, exist_ok=True)
    with nullcontext(given.at) if given.at else demonstration() as base, sync_playwright() as playwright:
        chromium = shutil.which("chromium") or "/usr/bin/chromium"
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for picture in PICTURES:
            if picture.name in given.names or not given.names:
                for screen, image in take(browser, base, picture).items():
                    (given.to / f"{picture.name}-{screen}.webp").write_bytes(image)
        browser.close()


if __name__ == "__main__":
    main()
