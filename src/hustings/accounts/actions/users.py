"""Invite people to work here, let them choose their passwords, and end their roles."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hustings.accounts.errors import ActionRefused
from hustings.accounts.events import announce
from hustings.accounts.models import Invitation, Organisation, Role, RoleGrant, User

INVITATION_DAYS = 7
# Over whom a scrutineer watches, independently of them.
WATCHED = {Role.RETURNING_OFFICER, Role.CREDENTIAL_AUTHORITY, Role.TRUSTEE}


def invite_first_administrator() -> str:
    """Return the token of the link by which the first administrator sets up the organisation; earlier ones end."""
    with transaction.atomic():
        if has_administrator():
            raise ActionRefused(_("This installation has an administrator already; they invite the others."))
        Invitation.objects.filter(founding=True, used_at=None).delete()
        return _send(Invitation(founding=True, roles=[Role.ADMINISTRATOR]), by="system")


def invite(email: str, name: str, roles: Iterable[str], by: User) -> str:
    """Invite a person to work here in `roles`, and return the token of their link, which is kept nowhere."""
    roles = sorted(set(roles))
    email = email.strip().lower()
    if not roles or not set(roles) <= set(Role.values):
        raise ActionRefused(_("Choose at least one role for this person."), "roles")
    _refuse_together(email, roles)
    with transaction.atomic():
        Invitation.objects.filter(email=email, used_at=None, user=None).delete()
        return _send(Invitation(email=email, name=name, roles=roles, invited_by=by), by=by)


def replace_password(user: User, by: User | str) -> str:
    """End the password of `user`, and with it all their sessions; return the token with which they choose another."""
    with transaction.atomic():
        user.set_unusable_password()
        user.save(update_fields=["password"])
        Invitation.objects.filter(user=user, used_at=None).delete()
        invited_by = by if isinstance(by, User) else None
        return _send(Invitation(user=user, email=user.email, name=user.name, invited_by=invited_by), by=by)


def open_invitation(token: str) -> Invitation:
    """Return the invitation that `token` opens; refuse it if it is unknown, used, or too old."""
    invitation = Invitation.objects.filter(token_hash=_hash(token)).first()
    if invitation is None:
        raise ActionRefused(_("This link does not work: a later one took its place, or it was not copied whole."))
    if invitation.used_at:
        raise ActionRefused(_("This link has been used: sign in with the password that you chose then."))
    if invitation.expires_at <= timezone.now():
        raise ActionRefused(_("This link has expired. Ask the person who sent it for a new one."))
    return invitation


def accept_invitation(
    token: str, password: str, *, email: str = "", name: str = "", organisation: Organisation | None = None
) -> User:
    """Use the invitation up and return its user: a new one, or the one with its address, who gives their password.

    The link of the first administrator sets up the `organisation` with it.
    """
    with transaction.atomic():
        invitation = open_invitation(token)
        # Of two people who press the button at once, one gets the account.
        if not Invitation.objects.filter(pk=invitation.pk, used_at=None).update(used_at=timezone.now()):
            raise ActionRefused(_("This link has been used: sign in with the password that you chose then."))
        if invitation.founding and has_administrator():
            raise ActionRefused(_("This installation has an administrator already; they invite the others."))
        _refuse_together(invitation.email or email, invitation.roles)
        user = invitation.user or _user_of(invitation.email or email, name, password)
        if invitation.user:
            user.set_password(password)
            user.save(update_fields=["password"])
        if invitation.founding and organisation:
            organisation.pk = 1
            organisation.save()
        grant_roles(user, invitation.roles, invitation.invited_by)
        announce("accounts.invitation_accepted", user, by=user, roles=invitation.roles, founding=invitation.founding)
    return user


def grant_roles(user: User, roles: Iterable[str], by: User | None) -> None:
    """Give `user` those of `roles` that they do not hold: part of an action, which writes the event."""
    for role in set(roles) - user.current_roles():
        RoleGrant.objects.create(user=user, role=role, granted_by=by)


def change_password(user: User, password: str) -> None:
    """Give `user` a new password; it ends their sessions in other browsers."""
    with transaction.atomic():
        user.set_password(password)
        user.save(update_fields=["password"])
        announce("accounts.password_changed", user, by=user)


def end_role(user: User, role: str, by: User) -> None:
    """End a role that `user` holds; the last administrator's stays."""
    with transaction.atomic():
        # All who hold the role are locked, so that two administrators cannot end each other's role at once.
        held = list(RoleGrant.objects.select_for_update().filter(ended_at=None, role=role).select_related("user"))
        mine = next((grant for grant in held if grant.user_id == user.pk), None)
        if mine is None:
            raise ActionRefused(_("{name} does not hold this role any more.").format(name=user.name))
        if role == Role.ADMINISTRATOR and not any(grant.user.is_active for grant in held if grant is not mine):
            raise ActionRefused(
                _("{name} is the last administrator: invite another one before this role ends.").format(name=user.name)
            )
        mine.ended_at = timezone.now()
        mine.save(update_fields=["ended_at"])
        announce("accounts.role_ended", user, by=by, role=role)


def has_administrator() -> bool:
    """Say whether anybody administers this installation now."""
    return RoleGrant.objects.filter(role=Role.ADMINISTRATOR, ended_at=None, user__is_active=True).exists()


def _refuse_together(email: str, roles: Iterable[str]) -> None:
    """Refuse to make somebody scrutineer of what they do themselves."""
    user = User.objects.filter(email=email.strip().lower()).first()
    held = set(roles) | (user.current_roles() if user else set())
    if Role.SCRUTINEER in held and (watched := held & WATCHED):
        names = ", ".join(str(Role(role).label).lower() for role in sorted(watched))
        raise ActionRefused(
            _("A scrutineer watches over the others, so the same person cannot also be: {roles}.").format(roles=names),
            "roles",
        )


def _user_of(email: str, name: str, password: str) -> User:
    user = User.objects.filter(email=email.strip().lower()).first()
    if user is None:
        return User.objects.create_user(email, name, password)
    if not user.check_password(password):
        raise ActionRefused(_("You have an account with this address: give its password."), "password")
    return user


def _send(invitation: Invitation, by: User | str) -> str:
    token = secrets.token_urlsafe(32)
    invitation.token_hash = _hash(token)
    invitation.expires_at = timezone.now() + timedelta(days=INVITATION_DAYS)
    invitation.save()
    announce("accounts.invited", invitation, by=by, roles=list(invitation.roles), user=invitation.user_id)
    return token


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
