"""Instruments: source texts kept, texts proposed, clauses ruled on, versions put in force."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import gettext as _

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import User
from hustings.audit.log import record
from hustings.council.actions.consultations import bind_what_was_asked, refuse_unanswered
from hustings.council.dispositions import as_rows, check_ruling, read_text
from hustings.council.models import (
    Amendment,
    Body,
    ClauseRuling,
    Decision,
    Instrument,
    InstrumentVersion,
    Motion,
    MotionToAdopt,
    Proposal,
    Repeal,
    SourceText,
)
from hustings.council.models.instruments import LONGEST_TEXT
from hustings.council.moments import day_of
from hustings.council.queries.instruments import earliest_start, proposal_comparison
from hustings.council.queries.motions import changes_carried, text_carried
from hustings.texts import identifiers, parse


@transaction.atomic
def add_source(title: str, origin: str, text: str, by: User, published_on: date | None = None) -> SourceText:
    """Keep an outside text as it was published, once its clauses can be read."""
    _check_text(text)
    source = SourceText.objects.create(
        title=title, origin=origin, text=_lines(text), published_on=published_on, added_by=by
    )
    record("council.source_text_added", source, by=by)
    return source


@transaction.atomic
def create_instrument(title: str, body: Body, by: User) -> Instrument:
    """Give an instrument its name and its address; it has no text until a body adopts one."""
    slug = slugify(title)[:60].strip("-") or "text"
    if Instrument.objects.filter(title__iexact=title).exists() or Instrument.objects.filter(slug=slug).exists():
        raise ActionRefused(_("There is an instrument of this name already. Give this one another."), field="title")
    instrument = Instrument.objects.create(title=title, slug=slug, body=body)
    record("council.instrument_created", instrument, by=by, body=body.pk)
    return instrument


@transaction.atomic
def propose(
    instrument: Instrument,
    text: str,
    by: User,
    source: SourceText | None = None,
    reservations: str = "",
    after: Proposal | None = None,
) -> Proposal:
    """Keep a text that a body may adopt. It is never changed: other words are another proposal.

    Rulings of the proposal before it (`after`, or the last one) are taken over where neither the source clause nor
    what it became has changed.
    """
    Instrument.objects.select_for_update().get(pk=instrument.pk)
    _check_text(text)
    _check_length(reservations, "reservations")
    last = instrument.proposals.last()
    before = after or last
    proposal = Proposal.objects.create(
        instrument=instrument,
        number=last.number + 1 if last else 1,
        source=source,
        text=_lines(text),
        reservations=_lines(reservations).strip(),
        made_by=by,
    )
    if before and source and before.source == source:
        _take_over(before, proposal, by)
    record("council.text_proposed", proposal, by=by, instrument=instrument.pk)
    return proposal


def _take_over(before: Proposal, proposal: Proposal, by: User) -> None:
    old, new = proposal_comparison(before), proposal_comparison(proposal)
    assert old and new
    for was, now in zip(old.sourced, new.sourced, strict=True):
        assert now.outcome.source
        ruling, same = was.ruling, was.outcome.disposition == now.outcome.disposition
        wordings = [[clause.whole for clause in row.outcome.adopted] for row in (was, now)]
        if ruling and same and wordings[0] == wordings[1]:
            ClauseRuling.objects.create(
                proposal=proposal,
                clause=now.outcome.source.number,
                disposition=ruling.disposition,
                adopted=[clause.number for clause in now.outcome.adopted],
                rationale=ruling.rationale,
                ruled_by=by,
            )


@transaction.atomic
def rule_on_clause(
    proposal: Proposal, clause: str, disposition: str, adopted: Sequence[str], rationale: str, by: User
) -> ClauseRuling:
    """Confirm or correct what the program proposes for a source clause, and say why; a later ruling counts instead."""
    proposal = Proposal.objects.select_for_update(of=("self",)).select_related("source").get(pk=proposal.pk)
    if hasattr(proposal, "version"):
        raise ActionRefused(_("This text is adopted: what was ruled on its clauses stands."))
    if proposal.source is None:
        raise ActionRefused(_("This text has no source, so there is nothing to rule on."))
    if not rationale.strip():
        raise ActionRefused(_("Say why; it is published with the clause."), field="rationale")
    _check_length(rationale, "rationale")
    numbers = check_ruling(read_text(proposal.source.text), read_text(proposal.text), clause, disposition, adopted)
    ruling = ClauseRuling.objects.create(
        proposal=proposal,
        clause=clause,
        disposition=disposition,
        adopted=numbers,
        rationale=rationale.strip(),
        ruled_by=by,
    )
    record("council.clause_ruled_on", proposal, by=by, clause=clause, disposition=disposition, adopted=numbers)
    return ruling


@transaction.atomic
def bind_proposal(motion: Motion, proposal: Proposal, by: User, in_force_from: date | None = None) -> MotionToAdopt:
    """Say that a motion, if it is carried, adopts this text: from a day on, or from the day of the decision."""
    motion = Motion.objects.select_for_update(of=("self",)).get(pk=motion.pk)
    if motion.state != Motion.State.MOVED:
        raise ActionRefused(
            _("Motion {number} is {state}: it can no longer be changed.").format(
                number=motion.number, state=motion.get_state_display()
            ),
            field="motion",
        )
    if motion.body_id != proposal.instrument.body_id:
        raise ActionRefused(
            _("{body} adopts this instrument; the motion is before another body.").format(
                body=proposal.instrument.body.name
            ),
            field="motion",
        )
    if motion.amendments.filter(clause__in_text=True).exists():
        raise ActionRefused(
            _("Amendments have been moved to the text that motion {number} adopts, so it stays with that text.").format(
                number=motion.number
            ),
            field="motion",
        )
    bound, _created = MotionToAdopt.objects.update_or_create(
        motion=motion, defaults={"proposal": proposal, "in_force_from": in_force_from}
    )
    bind_what_was_asked(motion, proposal, by)
    record("council.motion_adopts_text", motion, by=by, proposal=proposal.pk)
    return bound


@transaction.atomic
def adopt(proposal: Proposal, decision: Decision, by: User, in_force_from: date | None = None) -> InstrumentVersion:
    """Put a proposed text in force by a decision, once every source clause that is not verbatim is ruled on."""
    instrument = (
        Instrument.objects.select_for_update(of=("self",)).select_related("body").get(pk=proposal.instrument_id)
    )
    if InstrumentVersion.objects.filter(proposal=proposal).exists():
        raise ActionRefused(_("This text is adopted already."))
    _check_decision(instrument, decision)
    comparison = proposal_comparison(proposal)
    if comparison and comparison.open:
        numbers = ", ".join(row.outcome.source.number for row in comparison.open if row.outcome.source)
        raise ActionRefused(
            _("Confirm or correct first what became of these source clauses: {numbers}.").format(numbers=numbers)
        )
    refuse_unanswered(proposal, decision)
    starts = in_force_from or day_of(decision.decided_at)
    before = instrument.versions.last()
    if starts < (earliest := earliest_start(instrument)):
        raise ActionRefused(
            _("The version before it is in force from, or ended on, {day}; this one cannot be earlier.").format(
                day=date_format(earliest, "j F Y", use_l10n=False)
            ),
            field="in_force_from",
        )
    texts = [parse(version.proposal.text) for version in instrument.versions.select_related("proposal")]
    version = InstrumentVersion.objects.create(
        instrument=instrument,
        number=before.number + 1 if before else 1,
        proposal=proposal,
        decision=decision,
        in_force_from=starts,
        identifiers=list(identifiers([*texts, parse(proposal.text)])[-1]),
        outcomes=as_rows(comparison.rows) if comparison else [],
        recorded_by=by,
    )
    record("council.instrument_adopted", version, by=by, instrument=instrument.pk, decision=decision.pk)
    return version


@transaction.atomic
def repeal(instrument: Instrument, decision: Decision, by: User, ends_on: date | None = None) -> Repeal:
    """End the last version of an instrument by a decision, from a day on, with nothing in its place."""
    instrument = Instrument.objects.select_for_update(of=("self",)).select_related("body").get(pk=instrument.pk)
    last = instrument.versions.last()
    if last is None or hasattr(last, "repeal"):
        raise ActionRefused(_("Nothing of “{title}” is in force, so nothing can end.").format(title=instrument.title))
    _check_decision(instrument, decision)
    ends = ends_on or day_of(decision.decided_at)
    if ends < last.in_force_from:
        raise ActionRefused(
            _("Version {number} is in force from {day}; it cannot end before that.").format(
                number=last.number, day=date_format(last.in_force_from, "j F Y", use_l10n=False)
            ),
            field="ends_on",
        )
    found = Repeal.objects.create(version=last, decision=decision, ends_on=ends, recorded_by=by)
    record("council.instrument_repealed", found, by=by, instrument=instrument.pk, decision=decision.pk, ends_on=ends)
    return found


def _check_decision(instrument: Instrument, decision: Decision) -> None:
    if decision.outcome != Decision.Outcome.CARRIED:
        raise ActionRefused(
            _("Decision {number} did not carry its motion, so it changes nothing that is in force.").format(
                number=decision.number
            ),
            field="decision",
        )
    if decision.body_id != instrument.body_id:
        raise ActionRefused(
            _("{body} adopts this instrument; decision {number} is of another body.").format(
                body=instrument.body.name, number=decision.number
            ),
            field="decision",
        )


def adopt_what_was_carried(decision: Decision, by: User) -> None:
    """What follows a decision: the text it adopts, with the amendments to its clauses, is in force.

    It waits for the secretary, who finds it on the page of the proposal, where source clauses are still to be ruled
    on, or where a clause of the motion itself was amended: only people can say what that means for the text.
    """
    bound = MotionToAdopt.objects.filter(motion=decision.motion_id).select_related("proposal__source").first()
    if bound is None or decision.outcome != Decision.Outcome.CARRIED:
        return
    proposal = _carried_over(bound, by) if changes_carried(decision.motion) else bound.proposal
    carried = decision.motion.amendments.filter(state=Amendment.State.CARRIED)
    if proposal is None or carried.filter(clause__in_text=False).exists() or hasattr(proposal, "version"):
        return
    comparison = proposal_comparison(proposal)
    starts = bound.in_force_from or day_of(decision.decided_at)
    if not (comparison and comparison.open) and starts >= earliest_start(proposal.instrument):
        adopt(proposal, decision, by, starts)


def _carried_over(bound: MotionToAdopt, by: User) -> Proposal | None:
    """The text with the amendments that were carried, as a proposal of its own; None where they cannot go together."""
    text, before = text_carried(bound.motion), bound.proposal
    if text is None:
        return None
    bound.as_amended = propose(before.instrument, text, by, before.source, before.reservations, after=before)
    bound.save(update_fields=["as_amended"])
    return bound.as_amended


def _check_text(text: str) -> None:
    _check_length(text, "text")
    read_text(text)


def _check_length(text: str, field: str) -> None:
    if len(text) > LONGEST_TEXT:
        raise ActionRefused(
            _("This has {number:,} characters; at most {most:,} can be kept. Split it.").format(
                number=len(text), most=LONGEST_TEXT
            ),
            field=field,
        )


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n")
