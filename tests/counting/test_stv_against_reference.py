"""The library's fast counts and the slow, obvious ones agree stage by stage."""

import gzip
import json
import os
import random
from pathlib import Path

import pytest
from tests.counting.reference import Ballots, Draw, irish, keep, last_parcel, scottish

from hustings.counting import Drawn, Profile, UnbrokenTie, count, formats
from hustings.counting.profile import NOBODY

WARDS = Path(__file__).parents[1] / "data" / "counting"
REFERENCES = {
    "scottish-stv": scottish.count,
    "wig-stv": lambda b, n, s, lot=None: scottish.count(b, n, s, lot, decimals=3, whole_quota=False),
    "ers97-stv": last_parcel.ers97,
    "ni-stv": last_parcel.northern_ireland,
    "irish-stv": lambda b, n, s, lot=None: irish.count(b, n, s, "seed", lot),
    "meek-stv": lambda b, n, s, lot=None: keep.count(b, n, s, "meek", lot),
    "nz-meek-stv": lambda b, n, s, lot=None: keep.count(b, n, s, "nz", lot),
    "warren-stv": lambda b, n, s, lot=None: keep.count(b, n, s, "warren", lot),
}
OPTIONS = {"wig-stv": {"decimals": 3, "quota": "exact"}, "irish-stv": {"seed": "seed"}}
RULES = list(REFERENCES)


def ballots_of(profile: Profile) -> Ballots:
    rows = zip(profile.papers.tolist(), profile.counts.tolist(), strict=True)
    return [(tuple(c for c in row if c != NOBODY), number) for row, number in rows]


def assert_agrees(profile: Profile, rule: str, seats: int, lot: list[int]) -> None:
    result = count(profile, rule, seats, Drawn(tuple(lot)), options=OPTIONS.get(rule))
    stages, elected, quota = REFERENCES[rule](ballots_of(profile), len(profile.candidates), seats, lot)
    for mine, (votes, nobody) in zip(result.stages, stages, strict=True):
        assert (list(mine.votes), mine.non_transferable + mine.lost_to_rounding) == (votes, nobody), mine.event
    assert sorted(result.elected) == sorted(elected)
    assert result.quota == quota


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("ward", sorted(WARDS.glob("*.csv")), ids=lambda path: path.stem)
def test_stages_agree_on_a_ward(rule: str, ward: Path) -> None:
    profile = formats.load(ward)
    assert profile.seats is not None
    assert_agrees(profile, rule, profile.seats, list(range(len(profile.candidates))))


def test_stages_agree_on_a_ward_with_more_decimals_than_fit_64_bits() -> None:
    profile = formats.load(WARDS / "glasgow_2012_ward11.csv")
    seats, lot = profile.seats or 0, list(range(len(profile.candidates)))
    result = count(profile, "wig-stv", seats, Drawn(tuple(lot)), options={"decimals": 30})
    stages, elected, _ = scottish.count(ballots_of(profile), len(lot), seats, lot, decimals=30)
    assert [list(mine.votes) for mine in result.stages] == [votes for votes, _ in stages]
    assert sorted(result.elected) == sorted(elected)


@pytest.mark.parametrize("rule", RULES)
def test_stages_agree_on_small_elections_full_of_ties(rule: str) -> None:
    for seed in range(150):
        dice = random.Random(seed)
        n = dice.randint(1, 7)
        ballots = {
            tuple(dice.sample(range(n), dice.randint(0, n))): dice.choice([1, 1, 1, 2, 3, 30])
            for _ in range(dice.randint(1, 12))
        }
        profile = Profile.from_rankings([f"C{c}" for c in range(n)], ballots)
        assert_agrees(profile, rule, dice.randint(1, n), dice.sample(range(n), n))


@pytest.mark.parametrize("rule", RULES)
def test_a_lot_is_asked_for_exactly_where_the_reference_needs_one(rule: str) -> None:
    asked = 0
    for seed in range(150):
        dice = random.Random(seed)
        n = dice.randint(2, 5)
        ballots = {tuple(dice.sample(range(n), dice.randint(1, n))): dice.randint(1, 2) for _ in range(4)}
        profile = Profile.from_rankings([f"C{c}" for c in range(n)], ballots)
        seats = dice.randint(1, n)
        try:
            elected = REFERENCES[rule](ballots_of(profile), n, seats)[1]
        except Draw:
            asked += 1
            with pytest.raises(UnbrokenTie):
                count(profile, rule, seats, options=OPTIONS.get(rule))
        else:
            assert sorted(count(profile, rule, seats, options=OPTIONS.get(rule)).elected) == sorted(elected)
    assert asked


def test_every_scottish_ward_has_the_published_stages(shared: Path) -> None:
    expected = json.loads(gzip.decompress((shared / "data" / "scottish-stages.json.gz").read_bytes()))
    assert len(expected) == 725
    for path in sorted((shared / "data" / "scottish").glob("*.csv")):
        profile, want = formats.load(path), expected[path.stem]
        result = count(profile, "scottish-stv", profile.seats or 0)
        assert sorted(c + 1 for c in result.elected) == want["elected"]
        for mine, votes in zip(result.stages, want["stages"] or [], strict=False):
            assert list(mine.votes) == votes, (path.stem, mine.number)


@pytest.mark.skipif(not os.environ.get("HUSTINGS_LONG"), reason="takes many minutes; `make test-long` runs it")
@pytest.mark.parametrize("rule", RULES)
def test_stages_agree_on_every_scottish_ward(rule: str, shared: Path) -> None:
    for path in sorted((shared / "data" / "scottish").glob("*.csv")):
        profile = formats.load(path)
        assert_agrees(profile, rule, profile.seats or 0, list(range(len(profile.candidates))))
