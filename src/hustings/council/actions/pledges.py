"""Which division tests which pledge."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import User
from hustings.audit.log import record
from hustings.council.models import Amendment, Motion, PledgeTest, Term
from hustings.elections.models import Pledge


@transaction.atomic
def bind_pledge(
    pledge: Pledge, motion: Motion, promised: str, by: User, amendment: Amendment | None = None
) -> PledgeTest:
    """Say that the division on this motion, or on an amendment to it, shows whether a pledge was kept, and by which
    vote; whether that was said before or after the division stays visible."""
    Motion.objects.select_for_update(of=("self",)).get(pk=motion.pk)
    if amendment and amendment.motion_id != motion.pk:
        raise ActionRefused(_("That is an amendment to another motion."), field="amendment")
    term = Term.objects.filter(contest=pledge.contest).first()
    same_body = term.body_id == motion.body_id if term else pledge.contest.body_name == motion.body.name
    if not same_body:
        raise ActionRefused(
            _("This pledge was asked of candidates for another body than {body}.").format(body=motion.body.name),
            field="pledge",
        )
    if PledgeTest.objects.filter(pledge=pledge, motion=motion, amendment=amendment, withdrawn_at=None).exists():
        raise ActionRefused(_("This pledge is tested by that already."), field="pledge")
    test = PledgeTest.objects.create(
        pledge=pledge, motion=motion, amendment=amendment, promised=promised, bound_at=timezone.now(), bound_by=by
    )
    record("council.pledge_bound", test, by=by, pledge=pledge.pk, motion=motion.pk, promised=promised)
    return test


@transaction.atomic
def unbind_pledge(test: PledgeTest, reason: str, by: User) -> PledgeTest:
    """Take back that a division tests a pledge, and say why; it stays on the ledger's page."""
    test = PledgeTest.objects.select_for_update().get(pk=test.pk)
    if test.withdrawn_at:
        raise ActionRefused(_("This was taken back already."))
    if not reason.strip():
        raise ActionRefused(_("Say why it is taken back; it is published."), field="reason")
    test.withdrawn_at, test.withdrawn_reason = timezone.now(), reason.strip()
    test.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    record("council.pledge_unbound", test, by=by, pledge=test.pledge_id, motion=test.motion_id)
    return test
