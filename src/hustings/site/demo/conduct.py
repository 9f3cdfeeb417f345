"""Cases under what the council adopted: those of last year closed, and one at every stage for a visitor to find.

Everything goes through the actions that a real installation uses, on days that lie back as far as each case asks.
"""

import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings as configured

from hustings.accounts.models import User
from hustings.conduct import receipts
from hustings.conduct.actions import appeals, findings, notice, panels, settings, triage
from hustings.conduct.actions.complaints import receive
from hustings.conduct.deadlines import today
from hustings.conduct.models import Case, ConductRules, SanctionKind
from hustings.conduct.people import Actor, Role
from hustings.conduct.person_keys import make_key
from hustings.conduct.queries.cases import running
from hustings.conduct.sealing import settle_all
from hustings.council.models import Instrument
from hustings.council.queries.instruments import in_force
from hustings.register.models import Member
from hustings.register.queries import in_standing
from hustings.register.standing import Word
from hustings.site.demo import clock
from hustings.site.demo.council import STORY as COUNCIL
from hustings.site.demo.people import SEED

STORY: dict[str, Any] = tomllib.loads(Path(__file__).with_name("conduct.toml").read_text())
PASSPHRASE: str = STORY["passphrase"]
SUSPENDED, NOTIFIED_MEMBER, REVIEWER = "suspended-member", "respondent", "independent-reviewer"
INVESTIGATOR, CHAIR, APPEAL_CHAIR = "investigator", "panel-chair", "appeal-chair"
POOL, CLOSED, BEGAN = 16, 26, 685
# How the cases of last year ended, in turn, and which clause each was about: enough of some for figures to be shown.
ENDED = {
    "D": None,
    "N": ("", ""),
    "W": (SanctionKind.WARNING, ""),
    "A": (SanctionKind.WARNING, "dismissed"),
    "O": (SanctionKind.CONDITIONS, "overturned"),
}
ENDINGS, CLAUSES = "DNWONWADNWONADNWDOWNADWNND", "0102010201012"
# The receipt of the newest complaint, from which a real installation would keep nothing.
RECEIPT = receipts.words_from("demonstration")
# Days after a complaint came in on which each step is taken; those drawn can be objected to for some days.
ACCEPTED, NOTIFIED, ANSWERED, REPORTED, HEARD, FOUND, SANCTIONED, APPEALED, OVER = 2, 3, 9, 30, 31, 38, 40, 48, 70
Step = tuple[int, Callable[[], object]]


class Play:
    """One case, step after step, each on its day."""

    def __init__(
        self,
        days_ago: int,
        officer: User,
        respondent: Member,
        complainant: Member | None,
        place: int,
        words: list[str] | None = None,
    ) -> None:
        self.began, self.place = days_ago, place
        self.officer, self.respondent = Actor(Role.OFFICER, officer), Actor(Role.RESPONDENT, respondent)
        self.words = STORY["cases"][place % len(STORY["cases"])]
        with clock.days_ago(days_ago):
            day = today() - timedelta(days=1)
            version = in_force(_instrument(), day)
            assert version
            clauses = version.identifiers[: len(STORY["cases"])]
            clause = clauses[place % len(clauses)]
            words = words or receipts.words_from(receipts.new_token())
            holder = receive(version, [(clause, day)], self.words["complaint"], words, complainant=complainant)
        self.case: Case = holder.of.case  # type: ignore[union-attr]  # a receipt's

    def until(self, last: int, sanction: str = "", appeal: str = "") -> Case:
        """Take every step up to that day after the complaint came in; the last of all is taken on that day."""
        for day, step in self._steps(sanction, appeal, max(last, OVER)):
            if day <= last:
                with clock.days_ago(self.began - day):
                    step()
        return self.case

    def dismiss(self) -> None:
        """Do not take it up; nobody appeals, and it is closed."""
        assert self.respondent.member
        with clock.days_ago(self.began - ACCEPTED):
            triage.name_respondent(self.case, self.officer, self.respondent.member)
            triage.dismiss(self.case, self.officer, self.words["dismissed"])
        with clock.days_ago(self.began - HEARD):
            findings.close(self.case, self.officer)

    def review(self) -> None:
        """Take it up, and draw the reviewer who decides first."""
        self.until(ACCEPTED)
        with clock.days_ago(self.began - NOTIFIED):
            self._draw(Role.REVIEWER)

    def drawn(self, role: Role) -> Actor:
        """Whoever was drawn first."""
        return Actor(role, running(self.case, role)[0].member)

    def _draw(self, role: Role) -> None:
        panels.draw(self.case, self.officer, role, seed=f"{role} {self.place} {SEED}")

    def _steps(self, sanction: str, appeal: str, over: int) -> Iterator[Step]:
        case, office, words = self.case, self.officer, self.words
        member = self.respondent.member
        assert member
        yield ACCEPTED, lambda: triage.name_respondent(case, office, member)
        yield ACCEPTED, lambda: triage.accept(case, office, words["accepted"])
        yield NOTIFIED, lambda: notice.notify(case, office, words["notice"])
        yield ANSWERED, lambda: notice.answer(case, self.respondent, words["answer"])
        yield ANSWERED, lambda: self._draw(Role.INVESTIGATOR)
        yield REPORTED, lambda: notice.report(case, self.drawn(Role.INVESTIGATOR), words["report"])
        yield HEARD, lambda: self._draw(Role.PANEL)
        yield FOUND, lambda: self._find(bool(sanction))
        if sanction:
            yield SANCTIONED, lambda: self._sanction(sanction)
        if appeal:
            yield APPEALED, lambda: appeals.appeal(case, self.respondent, words["appeal"])
            yield APPEALED, lambda: self._draw(Role.APPEAL_PANEL)
            chair, decision = Role.APPEAL_PANEL, words["overturned" if appeal == "overturned" else "stands"]
            yield over, lambda: appeals.decide_appeal(case, self.drawn(chair), appeal, decision)
        else:
            yield over, lambda: findings.close(case, office)

    def _find(self, upheld: bool) -> None:
        chair, allegation = self.drawn(Role.PANEL), self.case.allegations.get()
        reasons = self.words["upheld" if upheld else "not_upheld"]
        findings.find(self.case, chair, allegation, upheld, 3 if upheld else 2, reasons)

    def _sanction(self, kind: str) -> None:
        until = today() + timedelta(days=90) if kind == SanctionKind.SUSPENSION else None
        chair = self.drawn(Role.PANEL)
        findings.sanction(self.case, chair, kind, self.words["sanction"], from_date=today(), until=until)


