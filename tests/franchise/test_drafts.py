"""A rule that is put together part by part, nested as it may be."""

import pytest

from hustings.accounts.errors import ActionRefused
from hustings.franchise.conditions import parse
from hustings.franchise.drafts import Draft

GOOD, FREE, PAID = {"is": "good_standing"}, {"is": "not_suspended"}, {"is": "paid_up", "on": None}


def drafted(*conditions: dict[str, object]) -> Draft:
    draft = Draft()
    for condition in conditions:
        draft.add("", condition)
    return draft


def test_draft_nests_and_or_and_not_as_deeply_as_the_rule_needs() -> None:
    draft = drafted(GOOD, FREE)
    draft.wrap("1")
    assert draft.add("1", PAID) == "1-1"
    draft.wrap("1-1")
    draft.add("1-1", GOOD)
    draft.turn("1-1")
    draft.turn("1-1-0")
    draft.turn("0")
    draft.turn("0")
    assert draft.conditions == {
        "all": [GOOD, {"any": [FREE, {"not": {"all": [{"not": PAID}, GOOD]}}]}],
    }
    assert parse(draft.conditions)
    draft.switch("1")
    draft.turn("")
    assert draft.conditions == {
        "all": [{"not": {"all": [GOOD, {"all": [FREE, {"not": {"all": [{"not": PAID}, GOOD]}}]}]}}]
    }
    draft.remove("1-1")
    draft.remove("1-0")
    with pytest.raises(ActionRefused, match="One group of the rule is empty"):
        _ = draft.conditions
    assert draft.sentence == "Members not those who are in good standing on the freeze date."
    draft.remove("")
    assert draft.conditions == {"all": []} and draft.sentence == "All members."


def test_group_of_one_is_saved_as_what_it_holds() -> None:
    draft = drafted(GOOD, FREE)
    draft.wrap("0")
    draft.turn("0")
    draft.turn("0-0")
    assert draft.conditions == {"all": [GOOD, FREE]}
    alone = drafted(GOOD)
    alone.switch("")
    alone.turn("0")
    assert alone.conditions == {"all": [{"not": GOOD}]}


def test_place_that_is_not_there_changes_nothing() -> None:
    draft = drafted(GOOD)
    for place in ("1", "0-0", "-", "x", "0-", "9999999", "²"):
        for change in (draft.remove, draft.turn, draft.switch, draft.wrap):
            change(place)
        with pytest.raises(ActionRefused, match="no longer there"):
            draft.add(place, FREE)
        with pytest.raises(ActionRefused, match="no longer there"):
            draft.replace(place, FREE)
    assert draft.conditions == {"all": [GOOD]}


def test_draft_nested_too_deeply_is_refused_and_stays_as_it_was() -> None:
    draft, place = drafted(GOOD), "0"
    with pytest.raises(ActionRefused, match="nested too deeply"):
        for _step in range(20):
            draft.wrap(place)
            place += "-0"
    assert parse(draft.conditions)
