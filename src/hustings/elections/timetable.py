"""The order of an election's timetable, and what is too late to change."""

from collections.abc import Mapping
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from hustings.accounts.queries import in_zone, local, organisation
from hustings.elections.models import Contest, Election

Moment = datetime | date | None

FIELDS = (
    "nominations_open_at",
    "nominations_close_at",
    "freeze_on",
    "challenges_end_at",
    "opens_at",
    "closes_at",
    "declare_by",
)
NEEDED = ("freeze_on", "opens_at", "closes_at")
_IN_ORDER = (
    ("nominations_open_at", "nominations_close_at"),
    ("nominations_close_at", "opens_at"),
    ("freeze_on", "challenges_end_at"),
    ("freeze_on", "opens_at"),
    ("challenges_end_at", "opens_at"),
    ("opens_at", "closes_at"),
    ("closes_at", "declare_by"),
)
_PERIODS = (("nominations_open_at", "nominations_close_at"), ("opens_at", "closes_at"))


def label(field: str) -> str:
    """Return the words for a moment of the timetable, as pages show them."""
    return str(Election._meta.get_field(field).verbose_name)  # type: ignore[union-attr]


def moments(election: Election) -> dict[str, Moment]:
    """Return the timetable as it stands, in the order in which it falls."""
    return {field: getattr(election, field) for field in FIELDS}


def written(moment: Moment) -> str:
    """Write a moment out: with its time and zone, or as a plain date."""
    if isinstance(moment, datetime):
        return in_zone(moment)
    return date_format(moment, "j F Y", use_l10n=False) if moment else _("not set")


def as_moment(moment: Moment) -> datetime | None:
    """Return a date as the moment at which it begins for the organisation, and a moment as it is."""
    if moment is None or isinstance(moment, datetime):
        return moment
    return datetime.combine(moment, time.min, ZoneInfo(organisation().time_zone))


def of_field(field: str, moment: datetime | None) -> Moment:
    """Return a moment that as_moment made as `field` holds it: the freeze is a date again."""
    return local(moment).date() if moment and field == "freeze_on" else moment


def problems(election: Election, wanted: Mapping[str, Moment]) -> list[tuple[str, str]]:
    """Return (field, sentence) for everything that stands in the way of giving `election` the timetable `wanted`."""
    found = [(field, _("Say when: {label}.").format(label=label(field))) for field in NEEDED if not wanted.get(field)]
    for field in FIELDS:
        if wanted.get(field) != getattr(election, field) and (reason := too_late(election, field)):
            found.append((field, reason))
    for earlier, later in _IN_ORDER:
        first, second = wanted.get(earlier), wanted.get(later)
        if first and second and _out_of_order(first, second, strictly=(earlier, later) in _PERIODS):
            sentence = _("‘{later}’ ({second}) must be after ‘{earlier}’ ({first}). Change one of them.")
            found.append(
                (later, sentence.format(later=label(later), second=written(second), earlier=label(earlier),
                                        first=written(first)))
            )  # fmt: skip
    closes_at = wanted.get("closes_at")
    if closes_at and closes_at != election.closes_at and as_moment(closes_at) <= timezone.now():  # type: ignore[operator]
        found.append(("closes_at", _("The poll would close before now. Choose a moment that is still to come.")))
    return found


def _out_of_order(first: Moment, second: Moment, strictly: bool) -> bool:
    if not (isinstance(first, datetime) and isinstance(second, datetime)):
        first, second = (local(m).date() if isinstance(m, datetime) else m for m in (first, second))
    return first >= second if strictly else first > second  # type: ignore[operator]


def too_late(election: Election, field: str) -> str:
    """Return why a moment of the timetable can no longer be changed, or '' if it still can."""
    State = Election.State  # noqa: N806 - an enumeration
    moment = getattr(election, field)
    if election.state in (State.DECLARED, State.ANNULLED):
        return _("The election is over ({state}), so its timetable stays as it is.").format(
            state=election.get_state_display()
        )
    if field == "declare_by":
        return ""
    if election.state == State.OPEN and field == "closes_at":
        return _("The poll is open. Its end can only be put off, in public: use ‘Extend the poll’.")
    if election.state in (State.OPEN, State.CLOSED, State.TALLIED):
        return _("The poll opened on {moment}, so ‘{label}’ can no longer be changed.").format(
            moment=written(election.opens_at), label=label(field)
        )
    if field == "freeze_on" and Contest.objects.filter(election=election, roll__isnull=False).exists():
        return _("The roll has been frozen, so the freeze date can no longer be changed.")
    passed = isinstance(moment, datetime) and moment <= timezone.now()
    if passed and election.announced_at and field not in ("opens_at", "closes_at"):
        return _("‘{label}’ was announced for {moment}, which has passed, so it can no longer be changed.").format(
            label=label(field), moment=written(moment)
        )
    return ""
