"""The rehearsal itself: an installation of its own, an election in it, every ballot cast, and the totals compared."""

import json
import os
import tempfile
import time
import urllib.request
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django

from hustings import voting
from hustings.site.rehearsal import mailbox
from hustings.site.rehearsal.comparison import RULE, SEED, stages_agree
from hustings.site.rehearsal.electors import Cast, RehearsalError, vote
from hustings.site.rehearsal.script import Script
from hustings.site.rehearsal.serving import free_port, serving
from hustings.site.rehearsal.trustees import Key, make_keys, open_tally

if TYPE_CHECKING:
    from hustings.accounts.models import User
    from hustings.elections.models import Election

# Django can be set up only once the rehearsal's own installation is named in the environment: hence the late imports.

Say = Callable[[str], None]
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Outcome:
    """What was declared beside what the file says, and what the rehearsal measured.

    `stages` tells whether the stages of a count of rankings agree; `declaration` is the signed document.
    """

    candidates: tuple[str, ...]
    expected: list[int]
    declared: dict[str, int]
    elected: tuple[str, ...]
    electors: int
    ballots: int
    casts: list[float]
    seconds: float
    report: voting.Report
    stages: bool | None
    declaration: str

    @property
    def holds(self) -> bool:
        same = dict(zip(self.candidates, self.expected, strict=True)) == self.declared
        return same and self.stages is not False and self.report.ok and len(self.casts) == self.ballots


def rehearse(script: Script, group: str, clients: int, say: Say, progress: Progress) -> Outcome:
    """Play the script in a new installation that is removed afterwards. Raises RehearsalError."""
    with tempfile.TemporaryDirectory(prefix="hustings-rehearsal-") as name:
        folder = Path(name)
        mail = folder / "mail"
        mail.mkdir()
        port, smtp = free_port(), free_port()
        base = f"http://127.0.0.1:{port}"
        _name_installation(folder / "data", base, smtp)
        office = mailbox.open_office(mail, smtp)
        try:
            django.setup()
            say("an installation of its own, with its register")
            election, keys = _prepare(script, group)
            with serving(port, folder / "server.log"):
                say("the keys, the credentials and their letters")
                _set_up(election)
                began = time.monotonic()
                say(f"{len(script.parts):,} electors vote, {clients} at a time")
                casts = _vote(base, mail, script, clients, progress)
                seconds = time.monotonic() - began
                say(f"the poll is closed; the trustees {'shuffle and ' if script.ranked else ''}open the tally")
                _tally(election, keys)
                archive = folder / "archive.bel"
                _download(base, election, archive)
            say("anybody verifies the archive")
            report = voting.verify(archive)
            declaration = election.declarations.get().document
            (contest,) = json.loads(declaration)["contests"]
            return Outcome(
                script.candidates,
                script.totals,
                {line["name"]: line["votes"] for line in contest["votes"]},
                tuple(contest["elected"]),
                len(script.parts),
                sum(1 if part.first_marks is None else 2 for part in script.parts),
                [cast.seconds for cast in casts],
                seconds,
                report,
                stages_agree(script, contest) if script.ranked else None,
                declaration,
            )
        finally:
            office.stop()
            from django.db import connections

            connections.close_all()


def _name_installation(data: Path, base: str, smtp: int) -> None:
    """Point this process, and those it starts, at the rehearsal's installation and at nothing else."""
    for name in [name for name in os.environ if name.startswith("HUSTINGS_")]:
        del os.environ[name]
    os.environ |= {
        "HUSTINGS_DATA": str(data),
        "HUSTINGS_URL": base,
        "HUSTINGS_SMTP_HOST": "127.0.0.1",
        "HUSTINGS_SMTP_PORT": str(smtp),
        "HUSTINGS_MAIL_PER_SECOND": "0",
        "HUSTINGS_SIGN_INS_PER_ADDRESS": str(10**9),  # all electors live at one address here
        "DJANGO_SETTINGS_MODULE": "hustings.site.settings",
    }


