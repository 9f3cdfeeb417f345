"""Motions: their text as amended, and the decision that bars them."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from hustings.council.models import Amendment, Body, Decision, Motion, MotionClause, Question
from hustings.council.moments import day_of
from hustings.council.standing_orders import months_later
from hustings.register.models import plain
from hustings.texts import AmendError, Change, amended

_REPLACE, _ADD, _DELETE = Amendment.Kind.REPLACE, Amendment.Kind.ADD, Amendment.Kind.DELETE


def question_key(title: str) -> str:
    """What two titles of the same question have in common: their words, without accents, case and punctuation."""
    words = "".join(character if character.isalnum() else " " for character in plain(title))
    return " ".join(words.split())[:200]


@dataclass(frozen=True)
class Bar:
    """An earlier decision on the same question, until when it bars the question, and the signatures that lift it."""

    decision: Decision
    until: date
    needed: int | None
    given: int

    @property
    def is_lifted(self) -> bool:
        return self.needed is not None and self.given >= self.needed


def bar_on(question: Question, body: Body, on: date) -> Bar | None:
    """What bars the question on that day, lifted or not; None where nothing does."""
    decided = Decision.objects.filter(motion__question=question, corrects=None).order_by("-decided_at", "-number")
    decision = decided.first()
    if decision is None:
        return None
    until = months_later(day_of(decision.decided_at), body.bar_months)
    if on >= until:
        return None
    return Bar(decision, until, body.reopening_signatures, decision.reopening_signatures.count())


@dataclass(frozen=True)
class AmendedClause:
    """A clause of the motion as it stands: its number, its words, and the amendment they come from, if any."""

    label: str
    text: str
    amendment: Amendment | None = None


def own_clauses(motion: Motion) -> QuerySet[MotionClause]:
    """The clauses of a motion as it was moved, without those of the text that it adopts."""
    return motion.clauses.filter(in_text=False)


def text_as_amended(motion: Motion) -> list[AmendedClause]:
    """The clauses of a motion with the amendments that were carried, in the order in which they were put."""
    carried: dict[int, list[Amendment]] = {}
    for amendment in motion.amendments.filter(state=Amendment.State.CARRIED).order_by("order"):
        carried.setdefault(amendment.clause_id, []).append(amendment)
    return [part for clause in own_clauses(motion) for part in _amended(clause, carried.get(clause.pk, []))]


def _amended(clause: MotionClause, amendments: list[Amendment]) -> list[AmendedClause]:
    own: AmendedClause | None = AmendedClause(clause.label, clause.text)
    added: list[AmendedClause] = []
    for amendment in amendments:
        if amendment.kind == _REPLACE:
            own = AmendedClause(clause.label, amendment.text, amendment)
        elif amendment.kind == _DELETE:
            own = None
        else:
            added.append(AmendedClause(f"{clause.label}{chr(ord('A') + len(added))}", amendment.text, amendment))
    return [part for part in (own, *added) if part]


def as_text(clauses: list[AmendedClause]) -> str:
    """The clauses as one text, each with its number."""
    return "\n\n".join(f"{clause.label}. {clause.text}" for clause in clauses)


def disputed_clauses(motion: Motion) -> list[tuple[MotionClause, list[Amendment]]]:
    """Each clause to which amendments were moved, with them in the order in which they are put."""
    by_clause: dict[MotionClause, list[Amendment]] = {}
    for amendment in motion.amendments.select_related("clause", "mover", "seconder"):
        by_clause.setdefault(amendment.clause, []).append(amendment)
    return list(by_clause.items())


def changes_carried(motion: Motion) -> list[Change]:
    """The amendments to the text which the motion adopts that were carried, as changes to work into it in turn.

    Words are replaced first and clauses left out last, so that none is looked for in vain; of clauses added after the
    same one the last is put in first, so that they stand in the order in which they were put.
    """
    carried = motion.amendments.filter(state=Amendment.State.CARRIED, clause__in_text=True).select_related("clause")
    found = [as_change(amendment.clause.label, amendment.kind, amendment.text) for amendment in carried]
    by_kind = {kind: [change for change in found if change.kind == kind] for kind in Amendment.Kind}
    return by_kind[_REPLACE] + by_kind[_ADD][::-1] + by_kind[_DELETE]


def text_carried(motion: Motion) -> str | None:
    """The text that a motion adopts with the amendments carried so far; None where it adopts none, or they clash."""
    adopts = getattr(motion, "adopts", None)
    try:
        return amended(adopts.proposal.text, changes_carried(motion)) if adopts else None
    except AmendError:
        return None


def as_change(number: str, kind: str, words: str) -> Change:
    """An amendment as the change that it makes to a text."""
    return Change(number, "replace" if kind == _REPLACE else "add" if kind == _ADD else "delete", words)
