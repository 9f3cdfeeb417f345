"""E-mails that say that something waits or is new, and until when: never what, about whom, or in which part."""

import logging
from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import partial, wraps
from smtplib import SMTPException
from typing import ParamSpec

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hustings.accounts.queries import organisation
from hustings.conduct import deadlines, panels
from hustings.conduct.models import Admission, Case, CaseEvent, PersonKey, Stage, TextKind
from hustings.conduct.people import PARTIES, Actor, Person, Role
from hustings.conduct.queries.cases import is_officer, is_told
from hustings.conduct.queries.next_steps import awaits_review, has_open_objection
from hustings.conduct.queries.officers import conduct_officers
from hustings.conduct.states import ADDED, DUTIES, NEEDED, OPEN, STEPS, may_read
from hustings.register.standing import written

P = ParamSpec("P")
logger = logging.getLogger(__name__)
# After these steps it is somebody else's turn than before, though the case stays at its stage.
PASSES_ON = frozenset({"draw", "object", "decide-objection", "step-aside", "replace", "suspend", "resume"})
# Who comes and goes among those who act is told on the page alone.
NOT_WRITTEN = frozenset({"step-aside", "join"})
# Who waited no longer than this to be let in has just had a letter that something waits.
JUST_NOW = timedelta(minutes=10)
AGAIN_AFTER = timedelta(hours=1)


def _afterwards(tell: Callable[P, None]) -> Callable[P, None]:
    """Write once what was done is safely kept, and as it stands then."""

    @wraps(tell)
    def later(*args: P.args, **kwargs: P.kwargs) -> None:
        transaction.on_commit(partial(tell, *args, **kwargs), robust=True)

    return later


@_afterwards
def tell_whose_turn(case: Case) -> None:
    """Write to those who must act now."""
    _wait(case, _whose_turn(case))


@_afterwards
def tell_of_step(case: Case, event: CaseEvent, by: Actor) -> None:
    """Write to those whose turn it is after this step, and to the parties whom it concerns; not to whoever took it."""
    own, verb = {by.person.email} if by.person else set(), event.verb
    turn = _whose_turn(case) - own if STEPS[verb].leads_to or verb in PASSES_ON else set()
    seen_by = {role for role in PARTIES if is_told(role, event, case)} if verb not in NOT_WRITTEN else set()
    _wait(case, turn)
    _is_new(case, _in_part(case, seen_by) - turn - own)


@_afterwards
def tell_parties(case: Case, roles: frozenset[Role]) -> None:
    """Write to parties of whom nobody took a step that the program has done something."""
    _is_new(case, _in_part(case, roles))


@_afterwards
def tell_of_addition(case: Case, by: Actor) -> None:
    """Write to those who can read what was added; once an hour for each role, however much they add."""
    if case.events.filter(verb=ADDED, role=by.role, at__gt=timezone.now() - AGAIN_AFTER).count() > 1:
        return
    readers = {role for role in Role if may_read(role, TextKind.MESSAGE, Stage(case.stage))}
    own = {by.person.email} if by.person else set()
    _is_new(case, _in_part(case, readers) - own)


@_afterwards
def tell_of_review(case: Case) -> None:
    """Write to the reviewer of a suspension, or while there is none to those who draw one."""
    _wait(case, _in_part(case, {Role.REVIEWER}) or _officers(case))


@_afterwards
def tell_who_waits(key: PersonKey) -> None:
    """Write to the officers of every case that whoever has just chosen a passphrase cannot read yet."""
    late = Admission.objects.filter(removed_at=None, sealed_key=b"", key__destroyed_at=None)
    for case in Case.objects.filter(stage__in=OPEN, keys__admissions__in=late.filter(user=key.user, member=key.member)):
        if key.member_id not in panels.held_back(case):
            _wait(case, _officers(case) - {key.user.email if key.user else ""}, dated=False)


@_afterwards
def tell_who_can_let_in(case: Case) -> None:
    """Write to the officers that those who were drawn can read the case as soon as somebody opens it."""
    _wait(case, _officers(case), dated=False)


@_afterwards
def tell_let_in(case: Case, admissions: Iterable[Admission]) -> None:
    """Write to those who can read a case from now on, if they have waited for it."""
    waited = [each for each in admissions if each.admitted_at < timezone.now() - JUST_NOW or _chose_since(each)]
    persons: Iterable[Person | None] = [each.user or each.member for each in waited]
    _is_new(case, {person.email for person in persons if person})


def _chose_since(admission: Admission) -> bool:
    """Whether somebody chose their passphrase after they were admitted: until then nothing could let them in."""
    keys = PersonKey.objects.filter(user=admission.user, member=admission.member)
    return keys.filter(made_at__gt=admission.admitted_at).exists()


def _whose_turn(case: Case) -> set[str]:
    """Whoever has the duty of the stage, or while an objection waits the reviewer; or officers who must draw."""
    stage = Stage(case.stage)
    duty = DUTIES.get(stage)
    if duty is None:
        return set()
    if case.paused_at:
        return _officers(case)
    needed = NEEDED.get(stage)
    objected = has_open_objection(case)
    stuck = needed and panels.missing(case, needed)
    found = set() if objected else _in_part(case, {Role.OFFICER if stuck else duty.role})
    if objected or awaits_review(case):
        found |= _in_part(case, {Role.REVIEWER}) or _officers(case)
    return found


def _in_part(case: Case, roles: Iterable[Role]) -> set[str]:
    parts = case.parts.filter(role__in=roles, ended_at=None).exclude(member=None)
    found = set(parts.values_list("member__email", flat=True))
    return found | _officers(case) if Role.OFFICER in roles else found


def _officers(case: Case) -> set[str]:
    return {user.email for user in conduct_officers() if is_officer(user, case)}


def _wait(case: Case, addresses: set[str], *, dated: bool = True) -> None:
    """Say that something waits to be done, and until when."""
    deadline = deadlines.current(case) if dated else None
    here = organisation().name
    if deadline:
        day = written(deadline.due_on)
        first = _("Something in a matter of conduct of {organisation} waits for you, until the end of {day}.")
        first = first.format(organisation=here, day=day)
    else:
        first = _("Something in a matter of conduct of {organisation} waits for you.").format(organisation=here)
    _send(case, addresses, _("{organisation}: something waits for you").format(organisation=here), first)


def _is_new(case: Case, addresses: set[str]) -> None:
    """Say that there is something to read."""
    here = organisation().name
    first = _(
        "There is something new for you to read in a matter of conduct of {organisation}. The page says what you can "
        "do about it and until when; for some things there are only a few days."
    ).format(organisation=here)
    _send(case, addresses, _("{organisation}: something new for you to read").format(organisation=here), first)


def _send(case: Case, addresses: set[str], subject: str, first: str) -> None:
    """Send it to each of these; whoever has no address gets none."""
    here = organisation()
    link = settings.BASE_URL + reverse("conduct:case", args=[case.reference])
    paragraphs = [
        first,
        _("Sign in and open this page:\n{link}").format(link=link),
        _("If you would rather not follow a link, go to {site}, sign in, and look under “Conduct”.").format(
            site=settings.BASE_URL
        ),
        _("This e-mail says no more, because others may see it."),
    ]
    if here.help_contact:
        paragraphs.append(_("Do you need help? Ask {contact}.").format(contact=here.help_contact))
    for address in sorted(addresses - {""}):
        try:
            send_mail(subject, "\n\n".join(paragraphs), here.from_email or None, [address])
        except (OSError, SMTPException):
            logger.exception("The mail server did not take a letter about a case")