def _prepare(script: Script, group: str) -> tuple["Election", list[Key]]:
    from django.core.management import call_command
    from django.utils import timezone

    from hustings.accounts.actions.organisation import set_up_organisation
    from hustings.accounts.actions.users import grant_roles
    from hustings.accounts.models import Organisation, Role, User
    from hustings.elections.actions.candidates import add_candidate, draw_order
    from hustings.elections.actions.contests import add_contest
    from hustings.elections.actions.elections import create_election, freeze_rolls, set_timetable
    from hustings.elections.actions.preview import see_ballot
    from hustings.elections.models import Candidate, Contest
    from hustings.franchise.actions import create_rule

    call_command("migrate", verbosity=0)
    officer = User.objects.create_user("officer@rehearsal.example", "Rehearsal officer")
    grant_roles(officer, [Role.RETURNING_OFFICER, Role.MEMBERSHIP_SECRETARY, Role.TRUSTEE], by=None)
    set_up_organisation(
        Organisation(name="Rehearsal", help_contact="officer@rehearsal.example", from_email=officer.email), officer
    )
    _import(script, officer)
    rule = create_rule("Members in good standing", {"is": "good_standing"}, officer)
    now = timezone.now()
    election = create_election("Rehearsal", officer, group=group)
    set_timetable(
        election,
        {"freeze_on": now.date(), "opens_at": now, "closes_at": now + timedelta(days=1)},
        officer,
    )
    contest = add_contest(
        election,
        Contest.Kind.SEATS,
        officer,
        title="Rehearsal",
        seats=script.seats,
        rule=RULE if script.ranked else "block",
        min_choices=1,
        max_choices=script.seats,
        eligibility=rule,
    )
    for name in script.candidates:
        add_candidate(contest, name, officer, state=Candidate.State.ACCEPTED)
    draw_order(election, officer)
    freeze_rolls(election, officer)
    keys = make_keys(election, as_group=script.ranked)
    see_ballot(election, officer)
    return election, keys


def _import(script: Script, officer: "User") -> None:
    """Bring the electors into the register as a secretary would, by a file."""
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.utils import timezone

    from hustings.jobs.worker import run_pending
    from hustings.register.actions.imports import check_import, start_import, upload_import
    from hustings.register.models import Member

    today = timezone.now().date()
    lines = ["number,name,email,joined,paid up to"]
    lines += [f"{p.number},Elector {p.number},{p.email},2020-01-01,{today.year + 1}-12-31" for p in script.parts]
    file = SimpleUploadedFile("members.csv", "\n".join(lines).encode())
    taken = upload_import(file, today, add_units=False, by=officer)
    check_import(taken, taken.columns, officer)
    run_pending()
    taken.refresh_from_db()
    start_import(taken, officer)
    run_pending()
    if Member.objects.count() != len(script.parts):
        raise RehearsalError("Not every elector could be imported into the register.")


def _set_up(election: "Election") -> None:
    from hustings.elections.actions.notices import send_notice, send_to_oneself, write_notice
    from hustings.elections.actions.polls import open_poll
    from hustings.elections.actions.setup import set_up_poll
    from hustings.elections.letters import draft
    from hustings.elections.models import Notice

    officer = election.created_by
    _finish(set_up_poll(election, officer))
    election.refresh_from_db()
    words = draft(Notice.Kind.CREDENTIALS)
    notice = write_notice(election, Notice.Kind.CREDENTIALS, words.subject, words.body, officer)
    send_to_oneself(notice, officer)
    _finish(send_notice(notice, officer))
    open_poll(election, officer)


def _finish(job: Any) -> None:
    """Wait until the server's worker has done a job."""
    while not job.is_over:
        time.sleep(0.1)
        job.refresh_from_db()
    if job.state == job.State.FAILED:
        raise RehearsalError(f"{job.task} failed: {job.error}")


def _vote(base: str, mail: Path, script: Script, clients: int, progress: Progress) -> list[Cast]:
    casts: list[Cast] = []
    play = partial(vote, base, mail, script.candidates)
    # Spawned, not forked: an elector's process must not share this one's database connection.
    with ProcessPoolExecutor(clients, get_context("spawn")) as pool:
        for n, made in enumerate(pool.map(play, script.parts, chunksize=4), 1):
            casts += made
            progress(n, len(script.parts))
    return casts


def _tally(election: "Election", keys: list[Key]) -> None:
    from django.utils import timezone

    from hustings.elections.actions.declarations import declare
    from hustings.elections.actions.polls import close_poll
    from hustings.elections.actions.tally import draw_lot, publish_results
    from hustings.elections.models import Board, Election
    from hustings.elections.queries.results import outcomes

    # Nobody may shorten a poll; a rehearsal does not wait for its end, and so moves the end itself.
    Election.objects.filter(pk=election.pk).update(closes_at=timezone.now())
    close_poll(election, election.created_by)
    board = election.boards.get()
    while board.state not in (Board.State.SHUFFLING, Board.State.TALLIED):
        time.sleep(0.1)
        board.refresh_from_db()
    open_tally(board, keys)
    publish_results(election)
    for result in outcomes(election):
        if result.tie is not None:
            draw_lot(result.contest, SEED, election.created_by)
    declare(election, "", election.created_by)


def _download(base: str, election: "Election", path: Path) -> None:
    uuid = election.boards.get().uuid
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(
        f"{base}/board/{uuid}/archive.bel"
    ) as answer:
        path.write_bytes(answer.read())
