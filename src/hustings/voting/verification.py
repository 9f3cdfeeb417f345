"""Verifying a public archive: everything that anyone can check without a secret (specification, section 3.5).

It fails closed: what is unknown, missing or cannot be read is a failed check, never an exception.
"""

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path
from typing import BinaryIO

from . import canonical
from .archive import Entry, read_archive
from .ballots import credential_of
from .board import (
    Event,
    Record,
    ballot_records,
    encrypted_tally_records,
    end_ballots_records,
    end_shuffles_records,
    partial_decryption_records,
    read_event,
    result_records,
    setup_records,
    shuffle_records,
)
from .decryption import check_partial_decryption, check_result
from .elections import Setup, parse_setup
from .errors import VotingError
from .shuffles import check_shuffle, needs_shuffles, shuffled_tally
from .tally import EncryptedTally
from .trustees import trustee_name
from .workers import Span, Verdict, Workers

CHECKS = ("archive", "setup", "ballots", "duplicates", "encrypted tally", "shuffles", "partial decryptions", "result")
# Which events may follow which, and how many data records each brings in.
FOLLOWS = {
    "Setup": (),
    "Ballot": ("Setup", "Ballot"),
    "EndBallots": ("Setup", "Ballot"),
    "EncryptedTally": ("EndBallots",),
    "Shuffle": ("EncryptedTally", "Shuffle"),
    "EndShuffles": ("Shuffle",),
    "PartialDecryption": ("EncryptedTally", "EndShuffles", "PartialDecryption"),
    "Result": ("PartialDecryption",),
}
BRINGS = {
    "Setup": 4,
    "Ballot": 1,
    "EndBallots": 0,
    "EncryptedTally": 2,
    "Shuffle": 2,
    "EndShuffles": 0,
    "PartialDecryption": 2,
    "Result": 1,
}
NOT_REACHED = "not reached"
NOT_YET = "not on the board yet"
SHOWN = 20  # refused ballots named in a detail

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Check:
    """One thing that was checked; `detail` says what was found, and where."""

    name: str
    ok: bool
    detail: str


@dataclass(frozen=True)
class Report:
    """What `verify` found. `ballots` are those on the board, `accepted` those that pass every check."""

    ok: bool
    checks: tuple[Check, ...]
    ballots: int
    accepted: int
    result: canonical.Json

    @property
    def cause(self) -> Check | None:
        """The check that failed, the first of them if there are several."""
        return next((check for check in self.checks if not check.ok and check.detail != NOT_REACHED), None)


class _Failed(Exception):  # noqa: N818 - it ends a verification, it is no error of ours
    def __init__(self, check: str, detail: str) -> None:
        super().__init__(detail)
        self.check = check


@dataclass
class _Step:
    """An event with the data records before it, whose shape and chaining were checked."""

    event: Event
    data: list[Entry]
    entry: Entry

    @property
    def bodies(self) -> list[str]:
        return [entry.record.body for entry in self.data]

    @property
    def chain(self) -> tuple[str, int]:
        """Parent and height, which are those that the event before demands."""
        return self.event.parent or "", self.event.height

    def owned(self) -> tuple[int, str]:
        """The number of the trustee who made what the event brings in, and its text."""
        text, record = self.bodies
        owner, _ = canonical.fields(canonical.parse(record, "The owner's record"), "It", "owner", "payload")
        return canonical.number(owner, "The owner"), text

    @property
    def place(self) -> str:
        return f"{self.event.kind[:40]} event at height {self.event.height} (record {self.entry.place})"

    @property
    def records(self) -> list[Record]:
        return [entry.record for entry in [*self.data, self.entry]]

    def must_be(self, expected: list[Record]) -> None:
        """Check that the records are exactly those that we would have written."""
        for record, wanted in zip(self.records, expected, strict=True):
            if record != wanted:
                raise VotingError(
                    f"The record {record.name[:12]}... is not what belongs there: its name is "
                    "not the hash of its content, or it refers to other records, or it has other fields."
                )


