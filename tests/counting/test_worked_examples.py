"""Examples worked in the sources of the rules; each test says where its example stands."""

from pathlib import Path

import pytest

from hustings.counting import Drawn, Profile, count, formats


def ranked(text: str) -> Profile:
    """Ballots such as "5 ACBED, 8 BEDAC" of candidates A, B, C, ..."""
    pairs = [part.split() for part in text.split(", ")]
    names = sorted({letter for _, order in pairs for letter in order})
    return Profile.from_rankings(names, {tuple(names.index(c) for c in order): int(n) for n, order in pairs})


def approved(text: str) -> Profile:
    """As ranked, for sets of approved candidates."""
    profile = ranked(text)
    rows = zip(profile.papers.tolist(), profile.counts.tolist(), strict=True)
    names = profile.candidates
    return Profile.from_approvals(names, {tuple(c for c in row if c < len(names)): n for row, n in rows})


def winners(profile: Profile, rule: str, seats: int = 1, **options: int | str) -> str:
    result = count(profile, rule, seats, options=options)
    return "".join(profile.candidates[c] for c in result.elected)


BALLOT_PAPER_ORDER = Drawn(tuple(range(7)))

SCHULZE = ranked("5 ACBED, 5 ADECB, 8 BEDAC, 3 CABED, 7 CAEBD, 2 CBADE, 7 DCEBA, 8 EBADC")


def test_schulze_45_voters() -> None:
    # Schulze, ‘The Schulze Method of Voting’ (arXiv:1804.02973), example 1 of the earlier versions: E wins.
    result = count(SCHULZE, "schulze", 1)
    assert result.elected == (4,)
    assert result.matrix is not None
    assert result.matrix[0] == (0, 20, 26, 30, 22)
    assert result.matrix[4] == (23, 27, 21, 31, 0)
    assert winners(SCHULZE, "schulze", 5) == "EACBD"


# The capital of Tennessee, the textbooks' example: Memphis 42, Nashville 26, Chattanooga 15, Knoxville 17.
TENNESSEE = ranked("42 MNCK, 26 NCKM, 15 CKNM, 17 KCNM")


@pytest.mark.parametrize(
    ("rule", "winner"),
    [
        ("fptp", "M"),
        ("irv", "K"),
        ("coombs", "N"),
        ("borda", "N"),
        ("schulze", "N"),
        ("ranked-pairs", "N"),
        ("minimax", "N"),
        ("copeland", "N"),
        ("condorcet", "N"),
    ],
)
def test_capital_of_tennessee(rule: str, winner: str) -> None:
    assert winners(TENNESSEE, rule) == winner


def test_borda_points_of_tennessee() -> None:
    result = count(TENNESSEE, "borda", 1)
    points = dict(zip(result.candidates, map(result.figure, result.stages[0].votes), strict=True))
    assert points == {"M": "126", "N": "194", "C": "173", "K": "107"}


def test_condorcet_paradox_elects_nobody() -> None:
    # Condorcet, Essai (1785), the cycle of three: everybody is in the Smith set.
    result = count(ranked("23 ABC, 17 BCA, 2 BAC, 10 CAB, 8 CBA"), "condorcet", 1)
    assert result.elected == ()
    assert result.sentences == ("Stage 1: Nobody beats every other candidate. The Smith set is A, B and C.",)


def test_sequential_phragmen_of_1894() -> None:
    # Phragmen 1894, as in Janson, ‘Phragmen’s and Thiele’s election methods’ (arXiv:1611.08826). By hand: A has 1171
    # supporters; then Q is paid at (1 + 137/1171) / 656 and B at (1 + 1124/1171) / 1124, a little later.
    profile = approved("1034 ABC, 519 PQR, 90 ABQ, 47 APQ")
    assert winners(profile, "phragmen", 3) == "AQB"
    # Sequential PAV by hand: after A, Q has 519 + 90/2 + 47/2 = 587.5 and B 1124/2 = 562.
    result = count(profile, "seq-pav", 3)
    assert winners(profile, "seq-pav", 3) == "AQB"
    assert [result.figure(result.stages[1].votes[c]) for c in (1, 4)] == ["562", "587.5"]


def test_running_example_of_lackner_and_skowron() -> None:
    # Lackner and Skowron, Multi-Winner Voting with Approval Preferences (2023), example 2.1, four seats; the results
    # for PAV and sequential Phragmen are those given there.
    profile = approved("3 AB, 3 AC, 2 AD, 1 BCF, 1 E, 1 F, 1 G")
    assert sorted(winners(profile, "pav", 4)) == ["A", "B", "C", "F"]
    assert sorted(count(profile, "phragmen", 4, BALLOT_PAPER_ORDER).elected) == [0, 1, 2, 3]
    # Approval: A 8, B 4, C 4, then D and F with 2 each would be tied.
    assert winners(profile, "approval", 3) == "ABC"


def test_equal_shares_gives_two_thirds_two_seats_of_three() -> None:
    # Peters and Skowron 2020: proportional on party lists. 6 of 9 voters for one list of three, 3 for the other.
    profile = approved("6 ABC, 3 DEF")
    result = count(profile, "mes", 3, BALLOT_PAPER_ORDER)
    assert len(set(result.elected) & {0, 1, 2}) == 2
    assert result.figure(result.stages[0].votes[result.elected[0]]) == "0.166667"


LISTS = Profile.from_totals(
    ["Yellow", "White", "Red", "Green", "Blue", "Pink"], [47000, 16000, 15900, 12000, 6000, 3100], 100000
)


