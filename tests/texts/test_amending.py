"""Amendments worked into a text: one clause changes, every other keeps its words and number, or it is refused."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hustings.texts import AmendError, Change, amended, parse

RULES = """# Rules

Preamble.

## 1. Members

Anybody may join.

1. Fees are paid in May.
2. Fees are:
   (a) ten for adults,
   (b) five for others.

   They are reviewed each year.

## 2. Meetings

They are held in June.

---

Signed by all.
"""


def words_of(text: str) -> dict[str, str]:
    return {clause.number: clause.whole for clause in parse(text).clauses}


@pytest.mark.parametrize(
    ("change", "number", "expected"),
    [
        (Change("1.1", "replace", "Fees are paid in June."), "1.1", "Fees are paid in June."),
        (Change("1.2(b)", "replace", "six for others."), "1.2(b)", "six for others."),
        (Change("1.2", "replace", "Fees:\n\nThey never change."), "1.2", "Fees: They never change."),
        (Change("1", "replace", "Nobody may join."), "1", "Members Nobody may join."),
        (Change("2", "replace", "They are held in July."), "2", "Meetings They are held in July."),
        (Change("1.1", "delete"), "1.1", None),
        (Change("1.2(a)", "delete"), "1.2(a)", None),
        (Change("1.1", "add", "Late fees are doubled."), "1.1A", "Late fees are doubled."),
        (Change("1.2", "add", "Guests pay nothing."), "1.3", "Guests pay nothing."),
        (Change("1.2(b)", "add", "none for guests."), "1.2(c)", "none for guests."),
        (Change("2", "add", "The rules are read out."), "3", "The rules are read out."),
    ],
)
def test_change_touches_one_clause_only(change: Change, number: str, expected: str | None) -> None:
    before, after = words_of(RULES), words_of(amended(RULES, [change]))
    assert after.get(number) == expected
    assert {n: w for n, w in after.items() if n != number} == {n: w for n, w in before.items() if n != number}
    assert parse(amended(RULES, [change])).unnumbered == parse(RULES).unnumbered


def test_clause_left_out_takes_its_sub_clauses_with_it() -> None:
    assert [*words_of(amended(RULES, [Change("1.2", "delete")]))] == ["1", "1.1", "2"]


def test_changes_are_worked_in_one_after_the_other() -> None:
    changes = [Change("3", "replace", "C"), Change("3", "add", "D"), Change("1", "delete"), Change("3", "add", "E")]
    assert amended("1. a\n2. b\n3. c", changes) == "2. b\n3. C\n\n3A. E\n\n4. D"


@pytest.mark.parametrize("style", ["{}.", "{})", "({})", "**{}.**", "Article {}:", "§ {}."])
def test_number_keeps_the_manner_in_which_it_is_written(style: str) -> None:
    text = "\n".join(f"{style.format(n)} words of {n}" for n in (1, 2, 3))
    after = amended(text, [Change("2", "replace", "other words"), Change("3", "add", "more words")])
    assert words_of(after) == {"1": "words of 1", "2": "other words", "3": "words of 3", "4": "more words"}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (Change("9", "replace", "words"), "the text has no clause 9"),
        (Change("1.1", "replace", "Fees:\n\n(a) in May"), "would change other clauses too"),
        (Change("1.1", "replace", "  "), "clause 1.1 is empty"),
        (Change("1.1", "replace", "May\x00"), "control character"),
        (Change("1.2(a)", "add", "eight for couples,"), "no number is free after clause 1.2(a)"),
    ],
)
def test_change_that_would_change_more_is_refused(change: Change, told: str) -> None:
    with pytest.raises(AmendError, match=told.replace("(", "\\(").replace(")", "\\)")):
        amended(RULES, [change])


_words = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=60)


@settings(deadline=None, max_examples=60)
@given(wording=_words, kind=st.sampled_from(["replace", "add"]), number=st.sampled_from(["1", "1.1", "1.2(a)", "2"]))
def test_any_words_change_one_clause_or_are_refused(wording: str, kind: str, number: str) -> None:
    try:
        after = words_of(amended(RULES, [Change(number, kind, wording)]))  # type: ignore[arg-type]
    except AmendError:
        return
    changed = {number} if kind == "replace" else set()
    assert all(after[n] == words for n, words in words_of(RULES).items() if n not in changed)
