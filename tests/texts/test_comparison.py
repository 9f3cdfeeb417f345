"""Worked examples of what was adopted, and of what only looks adopted."""

import time

import pytest

from hustings.texts import (
    ClaimError,
    Comparison,
    Disposition,
    clause_of,
    compare,
    counts_of,
    difference,
    parse,
    reports,
    summary_of,
)

SOURCE = """# Conduct in meetings

Whereas meetings matter:

1. Every member may speak once before any member speaks twice.
2. The clerk shall keep minutes of each meeting. The minutes shall be published within fourteen days of the meeting.
3. Nobody shall be refused the floor for what they have said before.
   (a) The chair may call a speaker to order.
   (b) The chair may not expel a member.
4. Visitors may be heard with the consent of the meeting.
5. A motion needs a mover.
6. A motion needs a seconder who is present.
7. Ten members are a quorum.
"""


def compared(adopted: str, covered: dict[str, str] | None = None) -> Comparison:
    return compare(parse(SOURCE), parse(adopted), covered)


def became(comparison: Comparison) -> dict[str, tuple[str, list[str]]]:
    return {
        outcome.source.number: (str(outcome.disposition), [clause.number for clause in outcome.adopted])
        for outcome in comparison.outcomes
        if outcome.source
    }


def test_same_text_is_adopted_in_full() -> None:
    comparison = compared(SOURCE)
    assert comparison.summary == "in full"
    assert comparison.counts[Disposition.VERBATIM] == 9
    assert not any(outcome.moved or outcome.diff for outcome in comparison.outcomes)


def test_another_clause_makes_it_in_full_with_additions() -> None:
    comparison = compared(SOURCE + "8. Recordings are allowed.\n")
    assert comparison.summary == "in full with additions"
    added = comparison.outcomes[-1]
    assert (added.source, added.disposition, added.adopted[0].number) == (None, "added", "8")


def test_white_space_and_typographic_quotes_alone_do_not_count() -> None:
    source = parse("1. The “chair’s”\u00a0ruling\nstands.")
    assert compare(source, parse('(1)  The  "chair\'s" ruling stands.')).summary == "in full"


@pytest.mark.parametrize(
    "other", ["The chair's ruling stands", "The Chair's ruling stands.", "The chair's  ruling – stands."]
)
def test_any_other_difference_is_a_rewording(other: str) -> None:
    comparison = compare(parse("1. The chair's ruling stands."), parse(f"1. {other}"))
    assert comparison.summary == "in part: 0 of 1 verbatim, 1 reworded"


def test_heading_is_part_of_a_clause() -> None:
    comparison = compare(parse("## 1. Quorum\n\nTen members."), parse("## 1. Attendance\n\nTen members."))
    assert comparison.outcomes[0].diff == (("removed", "Quorum"), ("added", "Attendance"), ("equal", "Ten members."))


def test_rewording_omission_and_addition_with_new_numbers() -> None:
    comparison = compared(
        """
1. Every member may speak once before any member speaks twice.
2. The clerk shall keep minutes of each meeting. The minutes shall be published within thirty days of the meeting.
3. Nobody shall be refused the floor for what they have said before.
   (a) The chair may call a speaker to order.
   (b) The chair may expel a member.
4. A motion needs a mover.
5. A motion needs a seconder who is present.
6. Ten members are a quorum.
7. Dogs stay outside.
"""
    )
    assert comparison.summary == "in part: 6 of 9 verbatim, 2 reworded, 1 omitted, 1 added"
    assert became(comparison)["4"] == ("omitted", [])
    assert became(comparison)["7"] == ("verbatim", ["6"])
    assert became(comparison)["3(b)"] == ("reworded", ["3(b)"])
    assert comparison.outcomes[1].diff == (
        ("equal", "The clerk shall keep minutes of each meeting. The minutes shall be published within"),
        ("removed", "fourteen"),
        ("added", "thirty"),
        ("equal", "days of the meeting."),
    )
    assert not any(outcome.moved for outcome in comparison.outcomes)  # renumbering moves nothing


def test_clause_split_in_two_is_one_rewording_and_no_addition() -> None:
    comparison = compared(
        SOURCE.replace(
            "each meeting. The minutes shall be published within fourteen days of the meeting.",
            "each meeting.\n8. The minutes shall be published within fourteen days of the meeting.",
        )
    )
    assert became(comparison)["2"] == ("reworded", ["2", "8"])
    assert comparison.counts[Disposition.ADDED] == 0
    assert [kind for kind, _ in comparison.outcomes[1].diff] == ["equal"]  # every word is there


def test_clauses_merged_into_one_are_two_rewordings_each_with_its_part_of_the_difference() -> None:
    comparison = compared(
        SOURCE.replace(
            "5. A motion needs a mover.\n6. A motion needs a seconder who is present.",
            "5. A motion needs a mover and a motion needs a seconder who is present.",
        )
    )
    assert became(comparison)["5"] == became(comparison)["6"] == ("reworded", ["5"])
    assert comparison.merged == {"5": ("5", "6")}
    five, six = (outcome.diff for outcome in comparison.outcomes[6:8])
    assert " ".join(text for kind, text in five + six if kind != "added") == (
        "A motion needs a mover. A motion needs a seconder who is present."
    )


