from collections.abc import Iterator
from datetime import date

import pytest
from tests.franchise.conftest import DAY, add_member

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import User
from hustings.audit.models import AuditEvent
from hustings.franchise.actions import ask_for_removal, decide_challenge, freeze_roll, make_challenge
from hustings.franchise.actions.challenges import objections
from hustings.franchise.models import Challenge, EligibilityRule, Roll, RollChange
from hustings.franchise.queries import electorate, electors
from hustings.register.models import Member, Unit


@pytest.fixture
def roll(rule: EligibilityRule) -> Roll:
    add_member("1")
    return freeze_roll(rule, DAY, None)


@pytest.fixture
def outsider(roll: Roll, north: Unit) -> Member:
    return add_member("2", paid_up_to=date(2026, 1, 31), unit=north)


@pytest.fixture
def settled(roll: Roll) -> Iterator[str]:
    def objection(asked: Roll) -> str | None:
        return "The poll has been set up." if asked == roll else None

    objections.append(objection)
    yield "The poll has been set up."
    objections.remove(objection)


def numbers(roll: Roll) -> set[str]:
    found = {entry.member.number for entry in electors(roll)}
    assert electorate(roll) == len(found)
    return found


def test_upheld_challenge_adds_an_elector_and_leaves_the_hash(
    roll: Roll, outsider: Member, returning_officer: User, north: Unit
) -> None:
    before = roll.hash
    challenge = make_challenge(roll, outsider, "add", "I paid in cash.", outsider)
    decide_challenge(challenge, "upheld", "The receipt shows it.", returning_officer)
    assert numbers(roll) == {"1", "2"}
    entry = electors(roll).get(member=outsider)
    assert entry.unit == north and entry.change == RollChange.objects.get()
    roll.refresh_from_db()
    assert roll.hash == before and roll.size == 1
    assert AuditEvent.objects.filter(verb="franchise.challenge_decided").count() == 1


def test_last_change_counts(roll: Roll, outsider: Member, returning_officer: User) -> None:
    elector = Member.objects.get(number="1")
    for kind, expected in (("remove", set()), ("add", {"1"}), ("remove", set())):
        challenge = make_challenge(roll, elector, kind, "Because.", outsider)
        decide_challenge(challenge, "upheld", "Right.", returning_officer)
        assert numbers(roll) == expected


def test_dismissed_challenge_changes_nothing(roll: Roll, outsider: Member, returning_officer: User) -> None:
    challenge = make_challenge(roll, outsider, "add", "Please.", outsider)
    decide_challenge(challenge, "dismissed", "Not paid.", returning_officer)
    assert numbers(roll) == {"1"} and not RollChange.objects.exists()
    with pytest.raises(ActionRefused, match="decided already"):
        decide_challenge(challenge, "upheld", "After all.", returning_officer)


@pytest.mark.parametrize(
    ("number", "kind", "grounds", "reason"),
    [
        ("1", "add", "Because.", "on the roll already"),
        ("2", "remove", "Because.", "not on the roll"),
        ("2", "add", "  ", "Say why"),
    ],
)
def test_challenge_without_sense_is_refused(
    roll: Roll, outsider: Member, number: str, kind: str, grounds: str, reason: str
) -> None:
    with pytest.raises(ActionRefused, match=reason):
        make_challenge(roll, Member.objects.get(number=number), kind, grounds, outsider)
    assert not Challenge.objects.exists()


def test_decision_needs_a_reason(roll: Roll, outsider: Member, returning_officer: User) -> None:
    challenge = make_challenge(roll, outsider, "add", "Please.", outsider)
    with pytest.raises(ActionRefused, match="Give the reason"):
        decide_challenge(challenge, "upheld", " ", returning_officer)


def test_same_challenge_twice_is_refused_while_it_is_open(roll: Roll, outsider: Member) -> None:
    make_challenge(roll, outsider, "add", "Please.", outsider)
    with pytest.raises(ActionRefused, match="asked for this already"):
        make_challenge(roll, outsider, "add", "Please!", outsider)


def test_settled_roll_takes_no_challenge_and_no_upheld_one(
    roll: Roll, outsider: Member, returning_officer: User, request: pytest.FixtureRequest
) -> None:
    challenge = make_challenge(roll, outsider, "add", "Please.", outsider)
    sentence = request.getfixturevalue("settled")
    with pytest.raises(ActionRefused, match=sentence):
        make_challenge(roll, Member.objects.get(number="1"), "remove", "Gone.", outsider)
    with pytest.raises(ActionRefused, match=sentence):
        decide_challenge(challenge, "upheld", "Right.", returning_officer)
    challenge.refresh_from_db()
    assert challenge.decided_at is None
    decide_challenge(challenge, "dismissed", "Too late.", returning_officer)


def test_asking_for_a_removal_tells_nothing_about_who_is_on_the_roll(roll: Roll, outsider: Member) -> None:
    assert ask_for_removal(roll, "unknown", "Gone.", outsider) is None
    assert ask_for_removal(roll, outsider.number, "Gone.", outsider) is None
    assert ask_for_removal(roll, "1", "Gone.", outsider) is not None
    assert ask_for_removal(roll, "1", "Gone again.", outsider) is None
