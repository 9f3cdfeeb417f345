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
from hustings.elections import paper_letters, sealing
from hustings.elections.actions.credentials import pending_credentials
from hustings.elections.models import Election, LetterCode, PendingCredential, PrintedLetter, PrintRun
from hustings.elections.queries.print_runs import holders, waiting
from hustings.elections.states import locked
from hustings.jobs import files
from hustings.jobs.actions import enqueue
from hustings.jobs.models import Job
from hustings.register.fonts import fonts
from hustings.register.models import Member

Kind = PrintRun.Kind
State = Election.State
# As many as one person folds in some evenings.
LETTERS_PER_RUN = 2000
# So many are drawn in a second or so, while a browser waits; more by a job.
DRAWN_AT_ONCE = 50
# Without I, L, O and U: nothing here is mistaken for something else. Sixty bits in twelve of them.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 12
READ_ALIKE = str.maketrans("OIL", "011")


@dataclass(frozen=True)
class Printed:
    """A print run and its PDF, or None while a job draws it."""

    run: PrintRun
    pdf: bytes | None


def print_letters(election: Election, kind: str, by: User, member: Member | None = None) -> Printed:
    """Print letters for the electors without an e-mail address who have none of this kind, or one for this member.

    Sign-in codes are made anew: one printed earlier for the same member no longer counts.
    """
    with transaction.atomic():
        election = locked(election)
        _refuse_unless_current(election)
        _refuse_both_kinds(election, kind, by)
        members = _addressees(election, kind, member)
        run = PrintRun.objects.create(election=election, kind=kind, printed_by=by)
        PrintedLetter.objects.bulk_create(PrintedLetter(run=run, member=each) for each in members)
        _leave_to_a_job(run, by)
        record("elections.letters_printed", run, by=by, election=election.pk, kind=kind, letters=len(members))
    return Printed(run, None if run.job else draw_letters(run))


def print_again(run: PrintRun, by: User) -> Printed:
    """Print the letters of a run once more, by whoever printed it: the file was lost, or the printer failed.

    Of sign-in codes nothing is kept: they are made anew, and those on the letters printed before no longer count.
    """
    with transaction.atomic():
        run = PrintRun.objects.select_for_update(of=("self",)).select_related("election", "job").get(pk=run.pk)
        _refuse_unless_current(run.election)
        _refuse_another(run, by)
        if run.posted_at:
            raise ActionRefused(
                _("These letters were posted. A member who lost theirs gets a new one from the helpdesk.")
            )
        if run.job and not run.job.is_over:
            raise ActionRefused(_("These letters are being drawn. Wait for the file."))
        _leave_to_a_job(run, by)
        record("elections.letters_printed_again", run, by=by, letters=run.letters.count())
    return Printed(run, None if run.job else draw_letters(run))


def draw_letters(run: PrintRun, told: Callable[[int, int], None] = lambda done, total: None) -> bytes:
    """The PDF of a run's letters, with new sign-in codes in them if it is of codes; can be drawn again."""
    members = list(Member.objects.filter(pk__in=run.letters.values("member")).order_by("number"))
    codes = {each.pk: _new_code() for each in members} if run.kind == Kind.CODES else {}
    _refuse_unless_current(Election.objects.get(pk=run.election_id))
    # The slow part first: while pages are drawn, ballots are taken.
    pdf = _pdf(run.election, run.kind, members, codes, lambda done: told(done, len(members)))
    with transaction.atomic():
        election = locked(run.election)
        _refuse_unless_current(election)
        election.letter_codes.filter(member__in=codes).delete()
        LetterCode.objects.bulk_create(
            LetterCode(election=election, member_id=key, code_hash=_hash(code)) for key, code in codes.items()
        )
    return pdf


def keep_letters(run: PrintRun, pdf: bytes) -> None:
    """Keep the PDF that a job drew until its printer saves it: sealed, since it holds what nobody else may see."""
    assert run.job is not None  # which drew it
    files.write(run.job.pk, [sealing.seal_file(run.election_id, str(run.pk), pdf)])


def save_letters(run: PrintRun, by: User) -> bytes:
    """The PDF that a job drew, for whoever printed the run."""
    _refuse_unless_current(run.election)
    _refuse_another(run, by)
    path = files.find(run.job.pk) if run.job and run.job.state == Job.State.DONE else None
    if path is None:
        raise ActionRefused(_("The file of these letters is not here: it is kept for a day. Print them again."))
    pdf = sealing.unseal_file(run.election_id, str(run.pk), path.read_bytes())
    record("elections.letters_saved", run, by=by, letters=run.letters.count())
    return pdf


def post_letters(run: PrintRun, by: User) -> None:
    """Note that the letters of a run were posted; voting links that are not to be sent again are deleted then."""
    with transaction.atomic():
        run = PrintRun.objects.select_for_update(of=("self",)).select_related("election", "job").get(pk=run.pk)
        if run.posted_at:
            raise ActionRefused(_("These letters are noted as posted already."))
        run.posted_at = timezone.now()
        run.save(update_fields=["posted_at"])
        if run.kind == Kind.LINKS and not run.election.keep_credentials:
            PendingCredential.objects.filter(election=run.election, member__in=run.letters.values("member")).delete()
        if run.job:
            files.delete(run.job.pk)
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


def _leave_to_a_job(run: PrintRun, by: User) -> None:
    """Let a job draw the letters of a run if they are many."""
    run.job = None
    if run.letters.count() > DRAWN_AT_ONCE:
        run.job = enqueue("elections.draw_letters", by=by, run=run.pk)
    run.save(update_fields=["job"])


def _refuse_another(run: PrintRun, by: User) -> None:
    """Only who printed the letters sees them: of anybody else it would not be known who must not see the other kind."""
    if run.printed_by_id != by.pk:
        raise ActionRefused(
            _("{name} printed these letters, and nobody else sees them.").format(name=run.printed_by.name)
        )


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


def _pdf(
    election: Election, kind: str, members: Sequence[Member], codes: dict[int, str], told: Callable[[int], None]
) -> bytes:
    with translation.override(organisation().language):
        if kind == Kind.CODES:
            letters = paper_letters.code_letters(election, members, codes)
        else:
            keys = [member.pk for member in members]
            letters = paper_letters.link_letters(election, members, pending_credentials(election, keys))
        from hustings.elections.letter_pdf import letters_pdf  # loads the typesetter, which no other command needs

        return letters_pdf(letters, fonts=fonts(), title=Kind(kind).label, sender=organisation().name, told=told)
