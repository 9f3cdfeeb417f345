"""What was annulled is run again, an election or a contest of it: by a new election that names it."""

from collections.abc import Collection
from enum import StrEnum

from django.db import transaction
from django.utils.translation import gettext as _

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import User
from hustings.audit.log import record
from hustings.elections.actions.candidates import answer_pledges, save_pledge, save_slate
from hustings.elections.actions.contests import CHANGEABLE, add_contest, set_options
from hustings.elections.actions.elections import create_election
from hustings.elections.models import (
    Candidate,
    Contest,
    Election,
    Nomination,
    NominationRules,
    NominationsClose,
    Pledge,
)
from hustings.elections.queries.candidates import latest_answers
from hustings.elections.queries.contests import is_contested, standing
from hustings.elections.queries.nominations import close_of, counting, rules_of
from hustings.elections.queries.reruns import to_run_again
from hustings.elections.states import locked

_DETAILS = ("description", "group", "credential_mode", "keep_credentials", "help_contact")
_OF_QUESTION = ("title", "text", "eligibility", "blank_allowed")
_OF_ONE_SEAT = {"seats": 1, "reserved_for": None, "reserved_seats": 0, "min_choices": 1, "max_choices": 1}


class WhoStands(StrEnum):
    """Who stands when it is run again."""

    NOBODY = "nobody"  # candidates are entered or nominated anew
    SAME = "same"  # those who stood, with their nominations; others can still be nominated
    SAME_ALONE = "same_alone"  # those who stood, and nobody else: nominations are not opened again


@transaction.atomic
def run_again(
    annulled: Election,
    by: User,
    name: str,
    who_stands: str = WhoStands.SAME,
    contests: Collection[Contest] | None = None,
) -> Election:
    """Begin an election with what was annulled of another: all of it, or some of its contests.

    Rules of nomination are the same. Roll, keys, credentials and timetable are new; the order of the candidates is
    drawn anew.
    """
    annulled = locked(annulled)
    waiting = list(to_run_again(annulled))
    chosen = waiting if contests is None else [contest for contest in waiting if contest in contests]
    if not waiting:
        is_annulled = annulled.state == Election.State.ANNULLED or annulled.contests.exclude(annulment=None).exists()
        raise ActionRefused(
            _("It is being run again already.")
            if is_annulled
            else _("Only an election that was annulled, or an annulled contest, is run again.")
        )
    if not chosen:
        raise ActionRefused(_("Choose which contests are run again."), "contests")
    election = create_election(name, by, **{field: getattr(annulled, field) for field in _DETAILS})
    if annulled.state == Election.State.ANNULLED and len(chosen) == len(waiting):
        election.runs_again = annulled
        election.save(update_fields=["runs_again"])
    for contest in chosen:
        copy = _copy(contest, election, by)
        if contest.kind == Contest.Kind.SEATS:
            _copy_candidates(contest, copy, by, WhoStands(who_stands))
    record("elections.run_again", annulled, by=by, election=election.pk, who_stands=str(who_stands))
    return election


@transaction.atomic
def begin_by_election(contest: Contest, name: str, description: str, by: User, *, is_reserved: bool = False) -> Contest:
    """Begin an election for one seat of those that a contest filled: by the same rules, with nobody nominated yet.

    `is_reserved`: only candidates of the group for which the contest kept seats can win it.
    """
    before = contest.election
    details = {field: getattr(before, field) for field in _DETAILS} | {"description": description}
    election = create_election(name, by, **details)
    fields = {field: getattr(contest, field) for field in CHANGEABLE} | _OF_ONE_SEAT
    if is_reserved:
        fields |= {"reserved_for": contest.reserved_for, "reserved_seats": 1}
    title = _("By-election: {title}").format(title=contest.title)[:200]
    copy = add_contest(election, contest.kind, by, **fields | {"title": title})
    _copy_rules(contest, copy)
    record("elections.by_election_begun", copy, by=by, contest=contest.pk)
    return copy


def _copy(contest: Contest, election: Election, by: User) -> Contest:
    is_question = contest.kind == Contest.Kind.QUESTION
    fields = _OF_QUESTION if is_question else CHANGEABLE
    copy = add_contest(election, contest.kind, by, **{field: getattr(contest, field) for field in fields})
    copy.runs_again = contest
    copy.save(update_fields=["runs_again"])
    if is_question:
        set_options(copy, list(contest.options.values_list("text", flat=True)), by)
    return copy


def _copy_candidates(contest: Contest, copy: Contest, by: User, who_stands: WhoStands) -> None:
    slates = {slate.pk: save_slate(copy, slate.name, by, slate.statement) for slate in contest.slates.all()}
    pledges: dict[int, Pledge] = {
        pledge.pk: save_pledge(copy, pledge.text, pledge.decision, by) for pledge in contest.pledges.all()
    }
    rules = _copy_rules(contest, copy)
    if who_stands == WhoStands.NOBODY:
        return
    given = latest_answers(contest)
    for candidate in standing(contest).filter(withdrawn_at=None):
        again = Candidate.objects.create(
            contest=copy,
            name=candidate.name,
            member=candidate.member,
            slate=slates.get(candidate.slate_id),
            in_group=candidate.in_group,
            statement=candidate.statement,
            state=candidate.state,
            accepted_at=candidate.accepted_at,
        )
        record("elections.candidate_added", again, by=by, contest=copy.pk)
        answers = {pledges[pledge]: answer for (who, pledge), answer in given.items() if who == candidate.pk}
        answer_pledges(again, answers, by)
        if rules:
            _copy_nominations(candidate, again)
    if rules and who_stands == WhoStands.SAME_ALONE and close_of(contest):
        NominationsClose.objects.create(
            contest=copy,
            closed_by=by,
            standing=standing(copy).count(),
            lapsed=0,
            is_unopposed=not is_contested(copy),
        )
        record("elections.nominations_not_reopened", copy, by=by)


def _copy_rules(contest: Contest, copy: Contest) -> NominationRules | None:
    rules = rules_of(contest)
    if rules:
        rules.pk, rules.contest = None, copy
        rules.save(force_insert=True)
    return rules


def _copy_nominations(candidate: Candidate, again: Candidate) -> None:
    Nomination.objects.bulk_create(
        Nomination(candidate=again, unit=each.unit, nominator=each.nominator, entered_by_id=each.entered_by_id)
        for each in counting(candidate)
    )
