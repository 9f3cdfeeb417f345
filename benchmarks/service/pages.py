"""Pages of a running site, asked for over HTTP: two web processes and a worker, as `hustings serve` starts them."""

import http.client
import os
import re
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

TIMES = 7
Figures = dict[str, float]


class Browser:
    """Somebody who is signed in, or a program with a token, on one connection."""

    def __init__(self, port: int, session: str = "", token: str = "") -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
        self._headers = {"Cookie": f"sessionid={session}; csrftoken={'c' * 32}", "X-CSRFToken": "c" * 32}
        if token:
            self._headers = {"Authorization": f"Bearer {token}"}

    def get(self, page: str) -> bytes:
        self._connection.request("GET", page, headers=self._headers)
        answer = self._connection.getresponse()
        body = answer.read()
        assert answer.status == 200, f"{page}: {answer.status}"
        return body

    def post(self, page: str, **fields: str) -> http.client.HTTPResponse:
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        self._connection.request("POST", page, urlencode(fields), self._headers | form)
        answer = self._connection.getresponse()
        assert answer.status == 200, f"{page}: {answer.status}"
        return answer


@contextmanager
def site(folder: Path) -> Iterator[dict[str, Browser]]:
    """The site runs in the block; an officer and a member are signed in, and a program has a token."""
    from django.contrib.sessions.backends.db import SessionStore
    from django.db import connection
    from django.test import Client

    from hustings.accounts.models import User
    from hustings.register.actions.tokens import make_token
    from hustings.register.models import Member
    from hustings.site.rehearsal.serving import free_port, serving

    office = Client(SERVER_NAME="127.0.0.1")
    officer = User.objects.get(email="officer@members.example")
    office.force_login(officer)
    _token, secret = make_token("Benchmark", 1, officer, may_read=True, may_write=False)
    theirs = SessionStore()
    theirs["member_id"] = Member.objects.order_by("-pk")[0].pk
    theirs.save()
    connection.close()
    port = free_port()
    environment = os.environ | {"HUSTINGS_URL": f"http://127.0.0.1:{port}"}
    with serving(port, folder / "server.log", environment):
        yield {
            "officer": Browser(port, office.cookies["sessionid"].value),
            "member": Browser(port, theirs.session_key),
            "program": Browser(port, token=secret),
        }


def pages() -> Iterator[tuple[str, str]]:
    """What each page is, and its address; the list pages from their first, a middle and their last page."""
    from django.db.models import Max
    from django.urls import reverse

    from hustings.audit.models import AuditEvent
    from hustings.elections.models import Election
    from hustings.franchise.models import Roll
    from hustings.register.models import Member, MemberImport, Unit

    middle = Member.objects.order_by("name", "number").values_list("number", flat=True)
    region, branch = (Unit.objects.filter(kind=kind)[0] for kind in ("region", "branch"))
    roll, election = Roll.objects.all()[0], Election.objects.order_by("-pk")[0]
    member, notice = Member.objects.order_by("-pk")[0], election.notices.get()
    last_event = AuditEvent.objects.count() // 50
    members = "/office/members/"

    def of_election(name: str, *arguments: object) -> str:
        return reverse(f"elections:{name}", args=[election.slug, *arguments])

    yield "office", "/office/"
    yield "members", members
    yield "members, in the middle", f"{members}?after={middle[middle.count() // 2]}"
    yield "members, the last", f"{members}?before={middle.reverse()[0]}"
    yield "members, many found by words", f"{members}?q=person+high"
    yield "members, many found by a word", f"{members}?q=person"
    yield "members, few found by words", f"{members}?q=Person+7777"
    yield "members, one found by address", f"{members}?q=p{member.pk - 1}%40members.example"
    yield "members, none found", f"{members}?q=nobody+at+all"
    for word in ("good", "arrears", "suspended", "resigned", "lapsed", "excluded", "deceased"):
        yield f"members, standing ‘{word}’", f"{members}?standing={word}"
    yield "members of a branch", f"{members}?unit={branch.pk}"
    yield "members of a region", f"{members}?unit={region.pk}"
    yield "members of a region, in arrears, found by a word", f"{members}?unit={region.pk}&standing=arrears&q=77"
    yield "one member", f"{members}{member.pk}/"
    yield "form to add a member", f"{members}add/"
    yield "units", "/office/units/"
    yield "units, as they were on a day", "/office/units/?on=2026-01-01"
    yield "one unit", f"/office/units/{region.pk}/"
    yield "officers of units", "/office/unit-officers/"
    yield "log", "/office/log/"
    yield "log, the last page", f"/office/log/?page={last_event}"
    yield "log, searched", "/office/log/?search=members_listed"
    yield "jobs", "/office/jobs/"
    yield "imports", "/office/imports/"
    yield "one import", f"/office/imports/{MemberImport.objects.all()[0].pk}/"
    yield "likely duplicates", "/office/duplicates/"
    yield "cards", "/office/cards/"
    yield "erasures", "/office/register/erasures/"
    yield "franchise", "/office/franchise/"
    yield "a rule", f"/office/franchise/rules/{roll.rule_id}/"
    yield (
        "can this member vote?",
        f"/office/franchise/can-vote/?member={member.number}&rule={roll.rule_id}&as_at=2026-09-01",
    )
    yield "a condition about a unit", "/office/franchise/rules/new/unit/"
    yield "one roll, and whether a member is on it", f"/office/rolls/{roll.pk}/?number={member.number}"
    yield "late registrations for a roll", f"/office/rolls/{roll.pk}/late/"
    yield "elections", "/office/elections/"
    yield "one election", of_election("office")
    yield "its poll", of_election("poll")
    yield "its notices", of_election("notices")
    yield "one notice", of_election("notice", notice.pk)
    yield "letters that did not arrive", of_election("undelivered")
    yield "electors without e-mail", of_election("without_email")
    yield "one contest", of_election("office_contest", election.contests.get().pk)
    yield "keys", of_election("keys_overview")
    yield "helpdesk", "/office/helpdesk/"
    yield "helpdesk, an elector found", of_election("helpdesk") + "?q=Person+7777"
    yield "helpdesk, one elector", of_election("helpdesk_elector", member.pk)
    yield "letters", of_election("letters")
    yield "voting papers", of_election("papers")
    yield "evidence", of_election("evidence")
    yield "secretaries of units", "/office/secretaries/"
    yield "marked register", of_election("marked_register")
    yield "cases", "/office/conduct/"
    yield "pool of conduct", "/office/conduct/pool/"
    yield "users", "/office/users/"
    yield "access for programs", "/office/tokens/"
    yield "public: elections", "/elections/"
    yield "public: one election", of_election("election")
    yield "public: turnout", of_election("turnout")
    yield "public: figures of conduct", "/complaints/figures/"
    yield "public: pledges", "/pledges/"
    yield "public: bodies", "/bodies/"
    yield "public: decisions", "/decisions/"
    yield "member: own page", "/me/"
    yield "member: own data", "/me/data/"
    yield "member: leaving", "/me/leaving/"
    yield "member: card", "/me/card/"
    event = Member.objects.aggregate(Max("changed_in"))["changed_in__max"]
    yield "program: members", "/api/members?limit=100"
    yield "program: members, from the middle", f"/api/members?limit=100&after={member.pk // 2}"
    yield "program: members of a region", f"/api/members?limit=100&unit={region.code}"
    yield "program: changed members", "/api/changed-members?limit=100"
    yield "program: changed members, from the middle", f"/api/changed-members?limit=100&since={event}-{member.pk // 2}"
    yield "program: units", "/api/units?limit=100"
    yield "program: who belongs to units", f"/api/unit-memberships?limit=100&after={member.pk // 2}"
    yield "program: what happened to members", f"/api/standing-events?limit=100&after={member.pk // 2}"