def _instrument() -> Instrument:
    return Instrument.objects.get(title=COUNCIL["instrument"])


def tell(officer: User) -> dict[str, Member]:
    """Play the cases; return the members whom a visitor can be, by the part that they have in one."""
    with clock.days_ago(BEGAN):
        then = in_standing(Member.objects.exclude(email=""), Word.GOOD, today()).values("pk")
    good = in_standing(Member.objects.filter(pk__in=then), Word.GOOD, today()).order_by("-pk")
    pool, others = list(good[:POOL]), iter(good[POOL : POOL + 60])
    with clock.days_ago(BEGAN):
        settings.save_rules(ConductRules(instrument=_instrument()), officer)
        officers_key = make_key(officer, PASSPHRASE)
        for member in pool:
            settings.add_to_pool(member, officer)

    def play(days_ago: int, place: int, complainant: Member | None = None, **more: Any) -> Play:
        return Play(days_ago, officer, more.pop("respondent", None) or next(others), complainant, place, **more)

    with _letters_thrown_away():
        _play_last_year(play)
        play(1, 1, words=RECEIPT)
        _agree(play(20, 3))
        investigated = play(18, 0)
        investigated.until(ANSWERED)
        play(39, 1).until(FOUND, SanctionKind.WARNING)
        spoke = next(others)
        play(40, 2, spoke).until(NOTIFIED)  # the answer is overdue
        reviewed = play(9, 2, respondent=spoke)
        reviewed.review()
        hearing = play(36, 3)
        hearing.until(HEARD)
        decided = play(47, 4)
        decided.until(SANCTIONED, SanctionKind.SUSPENSION)
        appealed = play(54, 5)
        appealed.until(APPEALED, SanctionKind.CONDITIONS, "dismissed")
    notified = play(6, 0)
    notified.until(NOTIFIED)
    visitors = {
        NOTIFIED_MEMBER: notified.respondent,
        REVIEWER: reviewed.drawn(Role.REVIEWER),
        INVESTIGATOR: investigated.drawn(Role.INVESTIGATOR),
        CHAIR: hearing.drawn(Role.PANEL),
        SUSPENDED: decided.respondent,
        APPEAL_CHAIR: appealed.drawn(Role.APPEAL_PANEL),
    }
    members = {slug: actor.member for slug, actor in visitors.items() if actor.member}
    for member in {member.pk: member for member in members.values()}.values():
        make_key(member, PASSPHRASE)
    settle_all(officers_key)  # as when the officer next opens cases: now they can read
    return members


def _agree(case: Play) -> None:
    """Both sides agree to conciliation in place of an answer."""
    case.until(NOTIFIED)
    with clock.days_ago(case.began - ANSWERED):
        for actor in (Actor(Role.COMPLAINANT), case.respondent):
            notice.conciliate(case.case, actor)


@contextmanager
def _letters_thrown_away() -> Iterator[None]:
    """So that the outbox shows a visitor the letters of the polls, and those of one case."""
    backend, configured.EMAIL_BACKEND = configured.EMAIL_BACKEND, "django.core.mail.backends.dummy.EmailBackend"
    try:
        yield
    finally:
        configured.EMAIL_BACKEND = backend


def _play_last_year(play: Callable[..., Play]) -> None:
    """Cases that were closed before this year began, so that there are figures of a year that is over."""
    last_day = (today() - date(today().year - 1, 12, 31)).days + 1
    for place in range(CLOSED):
        lasts = OVER + (80 if place % 3 == 1 else 0)  # a third of them take longer
        one = play(last_day + lasts + 6 * (CLOSED - place), int(CLAUSES[place % len(CLAUSES)]))
        ending = ENDED[ENDINGS[place]]
        if ending:
            one.until(lasts, *ending)
        else:
            one.dismiss()
