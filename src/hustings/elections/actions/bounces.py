"""Noting that a letter came back."""

from django.db import transaction
from django.utils.translation import gettext as _

from hustings.audit.log import record
from hustings.elections.bounces import Report
from hustings.elections.models import Bounce, Delivery


@transaction.atomic
def note_bounce(report: Report) -> bool:
    """Note that a letter came back; say whether this was new. The same report counts once."""
    delivery = Delivery.objects.select_for_update().filter(pk=report.delivery).first()
    if delivery is None or Bounce.objects.filter(report=report.digest).exists():
        return False
    bounce = Bounce.objects.create(delivery=delivery, report=report.digest, status=report.status)
    words = _("It came back ({status}): {words}").format(status=report.status, words=report.diagnostic or "–")
    delivery.state, delivery.error = Delivery.State.BOUNCED, words[:300]
    delivery.save(update_fields=["state", "error"])
    record("elections.letter_bounced", bounce, by="system", notice=delivery.notice_id, status=report.status)
    return True
