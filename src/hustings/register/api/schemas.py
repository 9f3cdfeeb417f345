"""What the API takes and gives."""

from datetime import date, datetime
from typing import Annotated, Any, Literal, Self

from django.utils.translation import gettext as _
from ninja import Field, Schema
from pydantic import BeforeValidator, ConfigDict, StringConstraints, ValidationInfo, WithJsonSchema, model_validator

from hustings.accounts.errors import ActionRefused
from hustings.register.imports.dates import read_date
from hustings.register.models import EventKind

MOST = 1_000  # rows in a page or a batch
# Joining is told by a member's `joined`, and only a person takes back what was recorded by mistake.
KINDS = tuple(kind.value for kind in EventKind if kind not in (EventKind.JOINED, EventKind.TAKEN_BACK))


def _day(value: Any) -> date:
    try:
        day = date.fromisoformat(value if len(value) == len("2026-11-30") else "")
    except (TypeError, ValueError):
        raise ValueError(_("This is not a date. Write it like 2026-11-30.")) from None
    if read_date(value) is None:
        raise ActionRefused(_("{date} is not between 1900 and 2199.").format(date=value))
    return day


Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
# No control characters: no name has one, and databases differ in what they do with them.
Text = Annotated[
    str,
    StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f][^\x00-\x1f\x7f]*$"),
]
# By which something is looked for: whatever a name or a number could be, or nothing.
Sought = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$")]
Code = Annotated[
    str,
    StringConstraints(min_length=1, max_length=40, pattern=r"^[^\x00-\x20\x7f]([^\x00-\x1f\x7f]*[^\x00-\x20\x7f])?$"),
]


class Given(Schema):
    """What a program sends: a field that nobody knows is refused, so that a misspelt one is not lost in silence."""

    model_config = ConfigDict(extra="forbid")


class Asked(Given):
    """What a program asks for in the address: the same, for ninja hands only the names that it knows to the model."""

    @model_validator(mode="after")
    def _know_all(self, info: ValidationInfo) -> Self:
        unknown = set(info.context["request"].GET) - set(type(self).model_fields)  # type: ignore[index]
        if unknown:
            raise ValueError(_("There is no field of this name: {names}.").format(names=", ".join(sorted(unknown))))
        return self


class Paging(Asked):
    """Which page of a list: `after` is the `next` of the page before."""

    after: str = Field("", pattern=r"^[0-9]{0,18}$", description="The `next` of the page before; empty for the first.")
    limit: int = Field(100, ge=1, le=MOST)


class ChangesPaging(Asked):
    """From where on changes are read: `since` is the `next` that the last reading gave."""

    since: str = Field(
        "", pattern=r"^([0-9]{1,18}-[0-9]{1,18})?$", description="The `next` of the last reading; empty for everybody."
    )
    limit: int = Field(100, ge=1, le=MOST)


class MemberFields(Given):
    """What a program knows of a member. A field that is left out, or null, leaves what the register knows.

    An empty text takes an e-mail or postal address away. `units` names the codes of all units to which the member
    belongs. Dates are written 2026-11-30; `standing` is one of member, suspended, resigned, lapsed, excluded, deceased.
    """

    name: str | None = None
    email: str | None = None
    postal_address: str | None = None
    date_of_birth: str | None = None
    units: list[str] | None = Field(None, max_length=100)
    joined: str | None = None
    paid_up_to: str | None = None
    standing: str | None = None


class MemberGiven(MemberFields):
    as_at: Day | None = Field(None, description="The day from which changes take effect; today if it is left out.")


class MemberRow(MemberFields):
    number: str


class MemberBatch(Given):
    as_at: Day | None = Field(None, description="The day from which changes take effect; today if it is left out.")
    members: list[MemberRow] = Field(min_length=1, max_length=MOST)


class RowOutcome(Schema):
    """What became of a row; a refused one says where, and why."""

    number: str
    outcome: Literal["new", "changed", "unchanged", "refused"]
    changed: list[str] = []
    where: str = ""
    error: str = ""


