"""Letters on paper: the voting link in one, a sign-in code in another, printed by two people, so that no letter and no
person is enough to vote for a member."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import Role, User
from hustings.accounts.queries import organisation
from hustings.audit.log import record
from hustings.elections import paper_letters
from hustings.elections.actions.credentials import pending_credentials
from hustings.elections.models import Election, LetterCode, PendingCredential, PrintedLetter, PrintRun
from hustings.elections.queries.print_runs import holders, waiting
from hustings.elections.states import locked
from hustings.register.fonts import fonts
from hustings.register.models import Member

Kind = PrintRun.Kind
State = Election.State
# As many as one person folds in an evening, and as a page makes while a browser waits.
LETTERS_PER_RUN = 500
# Without I, L, O and U: nothing here is mistaken for something else. Sixty bits in twelve of them.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 12
READ_ALIKE = str.maketrans("OIL", "011")


@dataclass(frozen=True)
class Printed:
    """A print run and its PDF."""

    run: PrintRun
    pdf: bytes


def print_letters(election: Election, kind: str, by: User, member: Member | None = None) -> Printed:
    """Print letters for the electors without an e-mail address who have none of this kind, or one for this member.

    Sign-in codes are made anew: one printed earlier for the same member no longer counts.
    """
    _refuse_unless_current(election)
    _refuse_both_kinds(election, kind, by)
    members = _addressees(election, kind, member)
    codes = {each.pk: _new_code() for each in members} if kind == Kind.CODES else {}
    # The slow part first: while pages are drawn, ballots are taken.
    pdf = _pdf(election, kind, members, codes)
    with transaction.atomic():
        election = locked(election)
        _refuse_unless_current(election)
        _refuse_both_kinds(election, kind, by)
        run = PrintRun.objects.create(election=election, kind=kind, printed_by=by)
        if member is None and PrintedLetter.objects.filter(run__election=election, run__kind=kind, member__in=members):
            raise ActionRefused(_("Somebody has printed these letters meanwhile. Load the page again."))
        PrintedLetter.objects.bulk_create(PrintedLetter(run=run, member=each) for each in members)
        election.letter_codes.filter(member__in=codes).delete()
        LetterCode.objects.bulk_create(
            LetterCode(election=election, member_id=key, code_hash=_hash(code)) for key, code in codes.items()
        )
        record("elections.letters_printed", run, by=by, election=election.pk, kind=kind, letters=len(members))
    return Printed(run, pdf)


def print_again(run: PrintRun, by: User) -> Printed:
    """Print the letters of a run once more, by whoever printed it: the file was lost, or the printer failed.

    Only voting links can be: of the sign-in codes nothing is kept that could be printed.
    """
    _refuse_unless_current(run.election)
    _refuse_both_kinds(run.election, run.kind, by)
    if run.kind == Kind.CODES:
        raise ActionRefused(_("Sign-in codes are not kept, so they cannot be printed again. Print new ones."))
    if run.posted_at:
        raise ActionRefused(_("These letters were posted. A member who lost theirs gets a new one from the helpdesk."))
    members = list(Member.objects.filter(pk__in=run.letters.values("member")).order_by("number"))
    pdf = _pdf(run.election, run.kind, members, {})
    record("elections.letters_printed_again", run, by=by, letters=len(members))
    return Printed(run, pdf)


def post_letters(run: PrintRun, by: User) -> None:
    """Note that the letters of a run were posted; voting links that are not to be sent again are deleted then."""
    with transaction.atomic():
        run = PrintRun.objects.select_for_update().select_related("election").get(pk=run.pk)
        if run.posted_at:
            raise ActionRefused(_("These letters are noted as posted already."))
        run.posted_at = timezone.now()
        run.save(update_fields=["posted_at"])
        if run.kind == Kind.LINKS and not run.election.keep_credentials:
            PendingCredential.objects.filter(election=run.election, member__in=run.letters.values("member")).delete()
        record("elections.letters_posted", run, by=by)


def redeem_letter_code(code: str, is_for: Callable[[Member], bool]) -> Member | None:
    """The member whose letter had this code, which is used up by it; None if it is nobody's whom `is_for` allows."""
    with transaction.atomic():
        found = (
            LetterCode.objects.select_for_update(of=("self",))
            .select_related("election", "member")
            .filter(code_hash=_hash(code))
            .first()
        )
        if found is None or not is_for(found.member):
            return None
        closes_at = found.election.closes_at
        if found.election.state != State.OPEN or closes_at is None or closes_at <= timezone.now():
            raise ActionRefused(
                _("This code is for the poll ‘{election}’, and works while that poll is open.").format(
                    election=found.election.name
                ),
                "code",
            )
        found.delete()
    return found.member


def _refuse_unless_current(election: Election) -> None:
    if election.state not in (State.READY, State.OPEN):
        raise ActionRefused(_("Letters are printed once the poll is set up, until it closes."))


def _refuse_both_kinds(election: Election, kind: str, by: User) -> None:
    """Whoever has seen one kind of letter never sees the other of the same election."""
    other = Kind.LINKS if kind == Kind.CODES else Kind.CODES
    if election.print_runs.filter(kind=other, printed_by=by).exists():
        raise ActionRefused(
            _(
                "You have printed “{other}” of this election. Somebody else must print “{this}”: nobody sees both, "
                "since both together are a vote."
            ).format(other=other.label, this=Kind(kind).label)
        )
    by_authority = election.credential_mode == Election.CredentialMode.AUTHORITY
    if by_authority and kind == Kind.CODES and Role.CREDENTIAL_AUTHORITY in by.current_roles():
        raise ActionRefused(
            _("You make the credentials, so somebody else must print the sign-in codes: both together are a vote.")
        )


def _addressees(election: Election, kind: str, member: Member | None) -> list[Member]:
    if member is None:
        members = list(waiting(election, kind)[:LETTERS_PER_RUN])
        if not members:
            raise ActionRefused(_("Every elector without an e-mail address has a letter of this kind already."))
        return members
    if not holders(election, kind).filter(pk=member.pk).exists():
        raise ActionRefused(
            _("This member is not an elector of this poll.")
            if kind == Kind.CODES
            else _("The credential of this member is not kept on this server, so the same link cannot be printed.")
        )
    return [member]


def _new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def _hash(code: str) -> str:
    # Keyed, as all codes are: who has the database alone cannot try codes out.
    return salted_hmac("hustings.letter-code", code.translate(READ_ALIKE), algorithm="sha256").hexdigest()


def _pdf(election: Election, kind: str, members: Sequence[Member], codes: dict[int, str]) -> bytes:
    with translation.override(organisation().language):
        if kind == Kind.CODES:
            letters = paper_letters.code_letters(election, members, codes)
        else:
            keys = [member.pk for member in members]
            letters = paper_letters.link_letters(election, members, pending_credentials(election, keys))
        from hustings.elections.letter_pdf import letters_pdf  # loads the typesetter, which no other command needs

        return letters_pdf(letters, fonts=fonts(), title=Kind(kind).label, sender=organisation().name)
