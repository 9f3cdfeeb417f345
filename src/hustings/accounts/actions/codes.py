"""One-time codes. Only a keyed hash is kept: eight digits would be guessed from a plain hash in a moment."""

import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import SignInCode

VALID = timedelta(minutes=10)
ATTEMPTS = 5


def issue_code(purpose: str, subject: str) -> str:
    """Return a new code for `subject`, like "1234 5678"; one issued earlier for the same purpose no longer counts.

    The caller throttles (accounts.throttle) by what was typed, whether or not it belongs to anybody.
    """
    digits = f"{secrets.randbelow(10**8):08}"
    SignInCode.objects.update_or_create(
        purpose=purpose,
        subject=subject,
        defaults={
            "code_hash": _hash(purpose, subject, digits),
            "created_at": timezone.now(),
            "expires_at": timezone.now() + VALID,
            "attempts": 0,
        },
    )
    return f"{digits[:4]} {digits[4:]}"


def redeem_code(purpose: str, subject: str, code: str) -> bool:
    """Say whether `code` is the one issued to `subject`, and use it up; refuse it if expired or tried too often."""
    with transaction.atomic():
        issued = SignInCode.objects.select_for_update().filter(purpose=purpose, subject=subject).first()
        if issued is None:
            return False
        expired = issued.expires_at <= timezone.now()
        right = constant_time_compare(issued.code_hash, _hash(purpose, subject, "".join(code.split())))
        if expired or right or issued.attempts + 1 >= ATTEMPTS:
            issued.delete()
        else:
            issued.attempts += 1
            issued.save(update_fields=["attempts"])
    # Refused only after the transaction, so that the refusal does not bring the code back.
    if expired:
        raise ActionRefused(_("This code has expired: codes are good for 10 minutes. Ask for a new one."), "code")
    if not right and issued.pk is None:
        raise ActionRefused(_("A wrong code was typed 5 times, so it no longer counts. Ask for a new one."), "code")
    return right


def _hash(purpose: str, subject: str, code: str) -> str:
    return salted_hmac("hustings.sign-in-code", f"{purpose}\n{subject}\n{code}", algorithm="sha256").hexdigest()
