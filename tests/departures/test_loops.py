"""The compiled recounts against hustings.counting, for real wards with ballots missing and for made-up elections."""

from pathlib import Path

import numpy as np
import pytest
from tests.departures.small import OPTIONS, made_up

from hustings.counting import Lot, formats
from hustings.departures.contest import Contest, winners_of

WARDS = sorted((Path(__file__).parents[1] / "data" / "counting").glob("*.csv"))


@pytest.mark.parametrize("path", WARDS, ids=lambda path: path.stem)
def test_recounts_of_wards_elect_the_same(path: Path) -> None:
    profile = formats.load(path)
    dice = np.random.default_rng(3)
    for part in (0.0, 0.05, 0.5):
        counts = profile.counts - dice.binomial(profile.counts, part)
        for rule, seats in (("scottish-stv", profile.seats or 0), ("scottish-stv", 2), ("wig-stv", 3), ("irv", 1)):
            contest = Contest(profile, rule, seats, options={"quota": "exact"} if rule == "wig-stv" else {})
            assert contest.outcomes(counts) == {winners_of(contest.count(counts, Lot("unused")))}


@pytest.mark.parametrize("rule", ["scottish-stv", "wig-stv", "irv"])
def test_recounts_of_made_up_elections_elect_the_same(rule: str) -> None:
    dice = np.random.default_rng(4)
    decided = 0
    for _ in range(300):
        profile, seats = made_up(dice, rule)
        contest = Contest(profile, rule, seats, options=OPTIONS.get(rule, {}))
        every = {winners_of(recount) for recount in contest.by_every_lot(profile.counts)}
        fast = contest._elected_fast(profile.counts)
        decided += fast is not None
        assert fast is None or every == {fast}
        assert contest.outcomes(profile.counts) == every
    assert decided > 200
