"""Setting an election up: the election itself, its timetable, its announcement, its rolls."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import User
from hustings.accounts.queries import local
from hustings.audit.log import record
from hustings.elections import methods, timetable
from hustings.elections.actions.contests import check_room
from hustings.elections.models import Election, TimetableChange
from hustings.elections.states import locked
from hustings.franchise.actions import freeze_roll
from hustings.franchise.models import Roll

State = Election.State

# What the ballots, the keys or the electors' credentials depend on.
_FIXED_BY_SETUP = ("name", "description", "group", "credential_mode", "keep_credentials")
_CHANGEABLE = (*_FIXED_BY_SETUP, "help_contact")


@transaction.atomic
def create_election(name: str, by: User, **details: Any) -> Election:
    """Begin an election called `name`; `details` may hold description, group, credential_mode, keep_credentials and
    help_contact."""
    election = Election(name=name, slug=_free_slug(name), created_by=by)
    _change(election, details)
    election.save()
    record("elections.created", election, by=by, group=election.group, credential_mode=election.credential_mode)
    return election


@transaction.atomic
def change_election(election: Election, by: User, **details: Any) -> Election:
    """Change the election's name or other details, as long as nothing depends on them yet."""
    election = locked(election)
    changed = _change(election, details)
    if election.state != State.DRAFT and (fixed := [field for field in changed if field in _FIXED_BY_SETUP]):
        raise ActionRefused(
            _("The poll has been set up with this, so ‘{label}’ can no longer be changed.").format(
                label=timetable.label(fixed[0])
            ),
            field=fixed[0],
        )
    if "group" in changed:
        _refuse_another_group(election)
    election.save()
    record("elections.changed", election, by=by, fields=changed)
    return election


def _refuse_another_group(election: Election) -> None:
    """The keys that were made are of the group before, and it may lack room for rankings."""
    if (
        election.trustees.exclude(public_key="").exists()
        or election.threshold_groups.filter(dissolved_at=None).exists()
    ):
        raise ActionRefused(
            _("The trustees have begun to make their keys in another group. Take them off the list first."),
            field="group",
        )
    for contest in election.contests.all():
        if methods.is_ranked(contest):
            try:
                check_room(contest, election.group)
            except ActionRefused as refusal:
                raise ActionRefused(refusal.sentence, field="group") from refusal


def _change(election: Election, details: Mapping[str, Any]) -> list[str]:
    if unknown := set(details) - set(_CHANGEABLE):
        raise TypeError(f"An election has no such details: {', '.join(sorted(unknown))}")
    changed = [field for field, value in details.items() if getattr(election, field) != value]
    for field in changed:
        setattr(election, field, details[field])
    if election.credential_mode != Election.CredentialMode.SERVER:
        election.keep_credentials = False
    return changed


def _free_slug(name: str) -> str:
    base = slugify(name)[:50].strip("-") or "election"
    taken = {"new", *Election.objects.filter(slug__startswith=base).values_list("slug", flat=True)}
    return next(slug for slug in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)


@transaction.atomic
def set_timetable(election: Election, wanted: Mapping[str, timetable.Moment], by: User, reason: str = "") -> Election:
    """Give the election the moments of `wanted` (all of timetable.FIELDS; those left out stay).

    Once the election is announced, a change needs a reason, and both are published.
    """
    election = locked(election)
    wanted = {**timetable.moments(election), **wanted}
    for field, sentence in timetable.problems(election, wanted):
        raise ActionRefused(sentence, field=field)
    before = timetable.moments(election)
    changed = [field for field in timetable.FIELDS if before[field] != wanted[field]]
    if not changed:
        return election
    if election.announced_at:
        if not reason.strip():
            raise ActionRefused(
                _("The timetable has been announced. Give a reason for the change; it is published with it."),
                field="reason",
            )
        TimetableChange.objects.bulk_create(
            TimetableChange(
                election=election,
                field=field,
                before=timetable.as_moment(before[field]),
                after=timetable.as_moment(wanted[field]),
                reason=reason.strip(),
                made_by=by,
            )
            for field in changed
        )
    for field in changed:
        setattr(election, field, wanted[field])
    election.save(update_fields=changed)
    record("elections.timetable_set", election, by=by, **{field: wanted[field] for field in changed})
    return election


@transaction.atomic
def announce(election: Election, by: User) -> Election:
    """Put the election's pages before the public."""
    election = locked(election)
    if election.announced_at:
        raise ActionRefused(_("The election has been announced already."))
    for _field, sentence in timetable.problems(election, timetable.moments(election)):
        raise ActionRefused(_("Set the timetable first. {problem}").format(problem=sentence))
    if not election.contests.exists():
        raise ActionRefused(_("Add a contest first: the public page would not say what is voted on."))
    election.announced_at = timezone.now()
    election.save(update_fields=["announced_at"])
    record("elections.announced", election, by=by)
    return election


@transaction.atomic
def freeze_rolls(election: Election, by: User, on: date | None = None) -> list[Roll]:
    """Freeze a roll for every contest that has none, as at `on` (the freeze date if left out).

    Contests with the same franchise rule share a roll, and so a ballot paper.
    """
    election = locked(election)
    if election.state != State.DRAFT:
        raise ActionRefused(_("The poll has been set up, so no roll can be frozen for this election any more."))
    on = on or election.freeze_on
    today = local(timezone.now()).date()
    if on is None:
        raise ActionRefused(_("Set the freeze date in the timetable first."))
    if on > today:
        raise ActionRefused(
            _(
                "The freeze date, {date}, has not come yet. Freeze the roll on that day, or freeze it as at today."
            ).format(date=timetable.written(on))
        )
    waiting = list(election.contests.filter(roll=None).select_related("eligibility"))
    if not waiting:
        raise ActionRefused(_("There is no contest without a frozen roll. Add a contest first, if one is missing."))
    shared: dict[int, Roll] = {
        contest.eligibility_id: contest.roll
        for contest in election.contests.filter(roll__as_at=on).select_related("roll")
        if contest.roll
    }
    frozen = []
    for contest in waiting:
        if contest.eligibility_id not in shared:
            name = f"{election.name}: {contest.eligibility.name}"[: Roll._meta.get_field("name").max_length]
            shared[contest.eligibility_id] = freeze_roll(contest.eligibility, on, by, name=name)
            frozen.append(shared[contest.eligibility_id])
        contest.roll = shared[contest.eligibility_id]
        contest.save(update_fields=["roll"])
    election.freeze_on = on
    election.save(update_fields=["freeze_on"])
    record("elections.rolls_frozen", election, by=by, on=on, rolls=[roll.pk for roll in frozen])
    return frozen
