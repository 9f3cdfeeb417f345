"""Erase a former member: the person goes, and what is counted stays, under a pseudonym."""

import secrets
from calendar import monthrange
from collections.abc import Collection, Iterator
from datetime import date

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import User
from hustings.accounts.queries import local, organisation
from hustings.audit.log import record
from hustings.register.changes import note_changes
from hustings.register.free_texts import Place, places_of, redact, words_of
from hustings.register.merged import closed_into
from hustings.register.models import ErasureRequest, Member
from hustings.register.personal_data import functions, holdings
from hustings.register.queries import register_rules, standing, with_standing
from hustings.register.standing import ENDINGS

LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that is taken for another


def ask_for_erasure(member: Member) -> None:
    """Note that a former member asks to be erased."""
    with transaction.atomic():
        _refuse_members(Member.objects.select_for_update().get(pk=member.pk))
        _request, is_new = ErasureRequest.objects.get_or_create(member=member)
        if is_new:
            record("register.erasure_asked", member, by=member)


def why_not_yet(member: Member) -> list[str]:
    """Every reason for which a member cannot be erased now, each in a sentence."""
    return [sentence for objection in functions("objection") if (sentence := objection(member))]


def places_to_redact(member: Member, also: str = "") -> list[Place]:
    """Where the person, or a word that an officer adds, stands in words that others typed."""
    people = [member, *closed_into(member)]
    return places_of(people, words_of(people, also))


def erase(member: Member, by: User | None, *, redact_in: Collection[str] = (), also: str = "") -> Member:
    """Replace a person by a pseudonym, for good. By None where a rule of the organisation says so.

    Records that were merged into theirs are of the same person, and go with it. `redact_in` names the places (keys of
    `places_to_redact`) where an officer saw the person in words of others: the pseudonym stands there from now on.
    """
    with transaction.atomic():
        people = [member, *closed_into(member)]
        words = words_of(people, also)
        for person in reversed(people):
            if person == member or person.erased_at is None:
                erased = _erase(person, by)
        chosen = [place for place in places_of(people, words) if place.key in redact_in and not place.stays]
        for place in chosen:
            redact(place, words, erased.number)
        if chosen:
            record("register.texts_redacted", erased, by=by or "system", places=[place.key for place in chosen])
    return erased


def _erase(member: Member, by: User | None) -> Member:
    member = Member.objects.select_for_update().get(pk=member.pk)
    if member.erased_at:
        raise ActionRefused(_("This person has been erased already."))
    _refuse_members(member)
    if reasons := why_not_yet(member):
        raise ActionRefused(" ".join(reasons))
    for act in functions("erase"):
        act(member)
    for holding in holdings():
        if holding.removed:
            holding.rows(member).delete()
        elif holding.emptied:
            holding.rows(member).update(**dict.fromkeys(holding.emptied, ""))
    _take_a_pseudonym(member)
    note_changes(record("register.member_erased", member, by=by or "system"), [member.pk])
    return member


def _refuse_members(member: Member) -> None:
    if standing(member, local(timezone.now()).date()).is_member:
        raise ActionRefused(_("A member's data is needed while they are a member. The membership must end first."))


def _take_a_pseudonym(member: Member) -> None:
    member.number = "E-" + "".join(secrets.choice(LETTERS) for _place in range(8))
    with translation.override(organisation().language):
        member.name = _("Former member {number}").format(number=member.number)
    member.email = member.postal_address = ""
    member.date_of_birth = None
    member.erased_at = timezone.now()
    member.save()


def due_for_erasure(on: date) -> Iterator[Member]:
    """Those whose membership ended so long ago that the organisation's rule no longer keeps their data."""
    months = register_rules().erase_after_months
    if months is None:
        return
    year, month = divmod(on.year * 12 + on.month - 1 - months, 12)
    limit = date(year, month + 1, min(on.day, monthrange(year, month + 1)[1]))
    ended = with_standing(Member.objects.filter(erased_at=None), limit).filter(word__in=list(ENDINGS.values()))
    # Who came back since is a member, and erase() would refuse; who is still needed is looked at again tomorrow.
    for member in with_standing(Member.objects.filter(pk__in=ended.values("pk")), on).iterator():
        if member.word in ENDINGS.values() and not why_not_yet(member):
            yield member
