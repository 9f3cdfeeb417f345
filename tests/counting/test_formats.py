"""Every ballot format: there and back, what is malformed, and bytes that nobody meant to be ballots."""

import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hustings.counting import Profile, count, formats
from hustings.counting.formats import ParseError, rows
from hustings.counting.profile import NO_SCORE, NOBODY

WARDS = sorted((Path(__file__).parents[1] / "data" / "counting").glob("*.csv"))


def content(profile: Profile) -> object:
    """Everything that a count can depend on."""
    ballots: dict[object, int] = {}
    for row, number in enumerate(profile.counts.tolist()):
        if profile.scores is not None:
            key: object = tuple(profile.scores[row].tolist())
        else:
            places: list[list[int]] = []
            for place, c in enumerate(profile.papers[row].tolist()):
                if c != NOBODY:
                    if profile.level is not None and profile.level[row, place]:
                        places[-1].append(c)
                    else:
                        places.append([c])
            key = tuple(tuple(sorted(place)) for place in places)
        ballots[key] = ballots.get(key, 0) + number
    return profile.candidates, profile.kind, ballots, profile.totals, profile.ballots


names = st.lists(
    st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=8), min_size=1, max_size=6, unique=True
)


@st.composite
def rankings(draw: st.DrawFn) -> Profile:
    candidates = draw(names)
    orders = st.lists(st.sampled_from(range(len(candidates))), unique=True).map(tuple)
    return Profile.from_rankings(candidates, draw(st.dictionaries(orders, st.integers(1, 99), min_size=1)), seats=1)


@st.composite
def approvals(draw: st.DrawFn) -> Profile:
    candidates = draw(names)
    orders = st.lists(st.sampled_from(range(len(candidates))), unique=True).map(tuple)
    return Profile.from_approvals(candidates, draw(st.dictionaries(orders, st.integers(1, 99), min_size=1)))


@st.composite
def scored(draw: st.DrawFn) -> Profile:
    candidates = draw(names)
    row = st.lists(st.none() | st.integers(0, 9), min_size=len(candidates), max_size=len(candidates))
    return Profile.from_scores(candidates, draw(st.lists(st.tuples(row, st.integers(1, 99)), min_size=1)))


@settings(max_examples=40)
@given(rankings())
@pytest.mark.parametrize("form", ["blt", "scotelex", "csv", "json"])
def test_rankings_survive_writing_and_reading(form: str, profile: Profile) -> None:
    text = getattr(formats, f"write_{form}")(profile)
    assert content(formats.read(text.encode())) == content(profile)


@settings(max_examples=40)
@given(approvals() | scored())
@pytest.mark.parametrize("form", ["csv", "json"])
def test_marks_and_scores_survive_writing_and_reading(form: str, profile: Profile) -> None:
    text = getattr(formats, f"write_{form}")(profile)
    assert content(formats.read(text.encode())) == content(profile)


def test_totals_survive_writing_and_reading() -> None:
    profile = Profile.from_totals(["Ann", "Bob"], [40, 35], ballots=77)
    for text in (formats.write_csv(profile), formats.write_json(profile)):
        assert content(formats.read(text.encode())) == content(profile)


def test_preflib_survives_writing_and_reading() -> None:
    strict = Profile.from_rankings(["Ann", "Bob", "Cy"], {(0, 1): 3, (2,): 1})
    tied = formats.read(b'3 1\n2 1=2 3 0\n1 3 0\n0\n"Ann"\n"Bob"\n"Cy"\n"T"\n')
    yes = Profile.from_approvals(["Ann", "Bob"], {(0,): 3, (0, 1): 2, (): 1})
    points = Profile.from_scores(["Ann", "Bob"], [([2, 0], 3), ([1, 1], 1)])
    for profile in (strict, tied, yes, points):
        assert content(formats.read(formats.write_preflib(profile).encode())) == content(profile)


def test_blt_with_everything_it_may_hold() -> None:
    ballots = "# a comment\n4 2 # sizes\n-2\n3 1 3 4 0\n4 1 3=2 0\n1 0\n\n0\n"
    text = ballots + '"Ann \\"A\\" X" # first\n"B#b" "Cy"\n"Di"\n"The title"\n'
    profile = formats.read(text.encode())
    assert profile.candidates == ('Ann "A" X', "B#b", "Cy", "Di")
    assert (profile.seats, profile.title, profile.withdrawn) == (2, "The title", frozenset({1}))
    assert profile.level is not None and profile.level.tolist()[1] == [False, False, True]
    assert (profile.ballots, profile.valid) == (8, 7)


