"""How every step is taken: the table is asked first, and at the end stand one event of the case and one of the log."""

from django.utils import timezone
from django.utils.translation import gettext as _

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import User
from hustings.conduct import deadlines, sealing
from hustings.conduct.letters import tell_of_step
from hustings.conduct.log import note
from hustings.conduct.models import Case, CaseEvent, Part, Stage
from hustings.conduct.people import DRAWN, PARTIES, Actor, Person, Role
from hustings.conduct.queries.cases import acts_as
from hustings.conduct.queries.next_steps import awaits_review
from hustings.conduct.states import STEPS

LONGEST_TEXT = 50_000


def begin(case: Case, verb: str, actor: Actor) -> Case:
    """The case, locked for this step. Refused where the table does not allow it. Call it in a transaction."""
    step = STEPS[verb]
    locked = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if actor.role not in step.by or not acts_as(locked, actor):
        raise ActionRefused(_("This step is for somebody else to take."))
    if locked.stage not in step.stages:
        raise ActionRefused(
            _("The case is now at this stage: {stage}. What you wanted to do belongs to another.").format(
                stage=locked.get_stage_display()
            )
        )
    if locked.paused_at and not step.while_paused:
        raise ActionRefused(_("The case is paused. A conduct officer can let it go on."))
    return locked


def finish(
    case: Case,
    verb: str,
    actor: Actor,
    *,
    text: str = "",
    to: Stage | None = None,
    facts: dict[str, object] | None = None,
) -> CaseEvent:
    """Record the step, seal its words, and if it leads to another stage say who must act there until when."""
    step = STEPS[verb]
    if step.writes and not text.strip():
        raise ActionRefused(_("Write the reasons: those who may read them need them."), field="text")
    if len(text) > LONGEST_TEXT:
        raise ActionRefused(_("The text can have {most:,} characters at most.").format(most=LONGEST_TEXT), field="text")
    assert to is None or to in step.leads_to
    if to:
        case.stage = to
        case.save(update_fields=["stage", "outcome", "closed_at"])
        if to != Stage.REVIEW and not awaits_review(case):  # who decided on objections has nothing more to do
            end_parts(case, frozenset({Role.REVIEWER}))
        deadlines.begin(case)
    sealed = sealing.seal(case, step.writes, text.strip(), actor) if step.writes else None
    event = CaseEvent.objects.create(
        case=case,
        verb=verb,
        stage=case.stage,
        role=actor.role,
        at=timezone.now(),
        user=actor.user,
        member=None if actor.role in PARTIES else actor.member,
        facts=facts or {},
        text=sealed,
    )
    # The log is read by people who have no part in the case: it names officers, and never a party or who was drawn;
    # nor which step it was, because next to it stands what the step changed in the register.
    note("conduct.step_taken", case, event.pk, by=actor.user)
    tell_of_step(case, event, actor)
    return event


def give_part(case: Case, role: Role, person: Person, place: int = 1) -> Part:
    """Give somebody a part in the case that lets them in."""
    who = Actor(role, person)
    part = Part.objects.create(
        case=case, role=role, user=who.user, member=who.member, place=place, from_at=timezone.now()
    )
    sealing.admit(case, person)
    return part


def end_part(part: Part) -> None:
    """End a part, and with the last part of a person their way into the case."""
    part.ended_at = timezone.now()
    part.save(update_fields=["ended_at"])
    person = part.member or part.user
    assert person
    if not part.case.parts.filter(member=part.member, user=part.user, ended_at=None).exists():
        sealing.remove(part.case, person)


def end_parts(case: Case, roles: frozenset[Role]) -> None:
    """End all parts of these roles."""
    for part in case.parts.filter(role__in=roles, ended_at=None).select_related("member", "user", "case"):
        end_part(part)


def put_aside(case: Case, officer: User) -> None:
    """Keep a conduct officer out of a case from now on: it is neither listed nor open to them any more."""
    now = timezone.now()
    if not case.parts.filter(role=Role.OFFICER, user=officer, ended_at=None).update(ended_at=now):
        Part.objects.create(case=case, role=Role.OFFICER, user=officer, from_at=now, ended_at=now)
    sealing.remove(case, officer)


def closed(case: Case, outcome: Case.Outcome) -> None:
    """Mark the case as closed with that outcome; whoever was drawn for it leaves. `finish` then saves it."""
    case.outcome, case.closed_at = outcome, timezone.now()
    end_parts(case, DRAWN)