def measure_pages(count: int, folder: Path) -> Figures:
    """The median time of each page, and the memory of the largest web process after them."""
    with site(folder) as browsers:
        figures = {}
        for what, address in list(pages()):
            browser = browsers.get(what.partition(":")[0], browsers["officer"])
            browser.get(address)
            before = processor_seconds()
            figures[what] = statistics.median(_took(browser, address) for _ in range(TIMES))
            busy = (processor_seconds() - before) / TIMES
            print(f"{figures[what]:.3f} ({busy:.3f} of a processor) {what}", file=sys.stderr, flush=True)
        figures["largest web process after these pages MB"] = largest_web_process()
        return figures


def _took(browser: Browser, address: str) -> float:
    begun = time.perf_counter()
    browser.get(address)
    return time.perf_counter() - begun


def measure_export(count: int, folder: Path) -> Figures:
    """The whole register is saved as CSV, streamed."""
    with site(folder) as browsers:
        begun = time.perf_counter()
        answer = browsers["officer"].post("/office/members/export/", format="csv")
        answer.read(1000)
        first = time.perf_counter() - begun
        lines = 0
        while chunk := answer.read(1 << 20):
            lines += chunk.count(b"\n")  # there are more: an address has several
        assert lines >= count, lines
        return {
            "first rows of the export": first,
            "export of the whole register": time.perf_counter() - begun,
            "largest web process after the export MB": largest_web_process(),
        }


def largest_web_process() -> float:
    """The resident megabytes of the largest gunicorn process that this one started."""
    sizes = []
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            command, text = status.with_name("cmdline").read_bytes(), status.read_text()
        except OSError:  # it ended meanwhile
            continue
        if b"gunicorn" in command and _is_below(os.getpid(), int(status.parent.name)):
            sizes.append(int(re.search(r"VmRSS:\s+(\d+)", text)[1]) / 1024)
    return max(sizes)


def processor_seconds() -> float:
    """What the site and PostgreSQL have used of the processors so far, to tell their work from others' on a machine."""
    used = 0
    for command in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            name, ticks = command.read_bytes(), command.with_name("stat").read_text().rpartition(")")[2].split()
        except OSError:  # it ended meanwhile
            continue
        ours = b"gunicorn" in name and _is_below(os.getpid(), int(command.parent.name))
        if ours or name.startswith(b"postgres: hustings postgres "):
            used += int(ticks[11]) + int(ticks[12])
    return used / os.sysconf("SC_CLK_TCK")


def _is_below(ancestor: int, process: int) -> bool:
    while process > 1 and process != ancestor:
        process = int(re.search(r"PPid:\s+(\d+)", Path(f"/proc/{process}/status").read_text())[1])
    return process == ancestor