@contextmanager
def _blaming(check: str, step: _Step) -> Iterator[None]:
    """Let whatever is refused within be a failure of this check, at this place."""
    try:
        yield
    except VotingError as error:
        raise _Failed(check, f"{step.place}: {error}") from None


@dataclass
class _Verification:
    """The state of a verification while the archive streams by."""

    path: Path
    size: int
    progress: Progress
    accept_2_0_threshold: bool = False
    trusted_size: int = 0
    done: dict[str, str] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)
    ballots: int = 0
    accepted: int = 0
    event_ends: int = 0
    since_size: int | None = None
    since_on_event: bool = False
    last: dict[str, Span] = field(default_factory=dict)
    seen: set[bytes] = field(default_factory=set)
    ranked: bool = False
    shufflers: set[int] = field(default_factory=set)
    partials: dict[int, str] = field(default_factory=dict)
    result: canonical.Json = None

    def run(self, file: BinaryIO) -> None:
        steps = self._steps(file)
        first = next(steps, None)
        if first is None:
            raise _Failed("archive", "The archive holds no Setup event.")
        setup = self._setup(first)
        workers = Workers(setup)
        try:
            step = self._ballots(steps, workers)
            tally: EncryptedTally | None = None
            while step is not None:
                if step.event.kind == "EndBallots":
                    with _blaming("archive", step):
                        step.must_be(end_ballots_records(*step.chain))
                elif step.event.kind == "EncryptedTally":
                    tally = self._tally(step, workers)
                elif tally is not None and step.event.kind == "Shuffle":
                    tally = self._shuffle(step, setup, tally, workers)
                elif step.event.kind == "EndShuffles":
                    with _blaming("archive", step):
                        step.must_be(end_shuffles_records(*step.chain))
                elif tally is not None and step.event.kind == "PartialDecryption":
                    self._partial(step, setup, tally, workers)
                elif tally is not None:
                    self._result(step, setup, tally, workers)
                self.progress(step.entry.end, self.size)
                step = next(steps, None)
        finally:
            workers.close()

    def _steps(self, file: BinaryIO) -> Iterator[_Step]:
        """The events with their data, in an order and chain that is checked."""
        previous: _Step | None = None
        data: list[Entry] = []
        count = 0
        try:
            for entry in read_archive(file, self.size):
                count = entry.place
                if not entry.is_event:
                    data.append(entry)
                    if len(data) > max(BRINGS.values()):
                        raise VotingError(f"Record {entry.place} is one more than any event brings in.")
                    continue
                step = _Step(read_event(entry.record.body, f"The event in record {entry.place}"), data, entry)
                _check_order(previous, step)
                yield step
                self.event_ends = entry.end
                self.since_on_event |= entry.end == self.since_size
                previous, data = step, []
        except VotingError as error:
            raise _Failed("archive", str(error)) from None
        if data:
            raise _Failed("archive", f"Record {data[0].place} and what follows it belong to no event.")
        self.done["archive"] = f"{count} records, byte for byte as the format writes them"

    def _setup(self, step: _Step) -> Setup:
        election, trustees, credentials, _ = step.bodies
        with _blaming("setup", step):
            step.must_be(setup_records(election, trustees, credentials))
            setup = parse_setup(election, trustees, credentials, accept_2_0_threshold=self.accept_2_0_threshold)
        self.ranked = needs_shuffles(setup)
        self.done["setup"] = (
            f"{_counted(len(setup.election.questions), 'question')}, {_counted(len(setup.trustees), 'trustee')}, "
            f"{_counted(len(setup.weights), 'credential')} of total weight {setup.total_weight}"
        )
        return setup

    def _ballots(self, steps: Iterator[_Step], workers: Workers) -> _Step | None:
        """Check the ballots; the step after the last of them, if there is one."""
        after: list[_Step] = []
        taken: deque[_Step] = deque()

        def texts() -> Iterator[str]:
            for step in steps:
                if step.event.kind != "Ballot":
                    after.append(step)
                    return
                with _blaming("archive", step):
                    step.must_be(ballot_records(*step.chain, step.bodies[0]))
                if step.entry.end <= self.trusted_size:
                    with _blaming("ballots", step):
                        self._take(step.data[0], Verdict(credential_of(step.bodies[0]), ""))
                    continue
                taken.append(step)
                yield step.bodies[0]

        for verdict in workers.check(texts()):
            self._take(taken.popleft().data[0], verdict)
        self.done["ballots"] = f"{self.ballots} ballots of {len(self.last)} credentials: proofs and signatures hold"
        self.done["duplicates"] = "no ballot occurs twice"
        return after[0] if after else None

    def _take(self, entry: Entry, verdict: Verdict) -> None:
        """Note a ballot and what was found of it."""
        digest = bytes.fromhex(entry.record.digest)
        self.ballots += 1
        if verdict.credential is None:
            self.refused.append(f"ballot {self.ballots}, record {entry.place}: {verdict.refusal}")
        else:
            self.accepted += 1
            self.last[verdict.credential] = Span(entry.body_at, len(entry.record.body.encode()), digest)
        if digest in self.seen:
            self.repeated.append(f"ballot {self.ballots}, record {entry.place}")
        self.seen.add(digest)
        self.progress(entry.end, self.size)

    def _tally(self, step: _Step, workers: Workers) -> EncryptedTally:
        with _blaming("encrypted tally", step):
            tally = workers.tally(self.path, sorted(self.last.values())).close()
            if step.records != encrypted_tally_records(*step.chain, tally):
                raise VotingError(
                    f"It is not the product of the last ballots of {tally.num_tallied} credentials "
                    f"of total weight {tally.total_weight}, or is written otherwise."
                )
        self.done["encrypted tally"] = f"recomputed from {tally.num_tallied} ballots of weight {tally.total_weight}"
        return tally

    def _shuffle(self, step: _Step, setup: Setup, tally: EncryptedTally, workers: Workers) -> EncryptedTally:
        """Check a shuffle; what it makes of the tally."""
        with _blaming("shuffles", step):
            owner, text = step.owned()
            step.must_be(shuffle_records(*step.chain, owner, text))
            if not self.ranked:
                raise VotingError("The election has no ranked question, so there is nothing to shuffle.")
            if owner in self.shufflers:
                raise VotingError(f"There is a second shuffle of {trustee_name(setup.trustees, owner)}.")
            check_shuffle(setup, tally.text, owner, text, workers)
            self.shufflers.add(owner)
            tally = shuffled_tally(setup, tally, text)
        number = len(self.shufflers)
        self.done["shuffles"] = (
            f"the proof of {number} shuffle holds" if number == 1 else f"the proofs of {number} shuffles hold"
        )
        return tally

    def _partial(self, step: _Step, setup: Setup, tally: EncryptedTally, workers: Workers) -> None:
        with _blaming("partial decryptions", step):
            if self.ranked and not self.shufflers:
                raise VotingError("Ranked ballots were opened before they were shuffled.")
            owner, text = step.owned()
            step.must_be(partial_decryption_records(*step.chain, owner, text))
            if owner in self.partials:
                raise VotingError(f"There is a second share of {trustee_name(setup.trustees, owner)}.")
            check_partial_decryption(setup, tally.text, owner, text, workers)
            self.partials[owner] = text
        self.done["partial decryptions"] = f"the proofs of {len(self.partials)} of {len(setup.trustees)} trustees hold"

    def _result(self, step: _Step, setup: Setup, tally: EncryptedTally, workers: Workers) -> None:
        with _blaming("result", step):
            step.must_be(result_records(*step.chain, step.bodies[0]))
            self.result = check_result(setup, tally, self.partials, step.bodies[0], workers)
        self.done["result"] = "it follows from the partial decryptions"