class BatchOutcome(Schema):
    """What became of each row, in the order in which they came."""

    outcomes: list[RowOutcome]


class MemberShown(Schema):
    number: str
    name: str
    email: str
    postal_address: str
    date_of_birth: date | None
    standing: str
    since: date | None
    joined: date | None
    paid_up_to: date | None
    units: list[str]
    merged_into: str | None = Field(None, description="The number under which the same person goes on.")
    erased: bool = Field(False, description="The person was erased; the number is a pseudonym.")


class MemberPage(Schema):
    """A page of members; `next` is null on the last."""

    members: list[MemberShown]
    next: str | None


class ChangesPage(Schema):
    """Members that changed, as they are now, the earliest change first.

    Ask again with `next`, at once while there is `more`, otherwise whenever you want to know what changed since.
    """

    members: list[MemberShown]
    next: str
    more: bool


class EventGiven(Given):
    """Something that happened to a member."""

    kind: Literal[KINDS]  # type: ignore[valid-type]
    effective_on: Day
    paid_up_to: Day | None = None
    until: Day | None = None


class EventRow(Given):
    """The same in a batch, where each row is taken or refused for itself."""

    number: str
    kind: str
    effective_on: str
    paid_up_to: str | None = None
    until: str | None = None


class EventBatch(Given):
    events: list[EventRow] = Field(min_length=1, max_length=MOST)


class EventShown(Schema):
    number: str
    kind: str
    effective_on: date
    paid_up_to: date | None
    until: date | None
    recorded_at: datetime


class EventPage(Schema):
    """A page of events in the order in which they were recorded; `next` is null on the last."""

    events: list[EventShown]
    next: str | None


class UnitGiven(Given):
    """A unit; `parent` is the code of the unit that it is part of."""

    name: Text
    kind: Annotated[Text, StringConstraints(max_length=60)]
    parent: Code | None = None


class UnitRow(Given):
    """The same in a batch, where each row is taken or refused for itself."""

    code: str
    name: str
    kind: str
    parent: str | None = None


class UnitBatch(Given):
    units: list[UnitRow] = Field(min_length=1, max_length=MOST)


class UnitOutcome(Schema):
    """What became of a unit; a refused one says where, and why."""

    code: str
    outcome: Literal["new", "changed", "unchanged", "refused"]
    where: str = ""
    error: str = ""


class UnitBatchOutcome(Schema):
    """What became of each unit, in the order in which they came."""

    outcomes: list[UnitOutcome]


class UnitShown(Schema):
    code: str
    name: str
    kind: str
    parent: str | None


class UnitPage(Schema):
    """A page of units; `next` is null on the last."""

    units: list[UnitShown]
    next: str | None


class Joining(Given):
    from_date: Day


class Leaving(Given):
    to_date: Day = Field(description="The first day outside the unit.")


class BelongingRow(Given):
    """A member belongs to a unit from a day (`from_date`), or no longer from a day (`to_date`), or both, one after the
    other."""

    number: str
    unit: str
    from_date: str | None = None
    to_date: str | None = None


class BelongingBatch(Given):
    unit_memberships: list[BelongingRow] = Field(min_length=1, max_length=MOST)


class BelongingOutcome(Schema):
    """What became of a row; a refused one says where, and why."""

    number: str
    unit: str
    outcome: Literal["new", "changed", "unchanged", "refused"]
    where: str = ""
    error: str = ""


class BelongingBatchOutcome(Schema):
    """What became of each row, in the order in which they came."""

    outcomes: list[BelongingOutcome]


class UnitMembershipShown(Schema):
    """A member belongs to a unit from a day, and until the day before `to_date`."""

    number: str
    unit: str
    from_date: date
    to_date: date | None


class UnitMembershipPage(Schema):
    """A page of them; `next` is null on the last."""

    unit_memberships: list[UnitMembershipShown]
    next: str | None


class Done(Schema):
    outcome: Literal["new", "changed", "unchanged"]
