"""Who is eligible, why or why not, and who is on a roll."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any as Json

from django.db.models import BooleanField, Case, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils.translation import gettext

from hustings.franchise.conditions.kinds import Condition, IsMember
from hustings.franchise.conditions.trees import All, Any, Not, Tree, as_q, conditions_of, parse
from hustings.franchise.models import Challenge, Roll, RollChange, RollEntry
from hustings.register.models import Member
from hustings.register.queries import home_unit


@dataclass(frozen=True)
class Reason:
    """One part of a rule for one member: whether it is met, and the facts, in a sentence."""

    met: bool
    sentence: str


@dataclass(frozen=True)
class Eligibility:
    """Whether a member may vote under a rule on a date, and every reason."""

    eligible: bool
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Question:
    """A rule on a date, put to the database: each condition is an annotation that is true or false."""

    tree: All
    on: date
    names: dict[Condition, str]

    @classmethod
    def of(cls, conditions: object, on: date) -> "Question":
        tree = parse(conditions)
        # Those who are no members fail here first, so that the database need not look at the rest of the rule.
        whole = All((IsMember(), *(tree.parts if isinstance(tree, All) else (tree,))))
        names = {condition: f"met_{position}" for position, condition in enumerate(dict.fromkeys(conditions_of(whole)))}
        return cls(whole, on, names)

    @property
    def q(self) -> Q:
        return as_q(self.tree, self.names)

    @property
    def filter(self) -> Q:
        """The same for a query that only picks members: what all must meet is asked bare, and nothing of it twice."""
        met = (c.holds(self.on) if isinstance(c, Condition) else as_q(c, self.names) for c in self.tree.parts)
        return Q(*_once(asked for q in met for asked in _conjuncts(q)))

    def over(self, members: QuerySet[Member]) -> QuerySet[Member]:
        """The members with the facts and with each condition answered."""
        for condition in self.names:
            members = members.annotate(**condition.facts(self.on))
        return members.annotate(**{name: _truth(condition.holds(self.on)) for condition, name in self.names.items()})


def _conjuncts(q: Q) -> Iterator[Q | tuple[str, Json]]:
    """What a question asks, of which all must hold."""
    if q.connector != Q.AND or q.negated:
        yield q
        return
    for child in q.children:
        if isinstance(child, Q):
            yield from _conjuncts(child)
        else:
            yield child


def _once(asked: Iterable[Q | tuple[str, Json]]) -> Iterable[Q | tuple[str, Json]]:
    """Each question once; of two days by which the same must have been, only the earlier."""
    found: dict[object, Json] = {}
    for part in asked:
        subject = part[0] if isinstance(part, tuple) and part[0].endswith("__lte") else part
        if subject not in found or (subject is not part and part < found[subject]):
            found[subject] = part
    return found.values()


def _truth(condition: Q) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())


def eligible(conditions: object, on: date) -> QuerySet[Member]:
    """The members whom a rule lets vote, applied as at a date."""
    question = Question.of(conditions, on)
    return question.over(Member.objects.all()).filter(question.filter)


def excluded(conditions: object, on: date) -> QuerySet[Member]:
    """Those who are members on that date but whom the rule does not let vote."""
    question = Question.of(conditions, on)
    members = question.over(Member.objects.all())
    return members.filter(**{question.names[IsMember()]: True}).exclude(question.q)


def eligible_by_unit(conditions: object, on: date) -> dict[int | None, int]:
    """How many members the rule lets vote, by the unit in which each is counted; largest first."""
    members = eligible(conditions, on).annotate(home=home_unit(on)).values_list("home", flat=True)
    return dict(Counter(members.iterator(chunk_size=20_000)).most_common())


def explain(conditions: object, member: Member, on: date) -> Eligibility:
    """Whether a member may vote under a rule on a date, with a reason for every part of the rule."""
    return explain_all(conditions, [member], on)[member.pk]


def explain_all(conditions: object, members: list[Member], on: date) -> dict[int, Eligibility]:
    """The same for several members at once, by key."""
    question = Question.of(conditions, on)
    rows = question.over(Member.objects.filter(pk__in=[member.pk for member in members]))
    rows = rows.annotate(is_eligible=_truth(question.q))
    return {
        row["pk"]: Eligibility(
            row["is_eligible"],
            tuple(
                Reason(reason.met, f"{reason.sentence}.")
                for reason in (_reason(part, row, question) for part in question.tree.parts)
            ),
        )
        for row in rows.values("pk", "date_of_birth", *rows.query.annotations)
    }


def _reason(tree: Tree, row: dict[str, object], question: Question) -> Reason:
    match tree:
        case All(parts):
            inner = [_reason(part, row, question) for part in parts]
            return Reason(all(reason.met for reason in inner), gettext("; and ").join(r.sentence for r in inner))
        case Any(parts):
            inner = [_reason(part, row, question) for part in parts]
            choices = gettext(" or ").join(gettext("‘%s’") % reason.sentence for reason in inner)
            return Reason(
                any(reason.met for reason in inner), gettext("At least one of: %(choices)s") % {"choices": choices}
            )
        case Not(part):
            inner_reason = _reason(part, row, question)
            return Reason(
                not inner_reason.met, gettext("Must not be: %(condition)s") % {"condition": inner_reason.sentence}
            )
    sentence = gettext("%(condition)s: %(facts)s") % {
        "condition": tree.title(question.on),
        "facts": tree.found(row, question.on),
    }
    return Reason(bool(row[question.names[tree]]), sentence)


def registered_late(roll: Roll) -> QuerySet[Member]:
    """Those who met the roll's rule on its date, by what the register knows now, and were never on it.

    They were entered after the freeze: a form that lay on a desk, a payment that was booked late. So only those are
    asked of whom something changed since; what changed in the rule's surroundings, such as a unit's place in the tree,
    makes nobody late.
    """
    entries = RollEntry.objects.filter(roll=roll, member=OuterRef("pk"))
    members = eligible(roll.conditions, roll.as_at).filter(~Exists(entries))
    return members if roll.known_up_to is None else members.filter(changed_in__gt=roll.known_up_to)


def electors(roll: Roll) -> QuerySet[RollEntry]:
    """Who may vote by a roll now: its entries, as upheld challenges have changed them since the freeze."""
    return RollEntry.objects.filter(roll=roll).exclude(member__in=_taken_off(roll)).select_related("member")


def electorate(roll: Roll) -> int:
    """How many electors a roll has now, without counting them one by one."""
    return roll.size + RollEntry.objects.filter(change__roll=roll).count() - _taken_off(roll).count()


def _taken_off(roll: Roll) -> QuerySet[RollChange]:
    """The members on the roll whom the last change took off it."""
    changes = RollChange.objects.filter(roll=roll)
    later = changes.filter(member=OuterRef("member"), pk__gt=OuterRef("pk"))
    return changes.filter(~Exists(later), kind=Challenge.Kind.REMOVE).values("member")
