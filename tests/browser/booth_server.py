"""A small server that keeps the contract of the static pages, with real elections and faults on demand."""

import json
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from hustings import voting
from hustings.elections.views.exchange import PAGE_POLICY

BUILD = Path(__file__).parents[2] / "src/hustings/site/static/build"
TYPES = {".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".json": "application/json"}


@dataclass
class Poll:
    """An election with its keys, and what the server was sent."""

    uuid: str
    setup: voting.Setup
    records: dict[str, str]
    keys: list[voting.TrusteeKey]
    credentials: list[str]
    facts: dict[str, Any]
    ballots: list[str] = field(default_factory=list)
    #: Challenged ballots by tracking number.
    challenged: dict[str, str] = field(default_factory=dict)
    #: What happens to the next casts: "lost" (never arrives), "unanswered" (arrives, the answer does not), "changed",
    #: or the status and body of an answer.
    faults: list[Any] = field(default_factory=list)
    desk: dict[str, Any] = field(default_factory=dict)
    authority: dict[str, Any] = field(default_factory=dict)
    posted: dict[str, Any] = field(default_factory=dict)
    #: What the addresses of a desk answer, by path.
    answers: dict[str, Any] = field(default_factory=dict)

    def challenge(self, ballot: str) -> tuple[int, dict[str, Any]]:
        """Keep a ballot as the real server does, never to be cast."""
        checked = voting.check_ballot(self.setup, ballot)
        if ballot in self.ballots:
            return 409, {"error": "This ballot was cast already."}
        self.challenged[checked.tracking_number] = ballot
        return 201, {"tracking_number": checked.tracking_number}

    def cast(self, ballot: str) -> tuple[int, dict[str, Any]]:
        """Check a ballot as the real server does, and answer as it does."""
        try:
            checked = voting.check_ballot(self.setup, ballot)
        except voting.BallotRefused as refused:
            return 422, {"error": str(refused), "check": refused.check}
        if checked.tracking_number in self.challenged:
            return 422, {"error": "This ballot was challenged.", "check": "challenged"}
        if ballot not in self.ballots:
            self.ballots.append(ballot)
        height = self.ballots.index(ballot) + 1
        return 201, {
            "tracking_number": checked.tracking_number,
            "height": height,
            "head": "5f" * 32,
            "received": "2026-11-22T16:00:00+00:00",
            "board": self.uuid,
            "signature": "c2lnbmF0dXJl",
            "statement": json.dumps({"tracking_number": checked.tracking_number}),
            "revote": height > 1,
        }


def new_poll(group: str, questions: Sequence[voting.Question], notes: list[dict[str, Any]]) -> Poll:
    """A poll that is open, with one signed-in elector."""
    uuid = voting.new_uuid()
    keys = [voting.new_trustee_key(group) for _ in range(2)]
    trustees = voting.trustees_record(group, [key.public for key in keys])
    election = voting.election_record(
        uuid=uuid, name="Committee 2026", description="", group=group, questions=questions, trustees=trustees
    )
    credentials = [voting.new_credential() for _ in range(3)]
    record = voting.credentials_record(group, ((voting.public_credential(group, uuid, c), 1) for c in credentials))
    facts = {
        "name": "Committee 2026",
        "organisation": "The Fell and Coast Walkers’ Society",
        "state": "open",
        "opens_text": "9 November 2026, 09:00 (Europe/London)",
        "closes": "2026-11-30T18:00:00Z",
        "closes_text": "30 November 2026, 18:00 (Europe/London)",
        "voter": {
            "name": "Ada Member",
            "number": "M-1",
            "on_roll": True,
            "why_not": "",
            "weight": 1,
            "voted_before": False,
        },
        "questions": notes,
        "trust": "Your vote stays secret unless both trustees, Una Trustee and Ian Trustee, act together.",
        "help": "the returning officer, officer@example.org",
        "csrf": "token",
        "language": "en",
        "urls": {
            "sign_in": "/sign-in/",
            "cast": f"/vote/{uuid}/cast",
            "challenge": f"/vote/{uuid}/challenge",
            "board": f"/board/{uuid}/",
            "trust": "/trust/",
            "home": "/me/",
            "candidates": "/candidates/",
        },
    }
    records = {"election.json": election, "trustees.json": trustees, "credentials.json": record}
    setup = voting.parse_setup(election, trustees, record)
    return Poll(uuid, setup, records, keys, credentials, facts)


class _Handler(BaseHTTPRequestHandler):
    poll: Poll

    def log_message(self, *_: object) -> None:
        pass

    def _answer(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", PAGE_POLICY)
        self.end_headers()
        self.wfile.write(body)

    def _json(self, value: Any, status: int = 200) -> None:
        self._answer(status, json.dumps(value).encode(), "application/json")

    def do_GET(self) -> None:
        poll, path = self.poll, unquote(self.path.partition("?")[0])
        name = path.rpartition("/")[2]
        pages = {
            f"/vote/{poll.uuid}/": "booth.html",
            "/check-ballot/": "check.html",
            "/trustee/1/": "trustee.html",
            "/credentials/1/": "credentials.html",
        }
        file = pages.get(path) or (path.removeprefix("/static/build/") if path.startswith("/static/build/") else None)
        if file is not None:
            built = BUILD / file
            self._answer(200, built.read_bytes(), TYPES[built.suffix])
        elif name == "booth.json":
            self._json(poll.facts)
        elif "/challenged/" in path:
            found = poll.challenged.get(path.partition("/challenged/")[2].removesuffix(".json"))
            self._json({"ballot": found} if found else {"error": "There is none."}, 200 if found else 404)
        elif name in poll.records:
            self._answer(200, poll.records[name].encode(), "application/json")
        elif path == "/trustee/1/desk.json":
            self._json(poll.desk)
        elif path == "/credentials/1/desk.json":
            self._json(poll.authority)
        elif path in poll.answers:
            self._json(poll.answers[path])
        elif name == "setup":
            self._json({key.removesuffix(".json"): text for key, text in poll.records.items()})
        elif name == "tally":
            self._json({"tally": voting.encrypted_tally(poll.setup, poll.ballots).text})
        else:
            self._answer(200, b"<!doctype html><title>Elsewhere</title>", TYPES[".html"])

    def do_POST(self) -> None:
        poll = self.poll
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.headers["X-CSRFToken"] != "token":
            self._json({"error": "The token is missing."}, 403)
        elif self.path.endswith("/challenge"):
            status, answer = poll.challenge(body["ballot"])
            self._json(answer, status)
        elif not self.path.endswith("/cast"):
            poll.posted[self.path] = body
            self._json({"ok": True}, 201)
        else:
            self._cast(body["ballot"], poll.faults.pop(0) if poll.faults else None)

    def _cast(self, ballot: str, fault: Any) -> None:
        if fault == "lost":
            self.connection.close()
        elif fault == "unanswered":
            self.poll.cast(ballot)
            self.connection.close()
        elif fault == "changed":
            status, answer = self.poll.cast(ballot)
            self._json({**answer, "tracking_number": "A" * 43}, status)
        elif fault is not None:
            self._json(fault[1], fault[0])
        else:
            status, answer = self.poll.cast(ballot)
            self._json(answer, status)


class BoothServer:
    """Serves one poll on a free port until it is closed."""

    def __init__(self, poll: Poll) -> None:
        handler = type("Handler", (_Handler,), {"poll": poll})
        self.poll = poll
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def booth(self) -> str:
        return f"{self.url}/vote/{self.poll.uuid}/"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
