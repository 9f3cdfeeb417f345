"""Candidates: who stands, their statements, slates and pledges, and the lot that orders them on the ballot."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import User
from hustings.audit.log import record
from hustings.counting import lot_order
from hustings.elections import methods
from hustings.elections.actions.contests import check_room, locked_draft
from hustings.elections.markdown import count_words
from hustings.elections.models import STATEMENT_WORDS, Candidate, Contest, Election, Pledge, PledgeAnswer, Slate
from hustings.elections.pasted import CandidateRow
from hustings.elections.queries.nominations import close_of, takes_nominations
from hustings.register.models import Member

State = Candidate.State
_CHANGEABLE = ("name", "member", "slate", "in_group", "statement", "state")


@transaction.atomic
def add_candidate(contest: Contest, name: str, by: User, **details: Any) -> Candidate:
    """Add a candidate to a contest that fills seats; `details` may hold more of a candidate."""
    locked_draft(contest.election)
    _refuse_if_nominated(contest)
    candidate = _new_candidate(contest, {"name": name, **details})
    record("elections.candidate_added", candidate, by=by, contest=contest.pk)
    return candidate


@transaction.atomic
def add_candidates(contest: Contest, rows: list[CandidateRow], by: User) -> list[Candidate]:
    """Add all the candidates of a pasted table, and the slates it names, or none of them."""
    locked_draft(contest.election)
    _refuse_if_nominated(contest)
    added = []
    for row in rows:
        slate = Slate.objects.get_or_create(contest=contest, name=row.slate)[0] if row.slate else None
        details = {"name": row.name, "member": row.member, "slate": slate, "statement": row.statement}
        try:
            added.append(_new_candidate(contest, {**details, "state": State.ACCEPTED}))
        except ActionRefused as refusal:
            raise ActionRefused(
                _("Line {line}: {problem}").format(line=row.line, problem=refusal.sentence), field="table"
            ) from refusal
    record("elections.candidates_added", contest, by=by, count=len(added))
    return added


def _refuse_if_nominated(contest: Contest) -> None:
    if takes_nominations(contest):
        raise ActionRefused(
            _("The candidates of ‘{contest}’ are nominated. Enter a nomination that came on paper instead.").format(
                contest=contest.title
            )
        )


@contextmanager
def as_it_was(candidate: Candidate) -> Iterator[None]:
    """If the block refuses a change, let the candidate say again what is true: the page that tells of it shows them."""
    try:
        yield
    except ActionRefused:
        candidate.refresh_from_db()
        raise


def _new_candidate(contest: Contest, details: dict[str, Any]) -> Candidate:
    if contest.kind != Contest.Kind.SEATS:
        raise ActionRefused(_("This contest asks a question: it has answers, not candidates."))
    candidate = Candidate(contest=contest)
    _change(candidate, details)
    candidate.save()
    if methods.is_ranked(contest):
        check_room(contest, contest.election.group)
    return candidate


@transaction.atomic
def change_candidate(candidate: Candidate, by: User, **details: Any) -> Candidate:
    """Change what is known of a candidate before the poll is set up."""
    locked_draft(candidate.contest.election)
    candidate.refresh_from_db()
    with as_it_was(candidate):
        changed = _change(candidate, details)
        _refuse_against_nominations(candidate, changed)
    candidate.save()
    record("elections.candidate_changed", candidate, by=by, fields=changed)
    return candidate


def _refuse_against_nominations(candidate: Candidate, changed: list[str]) -> None:
    """Where people are nominated, the officer swaps nobody, and after the close changes no answer."""
    if "member" in changed and takes_nominations(candidate.contest):
        raise ActionRefused(_("This member was nominated, and nobody can stand instead of them."), field="number")
    if "in_group" in changed and close_of(candidate.contest):
        raise ActionRefused(
            _("Nominations are closed. Whether a candidate belongs to the group stays as they said."), field="in_group"
        )
    if "state" in changed and close_of(candidate.contest):
        raise ActionRefused(_("Nominations are closed. Who does not want to stand withdraws."), field="accepted")


def _change(candidate: Candidate, details: dict[str, Any]) -> list[str]:
    if unknown := set(details) - set(_CHANGEABLE):
        raise TypeError(f"A candidate has no such details: {', '.join(sorted(unknown))}")
    if candidate.state == State.WITHDRAWN:
        raise ActionRefused(_("{name} has withdrawn, in public, and stays withdrawn.").format(name=candidate.name))
    if candidate.state in Candidate.OUT:
        raise ActionRefused(
            _("{name} does not stand ({state}), and that is not undone here.").format(
                name=candidate.name, state=candidate.get_state_display()
            )
        )
    changed = [field for field, value in details.items() if getattr(candidate, field) != value]
    for field in changed:
        setattr(candidate, field, details[field])
    if candidate.state == State.ACCEPTED and candidate.accepted_at is None:
        candidate.accepted_at = timezone.now()
    check_candidate(candidate)
    return changed


def check_candidate(candidate: Candidate) -> None:
    """Refuse a candidate whose name, member, slate or statement cannot stand beside those of the others."""
    candidate.name = " ".join(candidate.name.split())
    others = Candidate.objects.filter(contest=candidate.contest).exclude(pk=candidate.pk)
    if not candidate.name:
        raise ActionRefused(_("Write the candidate's name."), field="name")
    if others.filter(name=candidate.name).exists():
        raise ActionRefused(
            _("There is a candidate called {name} already. Tell them apart, for example by their branch.").format(
                name=candidate.name
            ),
            field="name",
        )
    if candidate.member and others.filter(member=candidate.member).exclude(state__in=Candidate.OUT).exists():
        raise ActionRefused(_("This member stands in this contest already, under another name."), field="member")
    if candidate.slate and candidate.slate.contest_id != candidate.contest_id:
        raise ActionRefused(_("That slate stands in another contest."), field="slate")
    if candidate.in_group and candidate.contest.reserved_for is None:
        raise ActionRefused(_("No seats of this contest are reserved for a group."), field="in_group")
    check_statement(candidate.statement)


def check_statement(text: str) -> None:
    """Refuse a statement that is too long, and say by how much."""
    words = count_words(text)
    if words > STATEMENT_WORDS:
        raise ActionRefused(
            _("The statement has {words} words; {most} are allowed. Take out at least {over}.").format(
                words=words, most=STATEMENT_WORDS, over=words - STATEMENT_WORDS
            ),
            field="statement",
        )


@transaction.atomic
def save_slate(contest: Contest, name: str, by: User, statement: str = "", slate: Slate | None = None) -> Slate:
    """Add a slate to a contest, or change `slate`."""
    locked_draft(contest.election)
    if contest.slates.filter(name=name).exclude(pk=slate.pk if slate else None).exists():
        raise ActionRefused(_("There is a slate called {name} already.").format(name=name), field="name")
    check_statement(statement)
    verb = "elections.slate_changed" if slate else "elections.slate_added"
    slate = slate or Slate(contest=contest)
    slate.name, slate.statement = name, statement
    slate.save()
    record(verb, slate, by=by, contest=contest.pk)
    return slate


@transaction.atomic
def save_pledge(contest: Contest, text: str, decision: str, by: User, pledge: Pledge | None = None) -> Pledge:
    """Ask every candidate of the contest for a pledge, or reword `pledge` while nobody has answered it."""
    locked_draft(contest.election)
    if contest.pledges.filter(text=text).exclude(pk=pledge.pk if pledge else None).exists():
        raise ActionRefused(_("This pledge is asked for already."), field="text")
    if pledge and pledge.answers.exists():
        raise ActionRefused(_("Candidates have answered this pledge, so its words can no longer be changed."))
    verb = "elections.pledge_changed" if pledge else "elections.pledge_added"
    pledge = pledge or Pledge(contest=contest)
    pledge.text, pledge.decision = text, decision
    pledge.save()
    record(verb, pledge, by=by, contest=contest.pk)
    return pledge


@transaction.atomic
def answer_pledges(candidate: Candidate, answers: dict[Pledge, str], by: User | Member) -> list[PledgeAnswer]:
    """Note what a candidate answers; the latest answer to each pledge counts, and the earlier ones stay on record."""
    # A pledge may still be answered while the poll is open: it changes no ballot.
    if candidate.contest.election.state not in (Election.State.DRAFT, Election.State.READY, Election.State.OPEN):
        raise ActionRefused(_("The poll has closed, so pledges can no longer be answered."))
    if candidate.state == State.WITHDRAWN:
        raise ActionRefused(_("{name} has withdrawn and answers no pledges.").format(name=candidate.name))
    if any(pledge.contest_id != candidate.contest_id for pledge in answers):
        raise ActionRefused(_("That pledge is asked of the candidates of another contest."))
    latest = dict(candidate.answers.order_by("pk").values_list("pledge_id", "answer"))
    changed = [
        PledgeAnswer(pledge=pledge, candidate=candidate, answer=answer)
        for pledge, answer in answers.items()
        if answer != latest.get(pledge.pk, PledgeAnswer.Answer.NONE)
    ]
    for answer in changed:
        answer.save(force_insert=True)
    if changed:
        record("elections.pledges_answered", candidate, by=by, pledges={a.pledge_id: a.answer for a in changed})
    return changed


@transaction.atomic
def draw_order(election: Election, by: User, seed: str = "") -> Election:
    """Draw the order of every contest's candidates by lot from `seed` (a random one if left out), and publish the seed.

    Drawing again is possible only when somebody has been added since, so that nobody draws until they like the order.
    """
    election = locked_draft(election)
    for contest in election.contests.filter(nomination_rules__isnull=False):
        if close_of(contest) is None:
            raise ActionRefused(
                _("Nominations for ‘{contest}’ are not closed yet. Draw the order when it is known who stands.").format(
                    contest=contest.title
                )
            )
    standing = Candidate.objects.filter(contest__election=election).exclude(state__in=Candidate.OUT)
    if not standing.exists():
        raise ActionRefused(_("There are no candidates to put in order yet."))
    if not standing.filter(drawn_order=None).exists():
        raise ActionRefused(_("The order has been drawn, and nobody has been added since. It is not drawn twice."))
    seed = seed.strip() or secrets.token_hex(16)
    if seed == election.draw_seed:
        raise ActionRefused(_("This seed has been used for the last draw. Take another."), field="seed")
    Candidate.objects.filter(contest__election=election).update(drawn_from=None, drawn_order=None)
    for contest in election.contests.filter(kind=Contest.Kind.SEATS):
        alphabetical = sorted(standing.filter(contest=contest), key=lambda c: (c.name.casefold(), c.pk))
        for place, index in enumerate(lot_order(seed, len(alphabetical)), start=1):
            drawn = alphabetical[index]
            drawn.drawn_from, drawn.drawn_order = index + 1, place
            drawn.save(update_fields=["drawn_from", "drawn_order"])
    election.draw_seed = seed
    election.save(update_fields=["draw_seed"])
    record("elections.order_drawn", election, by=by, seed=seed)
    return election
