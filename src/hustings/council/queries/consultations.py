"""Consultations: what each unit answered, whether a motion departs from it, and what the body said to that."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from hustings.accounts.models import User
from hustings.council.dispositions import read_text
from hustings.council.models import Amendment, Consultation, ConsultedUnit, Decision, Motion, Position, Response
from hustings.council.queries.instruments import Comparison, proposal_comparison
from hustings.elections.queries.nominations import units_of_officer, units_of_secretary
from hustings.register.models import Member
from hustings.texts import Disposition, Text

Answer = Position.Answer
DEFINITE = (Answer.ADOPT, Answer.REFUSE)


def consulted_text(consultation: Consultation) -> Text:
    """The text that the units are asked about."""
    text = consultation.source or consultation.proposal
    assert text is not None
    return read_text(text.text)


def is_open(consultation: Consultation) -> bool:
    """Whether units may still answer."""
    return timezone.now() < consultation.closes_at


def latest_positions(consulted: ConsultedUnit) -> dict[str, Position]:
    """The position that counts on each clause, '' for the whole text; without those that were taken back."""
    latest = {position.clause: position for position in consulted.positions.order_by("pk")}
    return {clause: position for clause, position in latest.items() if position.answer != Answer.NONE or position.words}


def latest_response(consulted: ConsultedUnit, carried: bool) -> Response | None:
    """What the body said of the unit's position, for a motion that is carried, or lost."""
    return consulted.responses.filter(if_carried=carried).order_by("pk").last()


@dataclass(frozen=True)
class Standing:
    """How the outcome of a motion stands to a unit's positions.

    `departures` says in sentences where it departs from them for certain; `is_certain` is False where only the body
    can say, because a change was asked for, or amendments or another text were carried.
    """

    consulted: ConsultedUnit
    positions: dict[str, Position]
    departures: list[str]
    is_certain: bool
    response: Response | None

    @property
    def answers(self) -> list[Position]:
        """The whole text first, then the clauses as they were answered."""
        return sorted(self.positions.values(), key=lambda position: (position.clause != "", position.pk))

    @property
    def kind(self) -> str:
        """'followed', 'departed', or '' where the unit gave no position or nobody has said yet."""
        if self.departures:
            return Response.Kind.DEPARTED
        if self.response:
            return self.response.kind
        return Response.Kind.FOLLOWED if self.positions and self.is_certain else ""

    @property
    def reason(self) -> str:
        return self.response.reason if self.response and self.response.kind == Response.Kind.DEPARTED else ""

    @property
    def lacks(self) -> bool:
        """Whether a decision cannot be recorded before the body has said more."""
        if not self.positions:
            return False
        return not self.reason if self.departures else not self.kind


def standings(consultation: Consultation, carried: bool) -> list[Standing]:
    """How each unit's positions stand to the motion that the consultation is bound to, if it is carried, or lost."""
    facts = _Facts.of(consultation, carried)
    found = []
    for consulted in consultation.consulted.select_related("unit"):
        positions = latest_positions(consulted)
        departures, certain = facts.judge(positions.values())
        found.append(Standing(consulted, positions, departures, certain, latest_response(consulted, carried)))
    return found


def answers_of(consulted: ConsultedUnit) -> Standing:
    """What a unit has answered so far, before anybody can say whether it is followed."""
    return Standing(consulted, latest_positions(consulted), [], False, None)


@dataclass(frozen=True)
class _Facts:
    """What is known of an outcome: whether the text was carried as it was asked about, and its comparison."""

    carried: bool
    known: bool
    comparison: Comparison | None

    @classmethod
    def of(cls, consultation: Consultation, carried: bool) -> "_Facts":
        motion = consultation.motion
        adopts = getattr(motion, "adopts", None)
        if motion is None or adopts is None:
            return cls(carried, False, None)
        proposal = adopts.proposal
        about_this = consultation.proposal_id == proposal.pk
        about_its_source = consultation.source_id is not None and consultation.source_id == proposal.source_id
        amended = motion.amendments.filter(state=Amendment.State.CARRIED).exists()
        known = (about_this or about_its_source) and not (carried and amended)
        return cls(carried, known, proposal_comparison(proposal) if known and about_its_source else None)

    def judge(self, positions: Iterable[Position]) -> tuple[list[str], bool]:
        """Sentences that say where the outcome departs from the positions, and whether that is all there is to say."""
        positions = list(positions)
        certain = self.known and all(position.answer in DEFINITE for position in positions)
        if not self.known:
            return [], certain
        return [sentence for position in positions if (sentence := self._departure(position))], certain

    def _departure(self, position: Position) -> str:
        about = _("clause {number}").format(number=position.clause) if position.clause else _("the text")
        if position.answer == Answer.REFUSE:
            if position.clause and self._disposition(position.clause) == Disposition.OMITTED:
                return ""
            return _("It asked not to adopt {what}.").format(what=about) if self.carried else ""
        if position.answer != Answer.ADOPT:
            return ""
        if not self.carried:
            return _("It asked to adopt {what}; the motion was lost.").format(what=about)
        if self.comparison is None:
            return ""
        if not position.clause:
            whole = all(row.outcome.disposition == Disposition.VERBATIM for row in self.comparison.sourced)
            if whole:
                return ""
            return _("It asked to adopt the text as it stands; the motion adopts it {summary}.").format(
                summary=self.comparison.summary
            )
        became = self._disposition(position.clause)
        if became == Disposition.VERBATIM:
            return ""
        told = {
            Disposition.REWORDED: _("It asked to adopt clause {number} as it stands; the motion rewords it."),
            Disposition.OMITTED: _("It asked to adopt clause {number} as it stands; the motion leaves it out."),
            Disposition.COVERED: _("It asked to adopt clause {number} as it stands; the motion covers it by another."),
        }
        return told[became].format(number=position.clause) if became else ""

    def _disposition(self, clause: str) -> Disposition | None:
        rows = self.comparison.sourced if self.comparison else []
        found = (row.outcome for row in rows if row.outcome.source and row.outcome.source.number == clause)
        return next((outcome.disposition for outcome in found), None)


def decision_of(consultation: Consultation) -> Decision | None:
    """The decision that followed, once there is one."""
    if consultation.motion is None:
        return None
    return Decision.objects.filter(motion=consultation.motion, corrects=None).first()


def asked_of(by: Member | User) -> list[ConsultedUnit]:
    """What the units for which a member or an officer acts are asked just now, what ends first coming first."""
    units = units_of_secretary(by) if isinstance(by, Member) else units_of_officer(by)
    open_ones = ConsultedUnit.objects.filter(unit__in=units, consultation__closes_at__gt=timezone.now())
    return list(open_ones.select_related("unit", "consultation__body").order_by("consultation__closes_at"))


def consultations_on(motion: Motion) -> list[Consultation]:
    """What was asked before a motion."""
    return list(motion.consultations.select_related("source", "proposal", "motion"))
