"""The register's reads: who is a member, in which standing, on which date, as far as was known at a moment."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.cache import cache
from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Count,
    Exists,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from hustings.accounts.queries import organisation
from hustings.register.models import EventKind, Member, RegisterRules, StandingEvent, Unit, UnitMembership, plain
from hustings.register.standing import (
    ENDINGS,
    JOINING,
    MEMBER_KINDS,
    MEMBER_WORDS,
    PAID_KINDS,
    STATE_KINDS,
    Event,
    Standing,
    Word,
    is_suspended,
    standing_of,
)


def history(member: Member, known_at: datetime | None = None) -> list[StandingEvent]:
    """What happened to a member, in the order in which it took effect, as far as was recorded at that moment.

    Events that were corrected are left out: see record_of().
    """
    events = StandingEvent.objects.in_force(known_at).filter(member=member)
    return list(events.select_related("recorded_by").order_by("effective_on", "id"))


def record_of(member: Member, known_at: datetime | None = None) -> list[StandingEvent]:
    """Everything that was recorded of a member's standing, what was corrected since included, the latest first."""
    events = StandingEvent.objects.filter(member=member).select_related("recorded_by", "corrects", "corrected_by")
    if known_at:
        events = events.filter(recorded_at__lte=known_at)
    return list(events.order_by("-effective_on", "-id"))


def standing(member: Member, on: date, known_at: datetime | None = None) -> Standing:
    """A member's standing on a date, as far as was known at a moment (now, if none is given)."""
    return standing_of(history(member, known_at), on, organisation().grace_days)


def pending_resignation(member: Member, on: date) -> StandingEvent | None:
    """The resignation that is recorded but has not taken effect on that date, if there is one."""
    states = [event for event in history(member) if event.kind in STATE_KINDS]
    last = states[-1] if states else None
    return last if last and last.kind == EventKind.RESIGNED and last.effective_on > on else None


def register_rules() -> RegisterRules:
    """What the organisation set about leaving and keeping data; the defaults (not saved) until it has."""
    return RegisterRules.objects.filter(pk=1).first() or RegisterRules(pk=1)


A_DAY = 24 * 60 * 60  # in seconds
FEW = 2_000  # members of a list, who are named one by one

# The same facts for the whole register at once, as expressions to annotate a query of members with.

_supposed: ContextVar[Sequence[Event] | None] = ContextVar("supposed_history", default=None)


@contextmanager
def supposing(member: Member, *events: Event) -> Iterator[None]:
    """Let the block ask what would be true of this one member if these events happened too; nothing is written.

    Only the expressions below answer so: the block must ask them of no other member.
    """
    token = _supposed.set(sorted([*history(member), *events], key=lambda event: event.effective_on))
    try:
        yield
    finally:
        _supposed.reset(token)


def _last(field: str, on: date, kinds: Iterable[str], known_at: datetime | None) -> Subquery | Value:
    """A field of the last event of these kinds; of `paid_up_to`, of the last event that has one."""
    supposed = _supposed.get()
    if supposed is not None:
        past = (event for event in reversed(supposed) if event.effective_on <= on and event.kind in {*kinds})
        found = next((value for event in past if (value := getattr(event, field)) is not None), None)
        return Value(found, output_field=StandingEvent._meta.get_field(field))
    events = StandingEvent.objects.in_force(known_at).filter(member=OuterRef("pk"), effective_on__lte=on)
    events = events.filter(kind__in=kinds)
    if field == "paid_up_to":
        events = events.filter(paid_up_to__isnull=False)
    return Subquery(events.order_by("-effective_on", "-id").values(field)[:1])


def last_state(on: date, known_at: datetime | None = None) -> Subquery | Value:
    """The kind of the event that last began or ended a membership."""
    return _last("kind", on, STATE_KINDS, known_at)


def joined_on(on: date, known_at: datetime | None = None) -> Subquery | Value:
    """The day on which the membership of that date began: joining again starts anew."""
    return _last("effective_on", on, JOINING, known_at)


def paid_up_to(on: date, known_at: datetime | None = None) -> Subquery | Value:
    """The day up to which the subscription was paid, as far as events that took effect by that date say."""
    return _last("paid_up_to", on, PAID_KINDS, known_at)


