"""Tokens for other programs: made and revoked by administrators, used with each request."""

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import User
from hustings.audit.log import record
from hustings.register.models import ApiToken

PREFIX = "hustings_"  # by which those who search code for secrets that leaked know it
LONGEST_DAYS = 366
USES_A_MINUTE = 600


def make_token(name: str, days: int, by: User, *, may_read: bool, may_write: bool) -> tuple[ApiToken, str]:
    """Make a token for a program; the secret that is returned beside it is kept nowhere."""
    if not (may_read or may_write):
        raise ActionRefused(_("Choose what the program may do."))
    if not 1 <= days <= LONGEST_DAYS:
        raise ActionRefused(_("A token is good for 1 to {most} days.").format(most=LONGEST_DAYS), "days")
    secret = PREFIX + secrets.token_urlsafe(32)
    with transaction.atomic():
        token = ApiToken.objects.create(
            name=name,
            secret_hash=_hash(secret),
            may_read=may_read,
            may_write=may_write,
            made_by=by,
            expires_at=timezone.now() + timedelta(days=days),
        )
        record("register.token_made", token, by=by, read=may_read, write=may_write, days=days)
    return token, secret


def revoke_token(token: ApiToken, by: User) -> None:
    """End a token at once."""
    with transaction.atomic():
        if not ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now()):
            raise ActionRefused(_("This token was revoked already."))
        record("register.token_revoked", token, by=by)


def use_token(secret: str) -> tuple[ApiToken | None, bool]:
    """The token of that secret, if it is good, with its use noted; and whether it was used too often this minute."""
    now = timezone.now()
    token = ApiToken.objects.select_related("made_by").filter(secret_hash=_hash(secret)).first()
    if token is None or not token.is_good(now):
        return None, False
    row, minute = ApiToken.objects.filter(pk=token.pk), now.replace(second=0, microsecond=0)
    if not row.filter(minute=minute).update(last_used_at=now, uses_in_minute=F("uses_in_minute") + 1):
        row.update(last_used_at=now, minute=minute, uses_in_minute=1)
    return token, row.values_list("uses_in_minute", flat=True)[0] > USES_A_MINUTE


def _hash(secret: str) -> str:
    # 256 random bits need no slow hash: nobody guesses them.
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()
