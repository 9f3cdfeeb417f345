"""The electors of a rehearsal: each signs in with a mailed code, makes a ballot and casts it over HTTP."""

import http.cookiejar
import json
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from hustings import voting
from hustings.site.rehearsal import mailbox
from hustings.site.rehearsal.script import Part

LINK = r"/vote/(\w+)/#([\w-]+)"
CODE = r"\b(\d{4} \d{4})\b"


class RehearsalError(Exception):
    """Something in the rehearsal did not go as it must. The message is for the returning officer."""


@dataclass(frozen=True)
class Cast:
    """A receipt that an elector holds, and how long the server took to give it."""

    tracking_number: str
    height: int
    seconds: float


class Browser:
    """As much of a browser as a voter needs: cookies, forms and JSON, without proxies."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.cookies = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(self.cookies)
        )

    def _token(self) -> str:
        return next((cookie.value or "" for cookie in self.cookies if cookie.name == "csrftoken"), "")

    def get(self, path: str) -> str:
        return self._send(self._request(path))

    def submit(self, path: str, fields: dict[str, str]) -> str:
        body = urlencode({**fields, "csrfmiddlewaretoken": self._token()}).encode()
        return self._send(self._request(path, body))

    def post_json(self, path: str, value: Any, token: str) -> Any:
        headers = {"Content-Type": "application/json", "X-CSRFToken": token}
        return json.loads(self._send(self._request(path, json.dumps(value).encode(), headers)))

    def _request(self, path: str, body: bytes | None = None, headers: Any = None) -> urllib.request.Request:
        return urllib.request.Request(self.base + path, body, headers or {})  # noqa: S310 - the rehearsal's own server

    def _send(self, request: urllib.request.Request) -> str:
        try:
            with self.opener.open(request, timeout=120) as answer:
                return answer.read().decode()
        except urllib.error.HTTPError as error:
            text = error.read().decode(errors="replace")[:500]
            raise RehearsalError(
                f"{request.get_method()} {request.full_url} was answered {error.code}: {text}"
            ) from error


@lru_cache(maxsize=4)
def _setup(base: str, uuid: str) -> voting.Setup:
    """The election as the board publishes it; each process of electors reads it once."""
    browser = Browser(base)
    return voting.parse_setup(
        *(browser.get(f"/vote/{uuid}/{name}.json") for name in ("election", "trustees", "credentials"))
    )


def vote(base: str, mail: Path, candidates: tuple[str, ...], part: Part) -> list[Cast]:
    """Play one elector: read the letter with the link, sign in, vote, and vote again if the script says so."""
    link, read = mailbox.latest(mail, part.email, LINK)
    uuid, credential = link.groups()
    browser = Browser(base)
    browser.get("/sign-in/")
    browser.submit("/sign-in/", {"typed": part.number})
    code, _ = mailbox.latest(mail, part.email, CODE, after=read)
    browser.submit("/sign-in/code/", {"code": code[1]})
    facts = json.loads(browser.get(f"/vote/{uuid}/booth.json"))
    if not facts["voter"]:
        raise RehearsalError(f"Elector {part.number} could not sign in.")
    setup = _setup(base, uuid)
    ballots = [part.marks] if part.first_marks is None else [part.first_marks, part.marks]
    return [_cast(browser, facts, setup, credential, [candidates[place] for place in marks]) for marks in ballots]


def _choices(question: voting.Question, chosen: list[str]) -> list[int]:
    if isinstance(question, voting.Ranked):
        return [chosen.index(answer) + 1 if answer in chosen else 0 for answer in question.answers]
    return [int(not chosen)] + [int(answer in chosen) for answer in question.answers]


def _cast(browser: Browser, facts: Any, setup: voting.Setup, credential: str, chosen: list[str]) -> Cast:
    (question,) = setup.election.questions
    ballot = voting.make_ballot(setup, credential, [_choices(question, chosen)])
    began = time.perf_counter()
    receipt = browser.post_json(facts["urls"]["cast"], {"ballot": ballot}, facts["csrf"])
    took = time.perf_counter() - began
    if receipt["tracking_number"] != voting.tracking_number(ballot):
        raise RehearsalError("The server gave a receipt for another ballot than the one that was cast.")
    return Cast(receipt["tracking_number"], receipt["height"], took)
