"""What holds for any two texts."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from hustings.texts import Disposition, ParseError, Text, compare, difference, identifiers, parse, reports
from hustings.texts.numbers import written
from hustings.texts.wording import compared

WORDS = ["all", "members", "may", "vote", "once", "twice", "the", "chair", "“so”", "isn't", "said,", "not", "else;"]
wordings = st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map(" ".join)
texts = st.lists(wordings, min_size=1, max_size=9)


def numbered(wordings: list[str]) -> Text:
    return parse("\n".join(f"{number}. {wording}" for number, wording in enumerate(wordings, 1)))


@given(texts)
def test_text_compared_with_itself_is_in_full(wordings: list[str]) -> None:
    comparison = compare(numbered(wordings), numbered(wordings))
    assert comparison.summary == "in full"
    assert [outcome.adopted[0].number for outcome in comparison.outcomes] == [
        str(number) for number in range(1, len(wordings) + 1)
    ]


@given(texts, texts)
def test_every_clause_has_one_disposition_and_counts_add_up(ours: list[str], theirs: list[str]) -> None:
    source, adopted = numbered(ours), numbered(theirs)
    comparison = compare(source, adopted)
    assert [outcome.source for outcome in comparison.outcomes if outcome.source] == list(source.clauses)
    assert sum(comparison.counts.values()) == len(comparison.outcomes)
    assert comparison.counts[Disposition.ADDED] == len(comparison.outcomes) - len(ours)
    assert {clause for outcome in comparison.outcomes for clause in outcome.adopted} == set(adopted.clauses)
    verbatim = Counter(compared(wording) for wording in ours) & Counter(compared(wording) for wording in theirs)
    assert comparison.counts[Disposition.VERBATIM] == verbatim.total()


@given(texts.flatmap(lambda wordings: st.tuples(st.just(wordings), st.permutations(wordings))))
def test_permuted_clauses_stay_verbatim(both: tuple[list[str], list[str]]) -> None:
    assert compare(numbered(both[0]), numbered(both[1])).summary == "in full"


@given(texts, texts)
def test_differences_make_up_both_texts(ours: list[str], theirs: list[str]) -> None:
    diff = difference(" ".join(ours), " ".join(theirs))
    assert " ".join(text for kind, text in diff if kind != "added") == " ".join(ours)
    rebuilt = " ".join(text for kind, text in diff if kind != "removed")
    assert compared(rebuilt) == compared(" ".join(theirs))


@given(texts, texts)
def test_differences_of_reworded_clauses_make_up_their_source(ours: list[str], theirs: list[str]) -> None:
    for outcome in compare(numbered(ours), numbered(theirs)).outcomes:
        if outcome.source and outcome.disposition != Disposition.VERBATIM:
            assert " ".join(text for kind, text in outcome.diff if kind != "added") == outcome.source.wording


@given(st.lists(texts, min_size=1, max_size=4))
def test_identifiers_are_unique_in_every_version(versions: list[list[str]]) -> None:
    for names, wordings in zip(identifiers([numbered(wordings) for wordings in versions]), versions, strict=True):
        assert len(set(names)) == len(names) == len(wordings)


ROMAN = ["i", "ii", "iii", "iv", "v", "vi", "vii"]
ROWS = {"1": [str(number) for number in range(1, 8)], "a": list("abcdefg"), "i": ROMAN, "A": list("ABCDEFG")}
STYLES = [("1.", "(a)", "(i)"), ("1)", "a)", "i)"), ("A.", "1.", "(a)"), ("1.", "(1)", "(a)"), ("(1)", "(a)", "(i)")]


@st.composite
def outlines(draw: st.DrawFn) -> tuple[str, list[str]]:
    """A text of clauses within clauses, indented or not, with full stops or without; and the numbers in it."""
    styles = draw(st.sampled_from(STYLES))
    step, end = draw(st.sampled_from([0, 3, 4])), draw(st.sampled_from(["", "."]))
    lines, found = [], []

    def row(depth: int, above: tuple[str, ...]) -> None:
        style = styles[depth]
        for part in ROWS[style.strip("().")][: draw(st.integers(1, 7))]:
            lines.append(f"{' ' * step * depth}{style.replace(style.strip('().'), part)} Some words\nin two lines{end}")
            found.append(written((*above, part)))
            if depth < 2 and draw(st.booleans()):
                row(depth + 1, (*above, part))

    row(0, ())
    return draw(st.sampled_from(["\n", "\n\n"])).join(lines), found


@settings(max_examples=60)
@given(outlines())
def test_clauses_within_clauses_are_read_with_their_numbers(outline: tuple[str, list[str]]) -> None:
    text, found = outline
    assert [clause.number for clause in parse(text).clauses] == found


@settings(max_examples=200)
@given(st.text() | st.text(alphabet="1234.()aivx \n\t#-*`\\=\u202e\u00a0"))
def test_any_text_is_read_or_refused_with_a_line(text: str) -> None:
    try:
        read = parse(text)
    except ParseError as error:
        assert 1 <= error.line <= text.count("\n") + len(text) + 1
        return
    assert len({clause.number for clause in read.clauses}) == len(read.clauses)
    assert all(clause.wording or clause.heading for clause in read.clauses)
    assert compare(read, read).summary == "in full"
    assert reports.text_report(compare(read, read)).startswith("in full")
