"""Invitations, roles and the last administrator."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from hustings.accounts import actions
from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import Invitation, Role, RoleGrant, User
from hustings.accounts.rules import has_role
from hustings.audit.models import AuditEvent

PASSWORD = "three unrelated words"


def verbs() -> list[str]:
    return list(AuditEvent.objects.order_by("sequence").values_list("verb", flat=True))


def test_first_administrator_comes_by_the_link(db: None) -> None:
    token = actions.invite_first_administrator()
    user = actions.accept_invitation(token, PASSWORD, email="Ada@Example.org", name="Ada")
    assert user.email == "ada@example.org"
    assert user.current_roles() == {Role.ADMINISTRATOR}
    assert verbs() == ["accounts.invited", "accounts.invitation_accepted"]
    with pytest.raises(ActionRefused, match="has an administrator already"):
        actions.invite_first_administrator()


def test_a_new_first_link_ends_the_one_before(db: None) -> None:
    first, second = actions.invite_first_administrator(), actions.invite_first_administrator()
    with pytest.raises(ActionRefused, match="does not work"):
        actions.accept_invitation(first, PASSWORD, email="a@example.org", name="A")
    actions.accept_invitation(second, PASSWORD, email="a@example.org", name="A")


def test_link_works_once(db: None, administrator: User) -> None:
    token = actions.invite("new@example.org", "New", [Role.TRUSTEE], by=administrator)
    actions.accept_invitation(token, PASSWORD, name="New")
    with pytest.raises(ActionRefused, match="has been used"):
        actions.accept_invitation(token, PASSWORD, name="New")


def test_link_expires_after_a_week(administrator: User) -> None:
    token = actions.invite("new@example.org", "New", [Role.TRUSTEE], by=administrator)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(ActionRefused, match="has expired"):
        actions.accept_invitation(token, PASSWORD, name="New")


def test_token_is_not_in_the_database(administrator: User) -> None:
    token = actions.invite("new@example.org", "New", [Role.TRUSTEE], by=administrator)
    assert token not in str(list(Invitation.objects.values()))
    assert token not in str(list(AuditEvent.objects.values()))


def test_invited_person_cannot_choose_another_address(administrator: User) -> None:
    token = actions.invite("new@example.org", "New", [Role.TRUSTEE], by=administrator)
    assert actions.accept_invitation(token, PASSWORD, email="other@example.org", name="New").email == "new@example.org"


def test_second_role_of_somebody_here_needs_their_password(administrator: User, trustee: User) -> None:
    token = actions.invite(trustee.email, trustee.name, [Role.MEMBERSHIP_SECRETARY, Role.TRUSTEE], by=administrator)
    with pytest.raises(ActionRefused, match="give its password"):
        actions.accept_invitation(token, PASSWORD)
    actions.accept_invitation(token, "correct horse battery")
    assert trustee.current_roles() == {Role.MEMBERSHIP_SECRETARY, Role.TRUSTEE}
    assert trustee.grants.count() == 2


def test_ended_role_counts_no_more_and_stays_on_record(administrator: User, trustee: User) -> None:
    assert has_role(trustee, Role.TRUSTEE)
    actions.end_role(trustee, Role.TRUSTEE, by=administrator)
    assert not has_role(trustee, Role.TRUSTEE)
    assert trustee.grants.get().ended_at is not None
    assert verbs() == ["accounts.role_ended"]
    with pytest.raises(ActionRefused, match="does not hold this role"):
        actions.end_role(trustee, Role.TRUSTEE, by=administrator)


def test_last_administrator_stays(administrator: User, make_user: Callable[..., User]) -> None:
    with pytest.raises(ActionRefused, match="last administrator"):
        actions.end_role(administrator, Role.ADMINISTRATOR, by=administrator)
    second = make_user(Role.ADMINISTRATOR)
    actions.end_role(administrator, Role.ADMINISTRATOR, by=second)
    with pytest.raises(ActionRefused, match="last administrator"):
        actions.end_role(second, Role.ADMINISTRATOR, by=second)


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_end_each_other_at_once_leave_one(
    make_user: Callable[..., User], in_threads: Callable[[Callable[[int], None], int], None]
) -> None:
    pair = [make_user(Role.ADMINISTRATOR), make_user(Role.ADMINISTRATOR)]
    refused = []

    def end_the_other(number: int) -> None:
        try:
            actions.end_role(pair[1 - number], Role.ADMINISTRATOR, by=pair[number])
        except ActionRefused as refusal:
            refused.append(refusal)

    in_threads(end_the_other, 2)
    assert len(refused) == 1
    assert RoleGrant.objects.filter(role=Role.ADMINISTRATOR, ended_at=None).count() == 1


def test_lost_password_ends_the_old_one_at_once(administrator: User, trustee: User) -> None:
    token = actions.replace_password(trustee, by=administrator)
    trustee.refresh_from_db()
    assert not trustee.check_password("correct horse battery")
    actions.accept_invitation(token, PASSWORD)
    trustee.refresh_from_db()
    assert trustee.check_password(PASSWORD)
    assert trustee.current_roles() == {Role.TRUSTEE}


def test_inactive_user_holds_no_role(trustee: User) -> None:
    trustee.is_active = False
    assert not has_role(trustee, Role.TRUSTEE)


def test_unknown_role_is_refused(administrator: User) -> None:
    with pytest.raises(ActionRefused, match="at least one role"):
        actions.invite("new@example.org", "New", ["emperor"], by=administrator)


@pytest.mark.parametrize("watched", [Role.RETURNING_OFFICER, Role.CREDENTIAL_AUTHORITY, Role.TRUSTEE])
def test_nobody_is_scrutineer_of_what_they_do_themselves(
    administrator: User, make_user: Callable[..., User], watched: Role
) -> None:
    with pytest.raises(ActionRefused, match="watches over the others"):
        actions.invite("new@example.org", "New", [Role.SCRUTINEER, watched], by=administrator)
    there = make_user(watched)
    with pytest.raises(ActionRefused, match="watches over the others"):
        actions.invite(there.email, there.name, [Role.SCRUTINEER], by=administrator)
