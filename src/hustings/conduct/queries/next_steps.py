"""What can be done in a case just now: the table of steps, less what has been done or cannot begin yet."""

from collections.abc import Callable, Mapping, Sequence

from hustings.conduct import deadlines, panels, sanctions
from hustings.conduct.deadlines import today
from hustings.conduct.models import Admission, Case, Part, Stage
from hustings.conduct.people import Actor, Role
from hustings.conduct.queries.cases import running
from hustings.conduct.retaliation import must_be_reviewed
from hustings.conduct.states import NEEDED, Step, steps_of
from hustings.council.moments import day_of


def awaits_review(case: Case) -> bool:
    """Whether the respondent is suspended before a finding and nobody has reviewed it."""
    reviewed = case.events.filter(verb="review-suspension").exists()
    return not reviewed and _suspended(case)


def has_open_objection(case: Case) -> bool:
    """Whether a party objects to somebody who was drawn, and nobody has decided on it."""
    return case.objections.filter(decided_at=None).exists()


def to_draw(case: Case) -> list[Role]:
    """For which roles people are still to be drawn at this stage."""
    wanted = [NEEDED[stage] for stage in (Stage(case.stage),) if stage in NEEDED]
    if (awaits_review(case) or has_open_objection(case)) and Role.REVIEWER not in wanted:
        wanted.append(Role.REVIEWER)
    return [role for role in wanted if panels.missing(case, role)]


def open_to_objection(case: Case, role: Role) -> list[Part]:
    """Those drawn for this stage to whom that party can still object."""
    working = NEEDED.get(Stage(case.stage))
    if working in (None, Role.REVIEWER):
        return []
    parts = running(case, working).exclude(objections__by_role=role)
    return [part for part in parts if panels.open_until(part) > today()]


def replaceable(case: Case) -> list[Part]:
    """Those at work whose time is over. Whoever was drawn after that day has theirs only once more time is given."""
    deadline, role = deadlines.current(case), NEEDED.get(Stage(case.stage))
    if deadline is None or role is None or not deadlines.is_over(case):
        return []
    return [part for part in running(case, role) if day_of(part.from_at) <= deadline.due_on]


def _suspended(case: Case) -> bool:
    return any(sanction.before_finding for sanction in sanctions.in_force(case))


def _agrees_already(case: Case, actor: Actor) -> bool:
    ended = case.events.filter(verb="end-conciliation").order_by("pk").last()
    return case.events.filter(verb="conciliate", role=actor.role, pk__gt=ended.pk if ended else 0).exists()


def _is_let_in(case: Case, actor: Actor) -> bool:
    return Admission.objects.filter(key__case=case, user=actor.user, removed_at=None).exists()


def _may_appeal(case: Case, actor: Actor) -> bool:
    time = case.deadlines.filter(stage=Stage.APPEALABLE).last()
    made = case.appeals.filter(by_role=actor.role, decided_at=None)
    return time is not None and time.due_on >= today() and not made.exists()


def _may_record(case: Case, actor: Actor) -> bool:
    """Whether the panel is there to decide, and this is who records what it decided."""
    chair = panels.chair(case, actor.role)
    return chair is not None and chair == actor.member and not panels.lacks(case, actor.role)


# Steps of the table that are not always possible where it allows them.
POSSIBLE: Mapping[str, Callable[[Case, Actor], bool]] = {
    "accept": lambda case, actor: case.respondent_id is not None,
    "notify": lambda case, actor: not must_be_reviewed(case),
    "send-to-review": lambda case, actor: must_be_reviewed(case),
    "draw": lambda case, actor: bool(to_draw(case)),
    "object": lambda case, actor: bool(open_to_objection(case, actor.role)),
    "decide-objection": lambda case, actor: has_open_objection(case),
    "conciliate": lambda case, actor: not _agrees_already(case, actor),
    "investigate": lambda case, actor: deadlines.is_over(case),
    "close": lambda case, actor: deadlines.is_over(case),
    "suspend": lambda case, actor: not case.sanctions.filter(before_finding=True).exists(),
    "review-suspension": lambda case, actor: awaits_review(case),
    "replace": lambda case, actor: bool(replaceable(case)),
    "join": lambda case, actor: not _is_let_in(case, actor),
    "appeal": _may_appeal,
    "find": lambda case, actor: _may_record(case, actor),
    "sanction": lambda case, actor: _may_record(case, actor),
    "decide-appeal": lambda case, actor: _may_record(case, actor),
    "report": lambda case, actor: not panels.lacks(case, Role.INVESTIGATOR),
}


def next_steps(case: Case, by: Sequence[Actor]) -> list[tuple[Step, Actor]]:
    """What these actors can do now, each step once; those that lead on come first."""
    found: dict[str, tuple[Step, Actor]] = {}
    is_named = case.respondent_id is not None
    for actor in by:
        for step in steps_of(actor.role, Stage(case.stage), case.paused_at is not None):
            if POSSIBLE.get(step.verb, lambda *_: True)(case, actor):
                found.setdefault(step.verb, (step, actor))
    return sorted(
        found.values(), key=lambda pair: (not pair[0].is_next, pair[0].verb == "name-respondent" and is_named)
    )


def actor_for(case: Case, by: Sequence[Actor], verb: str) -> Actor | None:
    """As whom they would take this step; None if it is for somebody else to take, or not now."""
    return next((actor for step, actor in next_steps(case, by) if step.verb == verb), None)
