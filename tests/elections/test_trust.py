"""On whom an election rests, in the words of its trust page."""

from collections.abc import Callable

import pytest
from tests.elections import drafts, polls

from hustings.accounts.models import Organisation, User
from hustings.elections.actions.ceremonies import dissolve_group, form_group
from hustings.elections.actions.trustees import add_trustee
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


def test_some_of_a_group_must_act_together(draft: Election, make_user: Callable[..., User]) -> None:
    users = [make_user("trustee", name=name) for name in ("Tova", "Tom", "Tess")]
    form_group(draft, users, 2, polls.officer())
    assert one_line(draft) == "Your vote stays secret unless 2 of these 3 act together: Tova, Tom and Tess."
    assert trust(draft).opening.startswith("Any 2 of the 3 members of the group open the result, so 1 of their keys")
    dissolve_group(draft, polls.officer())
    form_group(draft, users, 1, polls.officer())
    assert one_line(draft).endswith("can read individual votes alone: Tova, Tom and Tess.")


def test_single_trustees_and_a_group_must_act_together(draft: Election, make_user: Callable[..., User]) -> None:
    form_group(draft, [make_user("trustee", name=name) for name in ("Tova", "Tom", "Tess")], 2, polls.officer())
    add_trustee(draft, "This server", polls.officer())
    assert one_line(draft) == (
        "Your vote stays secret unless these act together: the operator of this server, "
        "and with them 2 of these 3: Tova, Tom and Tess."
    )
    assert trust(draft).opening.endswith("can never be counted: the operator of this server.")


def test_one_paragraph_says_it_all(draft: Election, name_trustees: Callable[..., None]) -> None:
    name_trustees("Tova", with_server=True)
    told = trust(draft).paragraph
    for part in (
        "both of these act together",
        "All of them are needed",
        "could cast ballots",
        "checks the public board",
    ):
        assert part in told


def test_rankings_are_said_to_be_opened_one_by_one(draft: Election, returning_officer: User) -> None:
    drafts.make_seats(draft, returning_officer)
    assert [sentence[:7] for sentence in trust(draft).handling] == ["Choices"]
    draft.contests.update(rule="meek-stv")
    assert [sentence[:8] for sentence in trust(draft).handling] == ["Rankings"]


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
        ({"keep_credentials": True}, ("keeps the credentials until the poll is over, sealed",)),
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