def _check_order(previous: _Step | None, step: _Step) -> None:
    event = step.event
    if event.kind not in FOLLOWS:
        raise VotingError(f"The {step.place} is of a kind that this release cannot check.")
    if previous is None:
        if event.kind != "Setup" or event.parent is not None or event.height != 0:
            raise VotingError(f"The first event is the {step.place} and must be a Setup event at height 0.")
    else:
        if previous.event.kind not in FOLLOWS[event.kind]:
            raise VotingError(f"The {step.place} cannot follow the {previous.place}.")
        if event.parent != previous.entry.record.digest or event.height != previous.event.height + 1:
            raise VotingError(f"The {step.place} is not chained to the {previous.place}.")
    if len(step.data) != BRINGS[event.kind]:
        raise VotingError(f"The {step.place} brings in {len(step.data)} records and must bring {BRINGS[event.kind]}.")


def _check_since(verification: _Verification, old: Path) -> str:
    """Compare byte for byte with an earlier state of the board. Raises _Failed."""
    with old.open("rb") as before, verification.path.open("rb") as now:
        at = 0
        while chunk := before.read(1 << 20):
            if now.read(len(chunk)) != chunk:
                raise _Failed(
                    "since", f"Something of {old} was removed or changed, between byte {at} and the next megabyte."
                )
            at += len(chunk)
    if not verification.since_on_event:
        raise _Failed("since", f"{old} does not end with an event, so it is no state of this board.")
    return f"nothing of {old} was removed or changed; {verification.event_ends - at} bytes were added"


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _nothing(done: int, total: int) -> None:
    pass


