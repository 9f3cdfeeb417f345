"""Who may leave."""

import pytest

from hustings.counting import Profile
from hustings.departures import ANYONE, DepartureError, group, margin, parse_who, prefers, slate, supporters

RANKED = Profile.from_rankings("ABCD", {(0, 1, 2): 5, (1, 0): 4, (2,): 3, (3, 1): 2, (): 1})
CROSSED = Profile.from_approvals("ABCD", {(0, 1): 5, (1,): 4, (2, 3): 3})
SCORED = Profile.from_scores("ABC", [([5, 3, 0], 5), ([None, 4, 4], 4), ([0, 0, 0], 1)])


@pytest.mark.parametrize(
    ("who", "profile", "eligible"),
    [
        (ANYONE, RANKED, [5, 4, 3, 2, 1]),
        (supporters(1), RANKED, [0, 4, 0, 0, 0]),
        (supporters(1), CROSSED, [5, 4, 0]),
        (supporters(1), SCORED, [0, 4, 0]),
        (slate([0, 1]), RANKED, [5, 4, 0, 0, 0]),
        (slate([0, 1], 1), RANKED, [5, 4, 0, 2, 0]),
        (slate([0, 1]), CROSSED, [5, 0, 0]),
        (prefers(1, 0), RANKED, [0, 4, 0, 2, 0]),
        (prefers(3, 0), CROSSED, [0, 0, 3]),
        (prefers(2, 0), SCORED, [0, 4, 0]),
        (supporters(1) & prefers(1, 3), RANKED, [0, 4, 0, 0, 0]),
        (group("branch", [1, 0, 3, 0, 0]), RANKED, [1, 0, 3, 0, 0]),
    ],
)
def test_restriction_lets_these_ballots_leave(who: object, profile: Profile, eligible: list[int]) -> None:
    assert who.eligible(profile).tolist() == eligible  # type: ignore[attr-defined]


@pytest.mark.parametrize("text", ["anyone", "supporters:2", "slate:1,2", "slate:1,2,4:2", "prefers:4>1"])
def test_restriction_reads_as_it_is_written(text: str) -> None:
    assert parse_who(text).said == text


@pytest.mark.parametrize("text", ["", "nobody", "supporters:", "supporters:0", "supporters:x", "slate:", "prefers:1"])
def test_unknown_restriction_gets_a_sentence(text: str) -> None:
    with pytest.raises(DepartureError, match="write anyone, supporters:C"):
        parse_who(text)


def test_group_larger_than_the_ballots_is_refused() -> None:
    with pytest.raises(DepartureError, match="from none to all"):
        margin(RANKED, "irv", 1, group("branch", [6, 0, 0, 0, 0]))
