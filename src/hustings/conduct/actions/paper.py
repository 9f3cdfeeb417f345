"""A way in on paper for those in a case who have no e-mail address, and so cannot sign in."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hustings.accounts.errors import ActionRefused
from hustings.conduct import receipts, sealing
from hustings.conduct.log import note
from hustings.conduct.models import Case, CaseEvent, Part
from hustings.conduct.panels import held_back
from hustings.conduct.people import Actor, Role
from hustings.conduct.queries.cases import acts_as, needs_a_letter
from hustings.conduct.sealing import CaseKeys
from hustings.conduct.states import LETTER


@transaction.atomic
def give_words(case: Case, actor: Actor, part: Part, keys: CaseKeys) -> list[str]:
    """Ten new words that open the case to somebody who has no e-mail address; those of an earlier letter end.

    They are kept nowhere. Everybody who sees the part of that person sees that they were given.
    """
    case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if actor.role != Role.OFFICER or not acts_as(case, actor):
        raise ActionRefused(_("This step is for somebody else to take."))
    if part not in needs_a_letter(case) or part.member is None:
        raise ActionRefused(_("This person has an e-mail address by now, or no part in the case: nothing is printed."))
    if part.member_id in held_back(case):
        raise ActionRefused(_("The sides can still object to this person. Print the letter after that."))
    sealing.settle(keys)
    private = keys.private.get(sealing.current_key(case).pk)
    if private is None:
        raise ActionRefused(_("This case is not open to you yet. Open it with your passphrase first."))
    for earlier in case.receipts.filter(member=part.member, role=part.role, ended_at=None):
        earlier.admissions.update(removed_at=timezone.now(), sealed_key=b"")
        sealing.end_receipt(earlier)
    words = receipts.words_from(receipts.new_token())
    receipts.issue(case, part.role, private, words, part.member)
    event = CaseEvent.objects.create(
        case=case, verb=LETTER, stage=case.stage, role=actor.role, at=timezone.now(), user=actor.user
    )
    note("conduct.letter_printed", case, event.pk, by=actor.user)
    return words