def test_csv_recognises_what_it_holds() -> None:
    assert formats.read(b"Ann,Bob\n1,2\n2,1\n,1\n").kind == "rankings"
    assert formats.read(b"Ann;Bob\nx;\nx;x\n").kind == "approvals"
    assert formats.read(b"count,Ann,Bob\n3,1,0\n2,1,1\n").kind == "approvals"
    assert formats.read(b"scores,Ann,Bob\n3,5,0\n2,1,\n").scores.tolist() == [[5, 0], [1, NO_SCORE]]  # type: ignore[union-attr]
    grouped = formats.read(b"totals,Ann,Bob\ngroup,women,men\n9,5,4\n")
    assert (grouped.totals, grouped.groups, grouped.ballots) == ((5, 4), ("women", "men"), 9)


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("", 1, "empty"),
        ("hello", 1, "no ballot file that we know"),
        ('3 1\n2 1 4 0\n0\n"A"\n"B"\n"C"\n', 2, "no candidate 4"),
        ('3 1\n2 1 2 1 0\n0\n"A"\n"B"\n"C"\n', 2, "named twice"),
        ('3 1\n2 1 2\n0\n"A"\n"B"\n"C"\n', 2, "ends in 0"),
        ('3 1\n2 1 0\n0\n"A"\n"B"\n', 5, "names of 3 candidates"),
        ('3 1\n2 1 0\n0\n"A"\n"B"\n"C"\n"T"\n"U"\n', 8, "more than 3 names"),
        ("3 1\n2 1 0\n1 2 0\n", 4, "without the line 0"),
        ('2 3\n2 1 0\n0\n"A"\n"B"\n', 1, "3 seats for 2 candidates"),
        ("9999 1\n0\n", 1, "9999 candidates"),
        ('2 1\n2.5 1 0\n0\n"A"\n"B"\n', 2, "whole number"),
        ('2 1\n99999999999999999999 1 0\n0\n"A"\n"B"\n', 2, "whole number"),
        ('2 1\n1 1 0\n0\n"A\n"B"\n', 4, "not closed"),
        ("Ann,Bob,Cy\n1,3,\n", 2, "2 is missing"),
        ("Ann,Bob\n1,2,3\n", 2, "found 3 cells, but 2"),
        ("Ann,Ann\n1,2\n", 1, "each of them once"),
        ("marks,Ann,Bob\n1,x,y\n", 2, "expected a cross"),
        ("totals,Ann,Bob\n1,1,0\n2,1,0\n", 3, "one row of totals"),
        ('2,1,\n5,1,3,\n"Candidate 1","A","P",\n"Candidate 2","B","P",\n"W",\n', 2, "no candidate 3"),
        ('2,1,\n5,1,1,\n"Candidate 1","A","P",\n"Candidate 2","B","P",\n"W",\n', 2, "named twice"),
        ('2,1,\n5,1,\n"Candidate 1","A","P",\n"W",\n', 4, "expected 2 candidates"),
        ('3,1,\n"C1","A","",\n"C2","B","",\n"C\r3"\r"","",\n"W",\n', 2, "cannot be read"),
        ("# DATA TYPE: soi\n# NUMBER ALTERNATIVES: 2\n3: 1,{2\n", 3, "braces"),
        ("# DATA TYPE: soi\n# NUMBER ALTERNATIVES: 2\n3: {1,2}\n", 3, "no ties"),
        ("# DATA TYPE: xyz\n# NUMBER ALTERNATIVES: 2\n3: 1\n", 1, "DATA TYPE"),
        ('{"hustings-ballots": 2}', 1, '"hustings-ballots": 1'),
        ('{"a": \n 3', 2, "not JSON"),
        ('{"a": "\\ud800"}', 1, "half a character"),
        ('{"a": ' + "9" * 5000 + "}", 1, "too long"),
        ('{"a": ' + "[" * 100000 + "}", 1, "nested too deeply"),
        ('{"hustings-ballots": 1, "kind": "rankings", "candidates": ["A"], "ballots": [[1.5, [1]]]}', 1, "ballot 1"),
        (
            '{"hustings-ballots": 1, "kind": "rankings", "candidates": ["A"], "ballots": [[1, [2]]]}',
            1,
            "no candidate 2",
        ),
        (
            '{"hustings-ballots": 1, "kind": "scores", "candidates": ["A"], "ballots": [[1, [1, 2]]]}',
            1,
            "2 scores for 1",
        ),
        ('{"hustings-ballots": 1, "kind": "totals", "candidates": ["A"], "ballots": 3, "totals": []}', 1, "0 totals"),
        ('{"hustings-ballots": 1, "kind": "x", "candidates": ["A"], "ballots": []}', 1, '"kind"'),
    ],
)
def test_malformed_input_names_line_and_reason(text: str, line: int, reason: str) -> None:
    with pytest.raises(ParseError) as caught:
        formats.read(text.encode())
    assert reason in caught.value.reason
    assert caught.value.line == line