def test_clause_in_another_place_is_verbatim_and_moved() -> None:
    first, *rest, last = SOURCE[SOURCE.index("1.") :].strip().split("\n")
    comparison = compared("\n".join([last, first, *rest]))
    assert comparison.summary == "in full"
    assert [outcome.source.number for outcome in comparison.outcomes if outcome.source and outcome.moved] == ["7"]


def test_sub_clause_under_another_clause_is_moved() -> None:
    source = parse("1. Rights.\n   (a) To speak.\n   (b) To vote.\n2. Duties.\n   (a) To pay.")
    adopted = parse("1. Rights.\n   (a) To speak.\n2. Duties.\n   (a) To vote.\n   (b) To pay.")
    assert [outcome.moved for outcome in compare(source, adopted).outcomes] == [False, False, True, False, False]


def test_covered_clause_names_the_clause_that_covers_it() -> None:
    adopted = "\n".join(line for line in SOURCE.split("\n") if not line.startswith("4."))
    comparison = compared(adopted, {"4": "3 (a)"})
    assert became(comparison)["4"] == ("covered", ["3(a)"])
    assert comparison.summary == "in part: 8 of 9 verbatim, 1 covered"


@pytest.mark.parametrize(
    ("claim", "message"),
    [
        ({"12": "3"}, "the source text has no clause 12"),
        ({"4": "44"}, "the adopted text has no clause 44"),
        ({"4": "-"}, "the adopted text has no clause -"),
        ({"7": "1"}, "source clause 7 is not covered by 1: it stands verbatim as clause 7"),
    ],
)
def test_claim_that_cannot_be_is_refused(claim: dict[str, str], message: str) -> None:
    with pytest.raises(ClaimError, match=message):
        compared(SOURCE, claim)


def test_equal_clauses_are_matched_one_to_one() -> None:
    comparison = compare(parse("1. Yes.\n2. Yes.\n3. Yes."), parse("1. Yes.\n2. Yes."))
    assert comparison.summary == "in part: 2 of 3 verbatim, 1 omitted"


def test_nothing_taken_up_is_not_called_in_part() -> None:
    comparison = compare(parse("1. Bees make honey."), parse("1. Ships sail at dawn."))
    assert comparison.summary == "not adopted: 0 of 1 verbatim, 1 omitted, 1 added"


def test_summary_in_the_words_of_the_field() -> None:
    dispositions = [Disposition.VERBATIM] * 7 + [Disposition.REWORDED] * 3 + [Disposition.OMITTED]
    assert summary_of(counts_of(dispositions)) == "in part: 7 of 11 verbatim, 3 reworded, 1 omitted"


def test_text_outside_the_clauses_is_compared_and_not_counted() -> None:
    comparison = compared(SOURCE.replace("Whereas meetings matter:", "Whereas order matters:"))
    assert comparison.summary == "in full"
    assert ("removed", "meetings matter:") in comparison.unnumbered
    assert "Whereas [-meetings matter:-] {+order matters:+}" in reports.text_report(comparison)


def test_clause_of_finds_a_number_however_it_is_written() -> None:
    text = parse(SOURCE)
    assert [clause_of(text, number) for number in ("3(b)", "3.b", "3 (b)")] == [text.clauses[4]] * 3
    assert clause_of(text, "3(z)") is None


def test_differences_make_up_both_wordings() -> None:
    source, adopted = "The old chair may not speak twice.", "The chair may never speak twice, ever."
    diff = difference(source, adopted)
    assert " ".join(text for kind, text in diff if kind != "added") == source
    assert " ".join(text for kind, text in diff if kind != "removed") == adopted


def test_characters_that_cannot_be_seen_are_named_in_the_report() -> None:
    report = reports.text_report(compare(parse("1. Yes, all."), parse("1. Yes, \u202eall.")))
    assert "<U+202E>all." in report and "\u202e" not in report


def test_two_thousand_clauses_are_compared_in_two_seconds() -> None:
    lines = [" ".join(f"word{(i * 7919 + k * k * 31) % 4001}" for k in range(40)) for i in range(2000)]
    kept = [f"{line} {'close' if i % 2 else 'end'}" for i, line in enumerate(lines)][100:]
    source = parse("\n".join(f"{i}. {line} end" for i, line in enumerate(lines, 1)))
    adopted = parse("\n".join(f"{i}. {line}" for i, line in enumerate(kept, 1)))
    start = time.process_time()
    comparison = compare(source, adopted)
    assert time.process_time() - start < 2
    assert comparison.summary == "in part: 950 of 2000 verbatim, 950 reworded, 100 omitted"


@pytest.mark.parametrize("words", ["a", "a b", "a a b a c"])
def test_half_a_megabyte_in_one_clause_is_compared_in_seconds(words: str) -> None:
    source, adopted = parse(f"1. {words} " * 60_000), parse("1. b " + f"c {words} " * 60_000)
    start = time.process_time()
    assert compare(source, adopted).counts[Disposition.VERBATIM] == 0
    assert time.process_time() - start < 10
