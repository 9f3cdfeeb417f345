"""A letter on paper for somebody in a case who has no e-mail address: something waits, and these words open it."""

from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from hustings.accounts.queries import organisation
from hustings.conduct import deadlines
from hustings.conduct.models import Case
from hustings.elections.letter_pdf import letters_pdf
from hustings.elections.letter_words import Letter, Link, Recipient
from hustings.register.fonts import fonts
from hustings.register.models import Member
from hustings.register.standing import written

WORDS_IN_A_LINE = 5  # of eight letters at most: as wide as the paper allows


def letter_pdf(case: Case, member: Member, words: Sequence[str]) -> bytes:
    """The letter as a PDF, for a window envelope. It says no more of the case than an e-mail would."""
    here = organisation()
    return letters_pdf([_letter(case, member, words)], fonts=fonts(), title=here.name, sender=here.name)


def _letter(case: Case, member: Member, words: Sequence[str]) -> Letter:
    here, deadline = organisation(), deadlines.current(case)
    first = _("Something in a matter of conduct of {organisation} waits for you.").format(organisation=here.name)
    if deadline:
        day = written(deadline.due_on)
        first = _("Something in a matter of conduct of {organisation} waits for you, until the end of {day}.").format(
            organisation=here.name, day=day
        )
    parts = [words[start : start + WORDS_IN_A_LINE] for start in range(0, len(words), WORDS_IN_A_LINE)]
    first_of = range(1, len(words) + 1, WORDS_IN_A_LINE)
    lines = [
        (_("Words {first} to {last}").format(first=start, last=start + len(part) - 1), " ".join(part))
        for start, part in zip(first_of, parts, strict=True)
    ]
    return Letter(
        address=Recipient(member.number, member.name, member.postal_address).window,
        reference=case.reference,
        heading=_("Something waits for you"),
        before=(
            _("Dear {name},").format(name=member.name),
            first,
            _(
                "What it is stands on a page that opens with the ten words below, in their order: type the address "
                "into a browser, on any computer or telephone, or point its camera at the square. There you can also "
                "answer."
            ),
        ),
        links=(Link(settings.BASE_URL + reverse("conduct:follow")),),
        codes=tuple(lines),
        after=(
            _(
                "Whoever has these words reads what you read, and can answer for you: keep this letter to yourself. "
                "Whoever printed it could have read them; that it was printed stands on that page."
            ),
            _("We have no e-mail address of yours: look at the page again now and then."),
            *((_("If you cannot use a computer, or need help: {help}").format(help=here.help_contact),))[
                : bool(here.help_contact)
            ],
        ),
    )
