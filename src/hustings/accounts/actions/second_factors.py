"""Add, use and remove second factors, and make the recovery codes that stand in for them."""

import secrets
import time
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from hustings.accounts import authenticator_app, passkeys
from hustings.accounts.actions.sessions import end_sessions
from hustings.accounts.errors import ActionRefused
from hustings.accounts.events import announce
from hustings.accounts.models import RecoveryCode, SecondFactor, User
from hustings.accounts.queries import organisation
from hustings.accounts.throttle import attempt, forget

RECOVERY_CODES = 10
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that reads like another
MOST = 10


def add_app(user: User, secret: bytes, code: str, name: str) -> SecondFactor:
    """Add an authenticator app, once its owner has typed a code of it."""
    step = authenticator_app.step_of(secret, _tidy(code), time.time())
    if step is None:
        raise ActionRefused(
            _("This is not the code of this moment. Type the next one, and see that the device's clock is right."),
            "code",
        )
    return _add(user, SecondFactor.Kind.APP, name, authenticator_app.seal(secret), last_step=step)


def add_passkey(user: User, state: dict[str, Any] | None, answer: str, name: str) -> SecondFactor:
    """Add the passkey that the browser has just made."""
    return _add(user, SecondFactor.Kind.PASSKEY, name, passkeys.new(state, answer))


def accept_code(user: User, code: str) -> None:
    """Take a code of an authenticator app or a recovery code, each once; refuse any other."""
    _slow_down(user)
    code = _tidy(code)
    with transaction.atomic():
        for factor in user.second_factors.select_for_update().filter(kind=SecondFactor.Kind.APP):
            step = authenticator_app.step_of(
                authenticator_app.unseal(factor.content), code, time.time(), factor.last_step
            )
            if step is not None:
                _used(factor, last_step=step)
                return
        if user.recovery_codes.filter(code_hash=_hash(user, code)).delete()[0]:
            _forget_tries(user)
            announce("accounts.recovery_code_used", user, by=user, left=user.recovery_codes.count())
            return
    raise ActionRefused(_("This code is wrong, or was used already. Type the one that the app shows now."), "code")


def accept_passkey(user: User, state: dict[str, Any] | None, answer: str) -> None:
    """Take the browser's proof that one of the passkeys of `user` is there; refuse anything else."""
    _slow_down(user)
    shown = passkeys.the_one_shown(state, passkeys_of(user), answer)
    for factor in user.second_factors.filter(kind=SecondFactor.Kind.PASSKEY):
        if bytes(factor.content) == shown:
            _used(factor)


def remove_factor(factor: SecondFactor, by: User) -> None:
    """Remove one of one's own factors; the last one stays where the organisation asks for one."""
    with transaction.atomic():
        others = factor.user.second_factors.exclude(pk=factor.pk)
        if organisation().second_factor and not others.exists():
            raise ActionRefused(_("The organisation asks for a second factor: add another one before you remove this."))
        if not others.exists():
            factor.user.recovery_codes.all().delete()
        announce("accounts.second_factor_removed", factor.user, by=by, kind=factor.kind)
        factor.delete()


def remove_all_factors(user: User, by: User | str) -> None:
    """Remove all factors of somebody who lost them, and sign them out everywhere."""
    with transaction.atomic():
        user.second_factors.all().delete()
        user.recovery_codes.all().delete()
        announce("accounts.second_factor_removed", user, by=by, kind="all")
        end_sessions(user, by=by)


def make_recovery_codes(user: User, by: User) -> list[str]:
    """Return ten new recovery codes, which are kept nowhere; earlier ones no longer count."""
    codes = ["".join(secrets.choice(LETTERS) for _letter in range(10)) for _code in range(RECOVERY_CODES)]
    with transaction.atomic():
        user.recovery_codes.all().delete()
        RecoveryCode.objects.bulk_create(RecoveryCode(user=user, code_hash=_hash(user, code)) for code in codes)
        announce("accounts.recovery_codes_made", user, by=by)
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def _add(user: User, kind: str, name: str, content: bytes, **more: Any) -> SecondFactor:
    with transaction.atomic():
        if user.second_factors.select_for_update().count() >= MOST:
            raise ActionRefused(_("You have {n} second factors already: remove one first.").format(n=MOST))
        factor = SecondFactor.objects.create(user=user, kind=kind, name=name, content=content, **more)
        announce("accounts.second_factor_added", user, by=user, kind=kind)
    return factor


def passkeys_of(user: User) -> list[bytes]:
    """Return the public halves of the passkeys of `user`."""
    kept = user.second_factors.filter(kind=SecondFactor.Kind.PASSKEY).values_list("content", flat=True)
    return [bytes(content) for content in kept]


def _used(factor: SecondFactor, **changes: Any) -> None:
    SecondFactor.objects.filter(pk=factor.pk).update(used_at=timezone.now(), **changes)
    _forget_tries(factor.user)


def _slow_down(user: User) -> None:
    # Six digits, and three codes that are right at a time: at twenty tries an hour, guessing takes years.
    attempt("second factor in an hour", user.email, limit=20, minutes=60)
    attempt("second factor", user.email, limit=5, minutes=5)


def _forget_tries(user: User) -> None:
    forget("second factor in an hour", user.email)
    forget("second factor", user.email)


def _tidy(code: str) -> str:
    return "".join(code.split()).replace("-", "").lower()


def _hash(user: User, code: str) -> str:
    return salted_hmac("hustings.recovery-code", f"{user.pk}\n{code}", algorithm="sha256").hexdigest()
