"""On whom an election rests, in the words of its trust page."""

from collections.abc import Callable

import pytest
from tests.elections import drafts

from hustings.accounts.models import Organisation, User
from hustings.elections.models import Election, Trustee
from hustings.elections.queries.trust import one_line, trust

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(organisation: Organisation, returning_officer: User) -> Election:
    return drafts.make_draft(returning_officer)


@pytest.fixture
def name_trustees(draft: Election, make_user: Callable[..., User]) -> Callable[..., None]:
    def name(*names: str, with_server: bool = False) -> None:
        for position, person in enumerate(names, start=1):
            Trustee.objects.create(
                election=draft, position=position, name=person, user=make_user("trustee", name=person)
            )
        if with_server:
            Trustee.objects.create(election=draft, position=len(names) + 1, name="Server")

    return name


def test_nobody_is_named_before_there_is_a_trustee(draft: Election) -> None:
    assert one_line(draft) == "It has not been decided yet who will hold the key to the ballots."
    assert trust(draft).opening == ""


def test_server_with_the_only_key_can_read_votes(draft: Election, name_trustees: Callable[..., None]) -> None:
    name_trustees(with_server=True)
    assert "the operator can read individual votes" in one_line(draft)
    assert "never be counted" in trust(draft).opening


def test_person_with_the_only_key_can_read_votes(draft: Election, name_trustees: Callable[..., None]) -> None:
    name_trustees("Tova")
    assert one_line(draft).endswith("Tova can read individual votes.")


def test_all_of_several_must_act_together(draft: Election, name_trustees: Callable[..., None]) -> None:
    name_trustees("Tova", "Tom", "Tess")
    assert one_line(draft) == "Your vote stays secret unless all 3 of these act together: Tova, Tom and Tess."
    assert "All of them are needed" in trust(draft).opening


def test_operator_is_named_among_those_who_hold_a_key(draft: Election, name_trustees: Callable[..., None]) -> None:
    name_trustees("Tova", with_server=True)
    assert one_line(draft).endswith("both of these act together: Tova and the operator of this server.")


@pytest.mark.parametrize(
    ("details", "sentences"),
    [
        (
            {},
            (
                "the operator could cast ballots for members who do not vote",
                "deletes each credential as soon as it has been sent",
                "go to the same mailbox",
            ),
        ),
        ({"keep_credentials": True}, ("keeps the credentials until the poll is over",)),
        (
            {"credential_mode": "authority"},
            ("only if the authority and the operator of this server act together", "never holds the private half"),
        ),
    ],
)
def test_credentials_are_told_as_they_are(
    draft: Election, details: dict[str, object], sentences: tuple[str, ...]
) -> None:
    Election.objects.update(**details)
    told = trust(Election.objects.get())
    everything = f"{told.stuffing} {told.credentials} {told.mailbox}"
    for sentence in sentences:
        assert sentence in everything
