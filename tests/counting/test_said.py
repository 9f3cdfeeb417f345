"""What a count says, in another language: here one that writes capitals, so that a word left in English is seen."""

import random
import re
from fractions import Fraction

import numpy as np
import pytest

from hustings.counting import RULES, Count, Lot, Profile, Reserve, count, reports
from hustings.counting.said import by_catalogue, english, gettext_lazy, ngettext_lazy

NAMES = ["ANN", "BOB", "CLEO", "DAN", "EVE"]
WOMEN = Reserve("WOMEN", frozenset({0, 2, 4}), 2)
RANKED_STV = [rule.identifier for rule in RULES.values() if rule.family == "single transferable vote"]


def capitals(one: str, many: str, number: int) -> str:
    return re.sub(
        r"{\w+}|[^{}]+", lambda part: part[0] if part[0][0] == "{" else part[0].upper(), english(one, many, number)
    )


def profile(needs: str, dice: random.Random) -> Profile:
    rows = [tuple(dice.sample(range(5), dice.randint(1, 5))) for _ in range(12)]
    if needs == "approvals":
        return Profile.from_approvals(NAMES, dict.fromkeys(rows, 2))
    if needs == "scores":
        return Profile.from_scores(NAMES, [([dice.randint(0, 3) for _ in NAMES], 2) for _ in rows])
    if needs in ("totals", "lists"):
        return Profile.from_totals(NAMES, [dice.randint(0, 4) for _ in NAMES], ballots=20)
    return Profile.from_rankings(NAMES, {row: dice.randint(1, 3) for row in rows})


def counts(rule: str) -> list[Count]:
    """Small ballots with many ties, without and with reserved seats."""
    known, found = RULES[rule], []
    for seed in range(20):
        ballots = profile(known.needs, random.Random(seed))
        seats = 1 if known.one_seat else 3
        found.append(count(ballots, rule, seats, Lot("1")))
        if known.reserves:
            found.append(count(ballots, rule, seats, Lot("1"), reserves=[WOMEN]))
    return found


@pytest.mark.parametrize("rule", RULES)
def test_every_sentence_and_picture_can_be_told_in_another_language(rule: str) -> None:
    for result in counts(rule):
        told = [*result.told(capitals), *(tie.steps.told(capitals) for tie in result.ties)]
        assert [sentence.upper() for sentence in result.sentences] == told[: len(result.stages)]
        told += re.findall(r">([^<]+)<", reports.picture_svg(result, capitals))
        assert not [text for text in told if re.search("[a-z]", text)]


@pytest.mark.parametrize("rule", RANKED_STV)
def test_clause_is_cited_as_its_source_has_it(rule: str) -> None:
    stage = counts(rule)[0].stages[0]
    assert stage.cited(capitals) == f"{stage.event.upper()} ({stage.clause})"


def test_tie_says_for_what_somebody_was_chosen_and_no_more() -> None:
    """Whoever is put first, or gets the odd paper of somebody's surplus, is not elected by that."""
    ring = Profile.from_rankings(NAMES[:3], {(0, 1, 2): 1, (1, 2, 0): 1, (2, 0, 1): 1})
    result = count(ring, "ranked-pairs", 1, Lot("x"))
    assert {tie.purpose for tie in result.ties} == {"order"}
    assert re.search(r"were tied; \w+ was put before the others by the lot", result.stages[0].event)
    level = Profile.from_scores(NAMES[:3], [([3, 3, 3], 2)])
    assert count(level, "star", 1, Lot("x")).ties[0].purpose == "final"
    odd = Profile.from_rankings(
        NAMES[:4], {(0, 1): 3, (0, 2): 3, (1,): 2, (2,): 2, (3,): 3}
    )  # A surplus of one paper, for two.
    [tie] = [tie for tie in count(odd, "irish-stv", 2, Lot("x")).ties if tie.purpose == "paper"]
    assert tie.candidates == (1, 2)


def test_figures_of_any_kind_can_be_told_and_a_record_can_be_kept_in_a_set() -> None:
    assert str(gettext_lazy("{n} of {all}", n=np.int64(3), all=Fraction(7, 2))) == "3 of 7/2"  # type: ignore[arg-type]
    [result] = {count(Profile.from_totals(NAMES, [5, 4, 3, 2, 1], 15), "fptp", 1)}
    assert result.elected == (0,)


def test_catalogue_is_asked_for_a_plural_only_where_there_is_one() -> None:
    translate = by_catalogue(lambda text: f"G {text}", lambda one, many, number: f"N {english(one, many, number)}")
    assert gettext_lazy("{n} papers", n=3).told(translate) == "G 3 papers"
    assert ngettext_lazy("{n} paper", "{n} papers", 3, n=3).told(translate) == "N 3 papers"


def test_names_in_a_text_are_not_read_as_places() -> None:
    said = ngettext_lazy("{names} is", "{names} are", 2, names=["{n}", "100 %", gettext_lazy("{n}", n=3)])
    assert str(said) == "{n}, 100 % and 3 are"