def suspended(on: date, known_at: datetime | None = None) -> Case | Value:
    """Whether a suspension was in force on that date."""
    supposed = _supposed.get()
    if supposed is not None:
        return Value(is_suspended([event for event in supposed if event.effective_on <= on], on))
    events = StandingEvent.objects.in_force(known_at).filter(effective_on__lte=on)
    reinstated = events.filter(
        Q(effective_on__gt=OuterRef("effective_on")) | Q(effective_on=OuterRef("effective_on"), pk__gt=OuterRef("pk")),
        member=OuterRef("member"),
        kind=EventKind.REINSTATED,
    )
    lasting = events.filter(Q(until__isnull=True) | Q(until__gte=on), member=OuterRef("pk"), kind=EventKind.SUSPENDED)
    running = lasting.filter(~Exists(reinstated))
    # Few were ever suspended. To know of all members who they are costs a database less than to look at each.
    ever = Exists(StandingEvent.objects.filter(member=OuterRef("pk"), kind=EventKind.SUSPENDED))
    return Case(When(ever & Exists(running), then=Value(True)), default=Value(False), output_field=BooleanField())


def with_standing(members: QuerySet[Member], on: date, known_at: datetime | None = None) -> QuerySet[Member]:
    """Members annotated with `word`, their standing on that date, and with the facts from which it follows."""
    endings = [When(state=kind, then=Value(word.value)) for kind, word in ENDINGS.items()]
    return members.annotate(
        state=last_state(on, known_at),
        paid_until=paid_up_to(on, known_at),
        is_suspended=suspended(on, known_at),
    ).annotate(
        word=Case(
            When(state__isnull=True, then=Value(Word.NONE.value)),
            *endings,
            When(is_suspended=True, then=Value(Word.SUSPENDED.value)),
            When(paid_until__lt=last_paid_day(on), then=Value(Word.ARREARS.value)),
            default=Value(Word.GOOD.value),
            output_field=CharField(),
        )
    )


def last_paid_day(on: date) -> date:
    """Who is paid up to this day is not in arrears on that date; the organisation's days of grace are in it."""
    return on - timedelta(days=organisation().grace_days)


def in_standing(members: QuerySet[Member], word: Word, on: date) -> QuerySet[Member]:
    """Members whose standing on that date is that word."""
    marks = {Word.SUSPENDED: EventKind.SUSPENDED, **{word: kind for kind, word in ENDINGS.items()}}
    if word in marks:  # these leave a mark, and an index finds it without looking at every member
        members = _marked(members, marks[word])
    # What `with_standing` says of each member, asked so that no fact is looked up that the word does not need.
    members = members.annotate(state=last_state(on))
    if word not in MEMBER_WORDS:
        return members.filter(state=marks.get(word))
    members = members.filter(state__in=MEMBER_KINDS).annotate(is_suspended=suspended(on))
    members = members.filter(is_suspended=word == Word.SUSPENDED)
    if word == Word.SUSPENDED:
        return members
    members = members.annotate(paid_until=Coalesce(paid_up_to(on), Value(date.max)))
    due = last_paid_day(on)
    return members.filter(paid_until__lt=due) if word == Word.ARREARS else members.filter(paid_until__gte=due)


def _marked(members: QuerySet[Member], kind: EventKind) -> QuerySet[Member]:
    """Those of the members to whom this happened at some time."""
    marks = StandingEvent.objects.filter(kind=kind).values("member_id")
    keys = list(marks.order_by().values_list("member_id", flat=True).distinct()[: FEW + 1])
    if len(keys) <= FEW:
        return members.filter(pk__in=keys)
    # Of many, a page of a list is soonest found by walking through the names. Asked like this, a database learns first
    # who is marked, and cannot begin with looking each of them up.
    return members.filter(Case(When(pk__in=marks, then=Value(True)), default=Value(False)))


def units_with_below(units: Collection[int]) -> set[int]:
    """Those units and every unit below them in the tree."""
    children: dict[int | None, list[int]] = {}
    for unit, parent in Unit.objects.values_list("pk", "parent_id"):
        children.setdefault(parent, []).append(unit)
    found: set[int] = set()
    waiting = list(units)
    while waiting:
        unit = waiting.pop()
        if unit not in found:
            found.add(unit)
            waiting += children.get(unit, [])
    return found


