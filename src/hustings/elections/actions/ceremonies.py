"""The key ceremony of a threshold group: its members, and what each hands in at each step."""

import json
from collections.abc import Callable, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hustings import voting
from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import User
from hustings.audit.log import record
from hustings.elections.actions.calls import call_trustees
from hustings.elections.actions.rehearsals import renew_rehearsal
from hustings.elections.actions.trustees import (
    MOST_TRUSTEES,
    number_trustees,
    refuse_after_set_up,
    refuse_unfit_holder,
)
from hustings.elections.models import CeremonyMessage, Election, ThresholdGroup, Trustee
from hustings.elections.queries.ceremonies import ceremony, group_of, index_of, missing, texts
from hustings.elections.refusals import NotSound
from hustings.elections.states import locked

Kind = CeremonyMessage.Kind


def form_group(election: Election, users: Sequence[User], threshold: int, by: User) -> ThresholdGroup:
    """Name a threshold group: any `threshold` of these users, in this order, will open the result."""
    with transaction.atomic():
        election = locked(election)
        refuse_after_set_up(election)
        if group_of(election):
            raise ActionRefused(_("This election has a group already. Dissolve it to form another one."))
        for user in users:
            refuse_unfit_holder(election, user)
        if len(users) < 2:
            raise ActionRefused(_("A group has at least two members."), field="members")
        if not 1 <= threshold < len(users):
            raise ActionRefused(
                _(
                    "Give a number of at least 1, and fewer than the {size} members. Where all are to be needed, name "
                    "them as single trustees."
                ).format(size=len(users)),
                field="threshold",
            )
        if election.trustees.count() + len(users) > MOST_TRUSTEES:
            raise ActionRefused(_("An election has at most %(n)d trustees.") % {"n": MOST_TRUSTEES}, field="members")
        group = ThresholdGroup.objects.create(election=election, threshold=threshold)
        first = election.trustees.count() + 1
        for position, user in enumerate(users, first):
            Trustee.objects.create(
                election=election, position=position, name=user.name, user=user, threshold_group=group
            )
        renew_rehearsal(election)
        call_trustees(group.members.all())
        record(
            "elections.threshold_group_formed", election, by=by, group=group.pk, threshold=threshold, size=len(users)
        )
    return group


def dissolve_group(election: Election, by: User) -> None:
    """Take the group back, with every key of its members; what they handed in stays on the record."""
    with transaction.atomic():
        election = locked(election)
        refuse_after_set_up(election)
        group = group_of(election)
        if group is None:
            raise ActionRefused(_("This election has no group of trustees."))
        group.members.all().delete()
        group.dissolved_at = timezone.now()
        group.save(update_fields=["dissolved_at"])
        number_trustees(election)
        renew_rehearsal(election)
        record("elections.threshold_group_dissolved", election, by=by, group=group.pk)


def submit_certificate(member: Trustee, text: str) -> None:
    """Step 1: take a member's certificate."""
    _take(member, Kind.CERTIFICATE, text, voting.check_threshold_certificate)


def submit_polynomial(member: Trustee, text: str) -> None:
    """Step 2: take a member's polynomial, which holds a share for every member."""
    group = _group(member)
    _refuse_while_missing(group, Kind.CERTIFICATE)
    certificates = texts(group, Kind.CERTIFICATE)
    _take(
        member,
        Kind.POLYNOMIAL,
        text,
        lambda agreed, index, polynomial: voting.check_threshold_polynomial(agreed, certificates, index, polynomial),
    )


def submit_share(member: Trustee, text: str) -> None:
    """Step 3: take a member's public key, with the private one encrypted to themselves."""
    group = _group(member)
    _refuse_while_missing(group, Kind.POLYNOMIAL)
    certificates, polynomials = texts(group, Kind.CERTIFICATE), texts(group, Kind.POLYNOMIAL)
    _take(
        member,
        Kind.SHARE,
        text,
        lambda agreed, index, key: voting.check_threshold_key(agreed, certificates, polynomials, index, key),
    )


def _take(member: Trustee, kind: str, text: str, check: Callable[[voting.Ceremony, int, str], None]) -> None:
    group, index = _group(member), index_of(member)
    try:
        check(ceremony(group), index, text)
    except voting.VotingError as error:
        raise NotSound(
            _("What %(name)s handed in was refused: %(error)s") % {"name": member.name, "error": error}
        ) from error
    with transaction.atomic():
        election = locked(member.election)
        refuse_after_set_up(election)
        if group_of(election) != group:
            raise ActionRefused(_("This group was dissolved. Load the desk again."))
        if group.messages.filter(kind=kind, index=index).exists():
            raise ActionRefused(_("%(name)s has done this step already.") % {"name": member.name})
        CeremonyMessage.objects.create(group=group, index=index, user_id=member.user_id, kind=kind, text=text)
        record("elections.ceremony_step_done", election, by=member.user, trustee=member.pk, step=kind)
        if kind == Kind.SHARE:
            member.public_key = json.dumps(json.loads(text)["public_key"], separators=(",", ":"), ensure_ascii=False)
            member.save(update_fields=["public_key"])
            renew_rehearsal(election, by=member)
        elif not missing(group, kind):
            call_trustees(group.members.exclude(pk=member.pk))


def _group(member: Trustee) -> ThresholdGroup:
    if member.threshold_group is None:
        raise ActionRefused(_("%(name)s is a single trustee, who makes a key alone.") % {"name": member.name})
    return member.threshold_group


def _refuse_while_missing(group: ThresholdGroup, kind: str) -> None:
    if names := missing(group, kind):
        raise ActionRefused(_("It is too early for this step: it waits for %(names)s.") % {"names": ", ".join(names)})
