"""Contests: what is voted on, by whom, and with which answers."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import User
from hustings.audit.log import record
from hustings.elections import methods
from hustings.elections.models import Contest, Election, Option
from hustings.elections.queries.contests import standing
from hustings.elections.queries.nominations import close_of
from hustings.elections.states import locked
from hustings.franchise.models import ReservedGroup
from hustings.voting import get_group

CHANGEABLE = (
    "title",
    "text",
    "rule",
    "rule_options",
    "ties",
    "seats",
    "reserved_for",
    "reserved_seats",
    "min_choices",
    "max_choices",
    "blank_allowed",
    "eligibility",
    "body_name",
    "term",
)


def locked_draft(election: Election) -> Election:
    """Lock the election and refuse unless its ballots can still change; the ballot must then be looked at again."""
    election = locked(election)
    if election.state != Election.State.DRAFT:
        raise ActionRefused(
            _("The poll has been set up, which fixed its ballots: contests and candidates can no longer be changed.")
        )
    if election.ballot_seen_at:
        election.ballot_seen_at = None
        election.save(update_fields=["ballot_seen_at"])
    return election


@transaction.atomic
def add_contest(election: Election, kind: str, by: User, **details: Any) -> Contest:
    """Add a contest that fills seats or asks a question, after those there are."""
    election = locked_draft(election)
    last = election.contests.aggregate(last=Max("position"))["last"] or 0
    contest = Contest(election=election, kind=kind, position=last + 1)
    _change(contest, details)
    contest.save()
    record("elections.contest_added", contest, by=by, election=election.pk, kind=kind)
    return contest


@transaction.atomic
def change_contest(contest: Contest, by: User, **details: Any) -> Contest:
    """Change a contest of an election whose poll has not been set up."""
    locked_draft(contest.election)
    contest.refresh_from_db()
    changed = _change(contest, details)
    contest.save()
    record("elections.contest_changed", contest, by=by, fields=changed)
    return contest


def _change(contest: Contest, details: dict[str, Any]) -> list[str]:
    if unknown := set(details) - set(CHANGEABLE):
        raise TypeError(f"A contest has no such details: {', '.join(sorted(unknown))}")
    changed = [f for f, value in details.items() if f == "eligibility" or getattr(contest, f) != value]
    if contest.roll_id and "eligibility" in details and details["eligibility"].pk != contest.eligibility_id:
        raise ActionRefused(
            _("The roll of this contest has been frozen, so who may vote in it can no longer be changed."),
            field="eligibility",
        )
    reserved = contest.reserved_for, contest.reserved_seats
    for field in changed:
        setattr(contest, field, details[field])
    if contest.pk and reserved != (contest.reserved_for, contest.reserved_seats):
        _check_change_of_reserved(contest, *reserved)
    _check(contest)
    return changed


def _check(contest: Contest) -> None:
    if contest.kind == Contest.Kind.QUESTION:
        contest.seats, contest.rule, contest.rule_options = None, methods.FIRST_PAST_THE_POST, {}
        contest.reserved_for, contest.reserved_seats = None, 0
        contest.min_choices = contest.max_choices = 1
        return
    if not contest.seats:
        raise ActionRefused(_("Say how many seats the contest fills: at least 1."), field="seats")
    if contest.rule not in methods.METHODS:
        raise ActionRefused(_("There is no voting method “{rule}”.").format(rule=contest.rule), field="rule")
    if methods.is_ranked(contest) and contest.seats >= methods.MOST_RANKED:
        raise ActionRefused(
            _("Voters can rank at most {room} candidates, so fewer seats than that can be filled by ranking.").format(
                room=methods.MOST_RANKED
            ),
            field="seats",
        )
    offered = {option.name for option in methods.rule_of(contest).options}
    contest.rule_options = {name: value for name, value in contest.rule_options.items() if name in offered}
    methods.check_rule(contest.rule, contest.seats, contest.rule_options)
    _check_reserved(contest)
    if methods.is_ranked(contest):
        contest.min_choices = contest.max_choices = 1
        contest.blank_allowed = True
        check_room(contest, contest.election.group)
        return
    if contest.rule == methods.FIRST_PAST_THE_POST and contest.max_choices != 1:
        raise ActionRefused(_("In first past the post each voter chooses one. Set ‘most choices’ to 1."), "max_choices")
    if not 1 <= contest.max_choices <= contest.seats:
        raise ActionRefused(
            _("A voter can choose at least 1 and at most as many as there are seats ({seats}).").format(
                seats=contest.seats
            ),
            field="max_choices",
        )
    if contest.min_choices > contest.max_choices:
        raise ActionRefused(
            _("The fewest choices ({min}) cannot be more than the most ({max}).").format(
                min=contest.min_choices, max=contest.max_choices
            ),
            field="min_choices",
        )


def _check_change_of_reserved(contest: Contest, group: ReservedGroup | None, seats: int) -> None:
    if contest.reserved_for != group and standing(contest).filter(in_group=True).exists():
        raise ActionRefused(
            _("Candidates have said that they belong to “{group}”, so the seats stay reserved for it.").format(
                group=group.name if group else ""
            ),
            field="reserved_for",
        )
    if close_of(contest) and (contest.reserved_for not in (group, None) or contest.reserved_seats > seats):
        raise ActionRefused(
            _("Nominations are closed: seats can no longer be reserved, only fewer than before."),
            field="reserved_seats",
        )


def _check_reserved(contest: Contest) -> None:
    if contest.reserved_for is None:
        if contest.reserved_seats:
            raise ActionRefused(_("Choose the group for which the seats are reserved."), field="reserved_for")
        return
    assert contest.seats
    if not methods.rule_of(contest).reserves:
        raise ActionRefused(
            _("Seats are reserved for “{group}”, and by this voting method none can be. Take that back first.").format(
                group=contest.reserved_for.name
            ),
            field="rule",
        )
    if not 1 <= contest.reserved_seats <= contest.seats:
        raise ActionRefused(
            _("At least 1 seat is reserved for a group, and at most as many as there are ({seats}).").format(
                seats=contest.seats
            ),
            field="reserved_seats",
        )


def check_room(contest: Contest, group: str) -> None:
    """Refuse a ranked contest whose rankings do not fit into the group, or that more candidates stand in than fit."""
    room = min(get_group(group).embedded_bytes, methods.MOST_RANKED)
    if not room:
        raise ActionRefused(
            _(
                "In “{contest}” voters rank the candidates, and the group {group} has no room for rankings. "
                "Choose another group for the election, or another voting method."
            ).format(contest=contest.title, group=group),
            field="rule",
        )
    if contest.pk and standing(contest).count() > room:
        raise ActionRefused(
            _("Voters can rank at most {room} candidates, and “{contest}” has more.").format(
                room=room, contest=contest.title
            ),
            field="rule",
        )


@transaction.atomic
def remove_contest(contest: Contest, by: User) -> None:
    """Take away a contest nobody stands in yet."""
    election = locked_draft(contest.election)
    if contest.roll_id:
        raise ActionRefused(_("The roll of this contest has been frozen, so the contest can no longer be removed."))
    if contest.candidates.exists() or contest.pledges.exists() or contest.slates.exists():
        raise ActionRefused(_("This contest has candidates, slates or pledges, so it can no longer be removed."))
    record("elections.contest_removed", contest, by=by, election=election.pk)
    contest.options.all().delete()
    contest.delete()


@transaction.atomic
def set_options(contest: Contest, texts: Sequence[str], by: User) -> list[Option]:
    """Give a question these answers, in this order."""
    locked_draft(contest.election)
    texts = [" ".join(text.split()) for text in texts if text.strip()]
    if contest.kind != Contest.Kind.QUESTION:
        raise ActionRefused(_("This contest fills seats: add candidates to it, not answers."))
    if len(texts) < 2:
        raise ActionRefused(_("A question needs at least two answers, each on a line of its own."), field="answers")
    if len(texts) > 30:
        raise ActionRefused(_("A question can have at most 30 answers."), field="answers")
    repeated = next((text for text in texts if texts.count(text) > 1), None)
    if repeated:
        raise ActionRefused(_("‘{text}’ is there twice. Write each answer once.").format(text=repeated), "answers")
    if too_long := next((text for text in texts if len(text) > 200), None):
        raise ActionRefused(
            _("The answer that begins ‘{text}’ is longer than 200 characters. Shorten it.").format(text=too_long[:40]),
            field="answers",
        )
    contest.options.all().delete()
    options = [Option(contest=contest, text=text, position=n) for n, text in enumerate(texts, start=1)]
    Option.objects.bulk_create(options)
    record("elections.options_set", contest, by=by, count=len(options))
    return options
