"""Units asked before a decision, what they answered, and what the body says where it departs from that."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import User
from hustings.accounts.queries import in_zone
from hustings.audit.log import record
from hustings.council.models import (
    Body,
    Consultation,
    ConsultedUnit,
    Decision,
    Motion,
    Position,
    Proposal,
    Response,
    SourceText,
)
from hustings.council.moments import happened
from hustings.council.queries.consultations import (
    consultations_on,
    consulted_text,
    latest_positions,
    latest_response,
    standings,
)
from hustings.elections.queries.nominations import units_of_secretary
from hustings.register.models import Member, Unit

LONGEST_WORDS = 20_000


@transaction.atomic
def consult(
    body: Body,
    title: str,
    text: SourceText | Proposal,
    units: Sequence[Unit],
    closes_at: datetime,
    by: User,
    *,
    explanation: str = "",
    at: datetime | None = None,
) -> Consultation:
    """Ask units about a text until a moment."""
    opened = happened(at)
    if not units:
        raise ActionRefused(_("Name at least one unit that is asked."), field="units")
    if closes_at <= opened:
        raise ActionRefused(_("The units need time to answer: give a later moment."), field="closes_at")
    consultation = Consultation.objects.create(
        body=body,
        title=title,
        explanation=explanation,
        source=text if isinstance(text, SourceText) else None,
        proposal=text if isinstance(text, Proposal) else None,
        opened_at=opened,
        closes_at=closes_at,
    )
    ConsultedUnit.objects.bulk_create(ConsultedUnit(consultation=consultation, unit=unit) for unit in units)
    record("council.units_consulted", consultation, by=by, units=sorted(unit.pk for unit in units))
    return consultation


@transaction.atomic
def record_positions(
    consulted: ConsultedUnit, answers: Mapping[str, tuple[str, str]], by: User | Member, at: datetime | None = None
) -> list[Position]:
    """Record what a unit answers: clause ('' for the whole text) -> position and words. Only what is new is added.

    A member gives it as a secretary of the unit, a user as its officer; the council's secretary records what came in
    another way.
    """
    if isinstance(by, Member):
        acts_for_it = consulted.unit in units_of_secretary(by)
    else:
        acts_for_it = by.has_perm("council.manage_instruments") or by.has_perm("elections.act_for_unit", consulted.unit)
    if not acts_for_it:
        raise ActionRefused(_("You do not act for {unit}.").format(unit=consulted.unit.name))
    consultation = Consultation.objects.select_for_update(of=("self",)).get(pk=consulted.consultation_id)
    moment = happened(at, not_before=consultation.opened_at)
    if moment >= consultation.closes_at:
        raise ActionRefused(
            _("Positions could be given until {moment}.").format(moment=in_zone(consultation.closes_at)), field="at"
        )
    known = {clause.number for clause in consulted_text(consultation).clauses} | {""}
    before = latest_positions(consulted)
    new = []
    for clause, (answer, words) in answers.items():
        if clause not in known:
            raise ActionRefused(_("The text has no clause {number}.").format(number=clause))
        if len(words) > LONGEST_WORDS:
            raise ActionRefused(
                _("What a unit says on one clause can have {most:,} characters at most.").format(most=LONGEST_WORDS)
            )
        last = before.get(clause)
        told = (last.answer, last.words) if last else (Position.Answer.NONE, "")
        if told != (answer, words.strip()):
            new.append(
                Position.objects.create(
                    consulted=consulted,
                    clause=clause,
                    answer=answer,
                    words=words.strip(),
                    given_at=moment,
                    given_by=by if isinstance(by, Member) else None,
                    recorded_by=by if isinstance(by, User) else None,
                )
            )
    record("council.positions_recorded", consultation, by=by, unit=consulted.unit_id, positions=len(new))
    return new


@transaction.atomic
def bind_consultation(consultation: Consultation, motion: Motion, by: User) -> Consultation:
    """Say which motion decides what the units were asked about."""
    consultation = Consultation.objects.select_for_update(of=("self",)).get(pk=consultation.pk)
    motion = Motion.objects.select_for_update(of=("self",)).get(pk=motion.pk)
    if motion.body_id != consultation.body_id:
        raise ActionRefused(_("The motion is before another body than the one that asked."), field="motion")
    if motion.state != Motion.State.MOVED:
        raise ActionRefused(_("This motion is {state}.").format(state=motion.get_state_display()), field="motion")
    if consultation.motion and consultation.motion.state in (Motion.State.CARRIED, Motion.State.LOST):
        raise ActionRefused(_("Another motion has decided on this consultation already."), field="motion")
    consultation.motion = motion
    consultation.save(update_fields=["motion"])
    record("council.consultation_bound", consultation, by=by, motion=motion.pk)
    return consultation


def bind_what_was_asked(motion: Motion, proposal: Proposal, by: User) -> None:
    """Bind a motion that adopts a text to every consultation on it, or on its source, that no motion decides yet.

    A body that asked cannot forget that it did.
    """
    waiting = Q(motion=None) | Q(motion__state=Motion.State.WITHDRAWN)
    for consultation in _asked_about(proposal).filter(waiting):
        bind_consultation(consultation, motion, by)


def refuse_unanswered(proposal: Proposal, decision: Decision) -> None:
    """Refuse to put a text in force on which units were asked before the decision, if no decision answers them."""
    unanswered = Q(motion=None) | Q(motion__state__in=(Motion.State.MOVED, Motion.State.WITHDRAWN))
    asked = _asked_about(proposal).filter(unanswered, opened_at__lte=decision.decided_at).first()
    if asked:
        raise ActionRefused(
            _(
                "Units were asked about this text in “{title}”, and no decision answers them. Name there the motion "
                "that decides, so that each position is followed, or departed from for a reason."
            ).format(title=asked.title)
        )


def _asked_about(proposal: Proposal) -> QuerySet[Consultation]:
    """What the body that would adopt a text has asked about it, or about its source."""
    about = Q(proposal=proposal) | (Q(source=proposal.source) if proposal.source else Q())
    return Consultation.objects.filter(about, body=proposal.instrument.body_id)


@transaction.atomic
def respond(
    consultation: Consultation, carried: bool, responses: Mapping[ConsultedUnit, tuple[str, str]], by: User
) -> list[Response]:
    """Record what the body says to each unit if the motion is carried, or lost: 'followed', or 'departed' and why."""
    consultation = Consultation.objects.select_for_update(of=("self",)).get(pk=consultation.pk)
    if consultation.motion is None:
        raise ActionRefused(_("Say first which motion decides on this consultation."))
    if consultation.motion.state != Motion.State.MOVED:
        raise ActionRefused(_("The motion is decided: what the body said to the units stands."))
    departures = {standing.consulted.pk: standing.departures for standing in standings(consultation, carried)}
    new = []
    for consulted, (kind, reason) in responses.items():
        reason = reason.strip()
        if len(reason) > LONGEST_WORDS:
            raise ActionRefused(_("A reason can have {most:,} characters at most.").format(most=LONGEST_WORDS))
        if kind == Response.Kind.DEPARTED and not reason:
            raise ActionRefused(
                _("Give the body's reason for departing from the position of {unit}.").format(unit=consulted.unit.name)
            )
        if kind == Response.Kind.FOLLOWED and departures[consulted.pk]:
            raise ActionRefused(
                _("The position of {unit} is not followed. {departures}").format(
                    unit=consulted.unit.name, departures=" ".join(departures[consulted.pk])
                )
            )
        last = latest_response(consulted, carried)
        if last is None or (last.kind, last.reason) != (kind, reason):
            new.append(
                Response.objects.create(
                    consulted=consulted, if_carried=carried, kind=kind, reason=reason, recorded_by=by
                )
            )
    record("council.responses_recorded", consultation, by=by, carried=carried, responses=len(new))
    return new


def check_consultations(motion: Motion, carried: bool) -> None:
    """Refuse to record a decision while units may still answer, or where it departs from one without a reason."""
    for consultation in consultations_on(motion):
        if timezone.now() < consultation.closes_at:
            raise ActionRefused(
                _("“{title}” is asked until {moment}. Decide after that, so that every unit is heard.").format(
                    title=consultation.title, moment=in_zone(consultation.closes_at)
                )
            )
        lacking = [standing.consulted.unit.name for standing in standings(consultation, carried) if standing.lacks]
        if lacking:
            raise ActionRefused(
                _(
                    "A decision needs the body's answer to each position: say in “{title}” whether it is followed, "
                    "or departed from and why, for {units}."
                ).format(title=consultation.title, units=", ".join(lacking))
            )