def test_text_that_is_not_utf8_names_its_line() -> None:
    with pytest.raises(ParseError, match="line 2: this line is not UTF-8"):
        formats.read(b"Ann,B\n\xff\xfe,1\n")


def test_json_with_a_changed_ballot_is_refused() -> None:
    text = formats.write_json(Profile.from_rankings(["Ann", "Bob"], {(0, 1): 3}))
    with pytest.raises(ParseError, match="hash does not fit"):
        formats.read(text.replace("[3, [1, 2]]", "[4, [1, 2]]").encode())


def test_bytes_changed_in_real_files_give_a_profile_or_an_error_with_a_line() -> None:
    dice = random.Random(3)
    small = [path.read_bytes() for path in WARDS if path.stat().st_size < 8000]
    sources = small + [getattr(formats, f"write_{form}")(formats.read(small[0])).encode() for form in FORMS]
    refused = 0
    for _ in range(600):
        data = bytearray(dice.choice(sources))
        for _ in range(dice.randint(1, 4)):
            at = dice.randrange(len(data))
            change = dice.random()
            if change < 0.4:
                data[at] = dice.choice(b'0123456789,;"#{}= \n\r\t-.x\xff')
            elif change < 0.7:
                del data[at : at + dice.randint(1, 20)]
            else:
                data[at:at] = dice.choice([b"\n", b'"', b",,", b"999999999999999", b"\x00", b"0", data[at : at + 30]])
        refused += not outcome_is_clean(bytes(data))
    assert 100 < refused < 600


FORMS = ["blt", "csv", "json", "preflib"]


@given(st.binary(max_size=300) | st.text(alphabet='0123456789 ,;:#"{}=\n-x[]', max_size=300).map(str.encode))
@settings(max_examples=150)
def test_any_bytes_give_a_profile_or_an_error_with_a_line(data: bytes) -> None:
    outcome_is_clean(data)


def outcome_is_clean(data: bytes) -> bool:
    """Whether the bytes are ballots; fails on any exception but ParseError, and on a profile that makes no sense."""
    try:
        profile = formats.read(data)
    except ParseError as error:
        assert 1 <= error.line <= data.count(b"\n") + 2
        assert error.reason
        return False
    n = len(profile.candidates)
    assert profile.ballots >= profile.valid >= 0
    assert ((profile.papers < n) | (profile.papers == NOBODY)).all()
    for row in profile.papers.tolist():
        marked = [c for c in row if c != NOBODY]
        assert len(set(marked)) == len(marked)
        assert row[: len(marked)] == marked
    if profile.kind == "rankings" and profile.level is None and profile.valid:
        assert sum(count(profile, "fptp", n).stages[0].votes) == profile.valid
    return True


@pytest.mark.parametrize("ward", WARDS, ids=lambda path: path.stem)
@pytest.mark.parametrize("part_bytes", [100, 1_000_000])
def test_fast_and_compiled_reading_agree_with_line_by_line(
    ward: Path, part_bytes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hustings.counting.formats import many, scotelex

    monkeypatch.setattr(many, "PART_BYTES", part_bytes)
    data = ward.read_bytes()
    body = data[data.index(b"\n") + 1 : data.index(b'\n"') + 1]
    n = int(data.split(b",")[0])
    slow_counts, slow_papers = scotelex._line_by_line(body.decode(), n)
    blt = body.replace(b",\n", b" 0\n").replace(b",", b" ")
    for read in (
        rows.read_rows(body, b",", b",", n),
        rows.read_rows(blt, b" ", b" 0", n),
        many.read_many(body, b",", b",", n),
        many.read_many(blt, b" ", b" 0", n),
    ):
        assert read is not None
        assert np.array_equal(read[0], slow_counts)
        assert np.array_equal(read[1], slow_papers)


@given(st.text(alphabet="0123 \n", max_size=60))
@settings(max_examples=150)
def test_compiled_reading_accepts_what_numpy_accepts(text: str) -> None:
    from hustings.counting.formats import many

    body = text.encode()
    plain = body.replace(b" 0\n", b" \n") if body.endswith(b" 0\n") else None
    few = None
    if plain is not None and body.count(b" 0\n") == body.count(b"\n"):
        few = rows._read_few(plain, b" ", 3)
    compiled = many.read_many(body, b" ", b" 0", 3)
    assert (few is None) == (compiled is None)
    if few is not None and compiled is not None:
        assert few[0].tolist() == compiled[0].tolist()
        assert few[1].tolist() == compiled[1].tolist()