def belonging(on: date) -> Counter[int]:
    """How many members belonged to each unit, or to a unit below it, on that date; each member once."""
    parents = dict(Unit.objects.values_list("pk", "parent_id"))

    def upwards(unit: int | None) -> Iterator[int]:
        while unit is not None:
            yield unit
            unit = parents[unit]

    # Half a million memberships are counted anew when one of them has changed, or something else in the register.
    last = Member.objects.aggregate(event=Max("changed_in"))["event"]
    of_unit, of_several = cache.get_or_set(f"belonging-{on}-{last}", lambda: _memberships_counted(on), timeout=A_DAY)
    counts: Counter[int] = Counter()
    for unit, members in of_unit:
        counts.update(dict.fromkeys(upwards(unit), members))
    # Whoever belongs to several units was counted for each, but is to be counted once in a unit above them.
    of_member: dict[int, set[int]] = defaultdict(set)
    for member, unit in of_several:
        above = set(upwards(unit))
        counts.subtract(of_member[member] & above)
        of_member[member] |= above
    return counts


def _memberships_counted(on: date) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """How many belonged to each unit itself on that date; and by member, the units of those who belonged to several."""
    memberships = current_memberships(on).order_by()
    several = memberships.values("member").annotate(units=Count("pk")).filter(units__gt=1).values("member")
    return (
        list(memberships.values_list("unit").annotate(Count("pk"))),
        list(memberships.filter(member__in=several).values_list("member", "unit")),
    )


def belongs_to(units: Collection[int], on: date) -> Exists:
    """Whether the member belonged to one of those units on that date."""
    return Exists(current_memberships(on).filter(member=OuterRef("pk"), unit__in=units))


def current_memberships(on: date) -> QuerySet[UnitMembership]:
    """The memberships of units that were running on that date."""
    return UnitMembership.objects.filter(Q(to_date__isnull=True) | Q(to_date__gt=on), from_date__lte=on)


def home_unit(on: date) -> Subquery:
    """The unit in which a member is counted on that date: the one to which they have belonged longest."""
    memberships = current_memberships(on).filter(member=OuterRef("pk")).order_by("from_date", "pk")
    return Subquery(memberships.values("unit_id")[:1])


def search(q: str, word: str, unit: Unit | None, on: date) -> QuerySet[Member]:
    """Members whose number, name or e-mail address holds every word of `q`, of that standing, of that unit or below."""
    members = Member.objects.all()
    words = plain(q).split()
    for part in words:
        members = members.filter(search_text__contains=part)
    found = members
    if unit:
        units = units_with_below([unit.pk])
        found = members.filter(pk__in=current_memberships(on).filter(unit__in=units).values("member_id"))
        members = members.filter(belongs_to(units, on))
    # A list in the order of names would walk through all names to find a few, or find all of many and sort them. So few
    # are named by their keys, at each step, and of many each is asked whether it is one of them.
    few = _keys_if_few(found) if words or unit else None
    if few is not None:
        members = Member.objects.filter(pk__in=few)
    if word:
        members = in_standing(members, Word(word), on)
        if few is not None:
            members = Member.objects.filter(pk__in=_keys_if_few(members))
    return members


def _keys_if_few(members: QuerySet[Member]) -> list[int] | None:
    keys = list(members.order_by().values_list("pk", flat=True)[: FEW + 1])
    return None if len(keys) > FEW else keys


@dataclass(frozen=True)
class Row:
    """A member in a list, with their standing and their units."""

    member: Member
    standing: Standing
    units: list[Unit]


def with_today(members: list[Member], on: date) -> list[Row]:
    """Each member with standing and units on a date, by one query for all of them each."""
    events: dict[int, list[StandingEvent]] = defaultdict(list)
    for event in StandingEvent.objects.in_force().filter(member__in=members).order_by("effective_on", "id"):
        events[event.member_id].append(event)
    units: dict[int, list[Unit]] = defaultdict(list)
    for membership in current_memberships(on).filter(member__in=members).select_related("unit"):
        units[membership.member_id].append(membership.unit)
    grace_days = organisation().grace_days
    return [Row(member, standing_of(events[member.pk], on, grace_days), units[member.pk]) for member in members]


def as_tree(units: Iterable[Unit]) -> list[tuple[int, Unit]]:
    """These units with how deep each stands in the tree, each under the one that it is part of if that is given."""
    units = list(units)
    given = {unit.pk for unit in units}
    children: dict[int | None, list[Unit]] = defaultdict(list)
    for unit in units:
        children[unit.parent_id if unit.parent_id in given else None].append(unit)

    def below(parent: int | None, depth: int) -> Iterator[tuple[int, Unit]]:
        for unit in children[parent]:
            yield depth, unit
            yield from below(unit.pk, depth + 1)

    return list(below(None, 0))
