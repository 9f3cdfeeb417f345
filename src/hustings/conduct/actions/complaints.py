"""A complaint comes in: a case, its key, the words and the files under it, and a receipt."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import User
from hustings.conduct import evidence, receipts, sealing
from hustings.conduct.actions.opening import open_case
from hustings.conduct.actions.steps import LONGEST_TEXT
from hustings.conduct.letters import tell_of_addition
from hustings.conduct.log import note
from hustings.conduct.models import Case, CaseEvent, Part, TextKind
from hustings.conduct.people import PARTIES, Actor, Role
from hustings.conduct.queries.officers import conduct_officers, officers_who_are
from hustings.conduct.sealing import Holder
from hustings.council.models import InstrumentVersion
from hustings.register.models import Member

ADDED = "add"


def officers_who_read() -> QuerySet[User]:
    """The conduct officers to whose keys a complaint can be sealed."""
    return conduct_officers().filter(conduct_key__awaits_voucher=False)


@transaction.atomic
def receive(
    version: InstrumentVersion,
    allegations: Sequence[tuple[str, date]],
    text: str,
    words: list[str],
    *,
    files: Sequence[evidence.CheckedFile] = (),
    complainant: Member | None = None,
    without: Sequence[User] = (),
) -> Holder:
    """Keep a complaint, and give whoever has these words of its receipt, which are kept nowhere.

    Officers in `without` are not let in: the complaint may be about them. Neither is an officer who complains.
    """
    if complainant:
        without = [*without, *officers_who_are(complainant)]
    if not text.strip():
        raise ActionRefused(_("Write what happened."), field="text")
    _check_length(text)
    officers = [user for user in conduct_officers() if user not in without]
    if not officers_who_read().filter(pk__in=[user.pk for user in officers]).exists():
        raise ActionRefused(_no_reader(bool(without)), field="without" if without else None)
    case = open_case(version, allegations, complainant)
    now = timezone.now()
    for user in without:  # as if they had stepped aside before they saw it
        Part.objects.create(case=case, role=Role.OFFICER, user=user, from_at=now, ended_at=now)
    private = sealing.new_case_key(case, [*officers, *([complainant] if complainant else [])])
    author = Actor(Role.COMPLAINANT, complainant)
    sealing.seal(case, TextKind.COMPLAINT, text.strip(), author)
    evidence.keep(case, files, author)
    return receipts.issue(case, Role.COMPLAINANT, private, words, complainant)


@transaction.atomic
def add(case: Case, actor: Actor, text: str, files: Sequence[evidence.CheckedFile] = ()) -> None:
    """Add words or files to a case that runs: a question, an answer, more evidence."""
    # Locked, so that nothing is sealed to a key that is being replaced just now, and lost with it.
    case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if case.closed_at:
        raise ActionRefused(_("The case is closed. Nothing can be added to it."))
    if not text.strip() and not files:
        raise ActionRefused(_("Write something, or choose a file."), field="text")
    _check_length(text)
    sealed = sealing.seal(case, TextKind.MESSAGE, text.strip(), actor) if text.strip() else None
    evidence.keep(case, files, actor)
    event = CaseEvent.objects.create(
        case=case,
        verb=ADDED,
        stage=case.stage,
        role=actor.role,
        at=timezone.now(),
        user=actor.user,
        member=None if actor.role in PARTIES else actor.member,
        facts={"files": len(files)},
        text=sealed,
    )
    note("conduct.added", case, event.pk, by=actor.user)
    tell_of_addition(case, actor)


def _check_length(text: str) -> None:
    if len(text) > LONGEST_TEXT:
        raise ActionRefused(
            _("The text can have {most:,} characters at most. Put the rest into a file.").format(most=LONGEST_TEXT),
            field="text",
        )


def _no_reader(some_left_out: bool) -> str:
    if some_left_out:
        return _(
            "Somebody must be able to read the complaint. Leave at least one conduct officer unticked; if it is about "
            "all of them, ask the contact at the foot of this page whom you can turn to."
        )
    return _("Complaints cannot be received yet: no conduct officer has chosen a passphrase. Please tell them so.")