@pytest.mark.parametrize(
    ("rule", "seats"),
    [
        ("hare-lr", (5, 2, 1, 1, 1, 0)),
        ("droop-lr", (5, 2, 2, 1, 0, 0)),
        ("dhondt", (5, 2, 2, 1, 0, 0)),
        ("sainte-lague", (4, 2, 2, 1, 1, 0)),
    ],
)
def test_lists_of_the_textbooks(rule: str, seats: tuple[int, ...]) -> None:
    # The standing example of largest remainders (100,000 votes, 10 seats), where Hare and Droop differ.
    assert count(LISTS, rule, 10).allocation == seats


def test_dhondt_and_sainte_lague_differ_for_small_lists() -> None:
    # 230,000 votes, 8 seats: the standing example of the divisor methods.
    profile = Profile.from_totals(["A", "B", "C", "D"], [100000, 80000, 30000, 20000], 230000)
    assert count(profile, "dhondt", 8).allocation == (4, 3, 1, 0)
    assert count(profile, "sainte-lague", 8).allocation == (3, 3, 1, 1)
    assert count(profile, "dhondt", 8, options={"threshold": "10"}).allocation == (4, 3, 1, 0)
    assert count(profile, "sainte-lague", 8, options={"threshold": "10"}).allocation == (4, 3, 1, 0)
    assert count(profile, "sainte-lague", 7, options={"first": "1.4"}).allocation == (3, 3, 1, 0)


def test_majority_judgment_of_tennessee() -> None:
    # The textbooks' example with grades by distance (excellent 3, good 2, fair 1, poor 0): Nashville has the
    # same median as two others, and more above it.
    profile = Profile.from_scores(
        ["M", "N", "C", "K"], [([3, 1, 0, 0], 42), ([0, 3, 1, 1], 26), ([0, 1, 3, 2], 15), ([0, 1, 2, 3], 17)]
    )
    result = count(profile, "majority-judgment", 1)
    assert result.elected == (1,)
    assert result.stages[0].votes == (0, 1, 1, 1)


def test_star_elects_whom_more_prefer_of_the_two_best() -> None:
    # B has the highest score; but of the two finalists more voters prefer A.
    profile = Profile.from_scores(["A", "B", "C"], [([5, 4, 0], 3), ([0, 5, 1], 2)])
    result = count(profile, "star", 1)
    assert result.stages[0].votes == (15, 22, 2)
    assert result.elected == (0,)


def test_ers97_model_election() -> None:
    # Electoral Reform Society 1997, sections 8.1 and 8.2. The booklet prints no ballots, so that later stages cannot be
    # worked again; whom Smith's papers name next does not matter to the figures that it states.
    first = {"Smith": 134, "Carpenter": 81, "Wright": 27, "Glazier": 24, "Duke": 105, "Prince": 91, "Baron": 64}
    first |= {"Abbot": 59, "Vicar": 55, "Monk": 23, "Freeman": 90}
    names = list(first)
    ballots = {(c,): first[name] for c, name in enumerate(names)}
    ballots[0,] = 11  # the rest of Smith's 134 papers are transferable
    ballots |= {(0, 1): 60, (0, 4): 40, (0, 10): 23}
    result = count(Profile.from_rankings(names, ballots), "ers97-stv", 6)
    one, two = result.stages[:2]
    assert (result.valid, result.figure(one.quota or 0), one.elected) == (753, "107.58", (0,))
    # The surplus of 26.42 must be moved at once: it exceeds 24 - 23, and could change who is excluded next.
    assert two.moved_from == (0,)
    gains = [after - before for before, after in zip(one.votes, two.votes, strict=True)]
    assert [result.figure(gains[c]) for c in (1, 4, 10)] == ["12.6", "8.4", "4.83"]  # 0.21 a paper, 25.83 of them all
    assert result.figure(two.non_transferable + two.lost_to_rounding) == "0.59"


def test_meek_example_of_the_blt_format() -> None:
    # The data with which Hill, Wichmann and Woodall 1987 explain their file format: 13 votes, 2 seats, quota 13/3.
    ballots = "4 2\n3 1 3 4 0\n4 1 3 2 0\n2 4 1 3 0\n1 2 0\n2 2 4 3 1 0\n1 3 4 2 0\n0\n"
    profile = formats.read((ballots + '"Adam"\n"Basil"\n"Charlotte"\n"Donald"\n"Title"\n').encode())
    result = count(profile, "meek-stv", 2)
    assert [result.figure(votes) for votes in result.stages[0].votes] == ["7", "3", "1", "2"]
    assert result.stages[0].quota == 4_333_333_334
    # Adam keeps 13/21 of each of his 7 papers; 8/21 of them, 2.667 votes, go to Charlotte, who then has 3.667.
    assert result.figure(result.stages[1].votes[2]).startswith("3.6666666")
    assert result.elected == (0, 2)


@pytest.mark.parametrize("rule", ["meek-stv", "warren-stv"])
@pytest.mark.parametrize("ward", ["glasgow_2012_ward9", "north_lanarkshire_2017_ward11", "aberdeen_2012_ward1"])
def test_meek_holds_the_elected_at_the_quota_before_it_excludes(rule: str, ward: str) -> None:
    # What Hill, Wichmann and Woodall 1987 ask of the keep factors: every elected candidate keeps the quota, no more.
    profile = formats.load(Path(__file__).parents[1] / "data" / "counting" / f"{ward}.csv")
    result = count(profile, rule, profile.seats or 0)
    elected: set[int] = set()
    settled = 0
    for stage in result.stages:
        assert stage.quota is not None
        if stage.excluded and elected:
            surplus = sum(stage.votes[c] - stage.quota for c in elected)
            assert abs(surplus) < profile.valid  # a billionth of a vote for each paper, as each is rounded up
            settled += 1
        elected |= set(stage.elected)
    assert settled
