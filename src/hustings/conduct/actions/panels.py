"""People are drawn by lot; parties object; whoever has no other part decides it on the record; people step aside."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hustings.accounts.errors import ActionRefused
from hustings.conduct import panels, sealing
from hustings.conduct.actions.steps import begin, end_part, finish, give_part, put_aside
from hustings.conduct.models import Case, Draw, LeftOut, Objection, Part
from hustings.conduct.people import Actor, Role
from hustings.conduct.queries.cases import running
from hustings.conduct.queries.next_steps import open_to_objection, replaceable, to_draw


@transaction.atomic
def draw(case: Case, actor: Actor, role: Role, *, seed: str = "") -> Draw:
    """Draw by lot whoever is missing, and let them in. `seed` is for a demonstration; otherwise it is made anew."""
    case = begin(case, "draw", actor)
    if role not in to_draw(case):
        raise ActionRefused(_("Nobody is to be drawn for this now."), field="role")
    for part in panels.unfit(case, role):
        _leave(part)
    lot = panels.lot(case, role, seed)
    made = Draw.objects.create(
        case=case,
        role=role,
        seed=lot.seed,
        pool=[member.pk for member in lot.pool],
        drawn=[member.pk for member in lot.drawn],
        drawn_at=timezone.now(),
        drawn_by=actor.user,
    )
    LeftOut.objects.bulk_create(LeftOut(draw=made, member_id=pk, reasons=why) for pk, why in lot.excluded.items())
    last = case.parts.filter(role=role).order_by("place").last()
    for place, member in enumerate(lot.drawn, start=last.place + 1 if last else 1):
        give_part(case, role, member, place)
    finish(case, "draw", actor, facts={"draw": made.pk, "role": role})
    return made


@transaction.atomic
def object_to(case: Case, actor: Actor, part: Part, text: str) -> Objection:
    """A party objects to somebody who was drawn, and says why."""
    case = begin(case, "object", actor)
    if part not in open_to_objection(case, actor.role):
        raise ActionRefused(_("The time to object to this person is over, or you have objected already."), field="part")
    objection = Objection.objects.create(case=case, part=part, by_role=actor.role, made_at=timezone.now())
    finish(case, "object", actor, text=text, facts={"objection": objection.pk})
    return objection


@transaction.atomic
def decide_objection(case: Case, actor: Actor, objection: Objection, upheld: bool, text: str) -> Objection:
    """The reviewer decides an objection, with reasons; if it is upheld the person leaves, and another is drawn."""
    case = begin(case, "decide-objection", actor)
    objection = Objection.objects.select_related("part__case", "part__member").get(pk=objection.pk)
    if objection.case_id != case.pk or objection.decided_at:
        raise ActionRefused(_("This objection has been decided."), field="objection")
    objection.decided_at, objection.upheld = timezone.now(), upheld
    objection.save()
    finish(case, "decide-objection", actor, text=text, facts={"objection": objection.pk, "upheld": upheld})
    if upheld:
        _leave(objection.part)
    return objection


@transaction.atomic
def step_aside(case: Case, actor: Actor) -> Case:
    """Leave a case in which one was to act. Nobody is asked why, and nothing of the case is open to them any more."""
    case = begin(case, "step-aside", actor)
    finish(case, "step-aside", actor, facts={"role": actor.role})
    if actor.user:
        put_aside(case, actor.user)
    else:
        for part in running(case, actor.role).filter(member=actor.member):
            _leave(part)
    return case


@transaction.atomic
def replace(case: Case, actor: Actor, part: Part, text: str) -> Part:
    """Release somebody who was drawn and has let the time pass, so that nobody holds a case up by doing nothing."""
    case = begin(case, "replace", actor)
    part = Part.objects.select_related("case", "member").get(pk=part.pk)
    if part not in replaceable(case):
        raise ActionRefused(_("Only somebody whose time to act is over can be replaced."), field="part")
    finish(case, "replace", actor, text=text, facts={"role": part.role})
    _leave(part)
    return part


@transaction.atomic
def join(case: Case, actor: Actor) -> Case:
    """A conduct officer who came later asks to be let in: the next one who opens the case does so."""
    case = begin(case, "join", actor)
    assert actor.user
    Part.objects.get_or_create(
        case=case, role=Role.OFFICER, user=actor.user, ended_at=None, defaults={"from_at": timezone.now()}
    )
    sealing.admit(case, actor.user)
    finish(case, "join", actor)
    return case


def _leave(part: Part) -> None:
    """End a part, and with it what was objected to it: there is nothing left to decide."""
    end_part(part)
    part.objections.filter(decided_at=None).update(decided_at=timezone.now(), upheld=True)