def verify(
    path: str | PathLike[str],
    *,
    since: str | PathLike[str] | None = None,
    since_is_verified: bool = False,
    accept_2_0_threshold: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Check everything that is public about an election, on all cores.

    `since` is an earlier copy of the archive, of which nothing may have been removed or changed; whoever has verified
    that copy may say so, and then the proofs of its ballots are not checked again. `progress` is called with the bytes
    done and the bytes in all. `accept_2_0_threshold` lets threshold trustees pass in the formats of releases 2.0 and
    2.5, which sign less than later ones. Never raises on bad input: every failure is in the report.
    """
    failures: dict[str, str] = {}
    verification = _Verification(Path(path), 0, progress or _nothing, accept_2_0_threshold)
    try:
        verification.since_size = Path(since).stat().st_size if since is not None else None
        verification.trusted_size = (verification.since_size or 0) if since_is_verified else 0
        with Path(path).open("rb") as file:
            verification.size = file.seek(0, 2)
            file.seek(0)
            verification.run(file)
            verification.progress(verification.size, verification.size)
        if since is not None:
            verification.done["since"] = _check_since(verification, Path(since))
    except _Failed as failure:
        failures[failure.check] = str(failure)
    except OSError as error:
        failures["since" if since is not None and error.filename == str(since) else "archive"] = (
            f"The file {error.filename} cannot be read: {error.strerror}."
        )
    except Exception as error:
        # Whatever this is, it was not verified; a verifier that dies says less than one that refuses.
        failures["archive"] = f"The verification broke off: {type(error).__name__}: {error}."
    return _report(verification, failures, CHECKS if since is None else (*CHECKS, "since"))


def _report(verification: _Verification, failures: dict[str, str], names: tuple[str, ...]) -> Report:
    stopped = bool(failures)
    for name, places in (("ballots", verification.refused), ("duplicates", verification.repeated)):
        if places:
            more = f"; and {len(places) - SHOWN} more" if len(places) > SHOWN else ""
            failures[name] = "; ".join(places[:SHOWN]) + more
    checks = []
    for name in names:
        if name == "shuffles" and not verification.ranked and name not in failures:
            continue
        if name in failures:
            checks.append(Check(name, False, failures[name]))
        elif name in verification.done:
            checks.append(Check(name, True, verification.done[name]))
        elif stopped:
            checks.append(Check(name, False, NOT_REACHED))
        else:
            checks.append(Check(name, True, NOT_YET))
    ok = all(check.ok for check in checks)
    return Report(ok, tuple(checks), verification.ballots, verification.accepted, verification.result if ok else None)
