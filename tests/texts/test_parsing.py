"""Numbered clauses out of all the manners in which people number them."""

import time

import pytest

from hustings.texts import ParseError, decoded, parse


def numbers(text: str) -> list[str]:
    return [clause.number for clause in parse(text).clauses]


def test_clauses_of_a_list_and_what_stands_outside() -> None:
    text = parse("# A definition\n\nIt is so:\n\n1. First\n   goes on.\n\n   And on.\n2. Second\n\n---\n\nAgreed.\n")
    assert text.title == "A definition"
    assert text.unnumbered == "It is so:\n\nAgreed."
    assert [(clause.number, clause.wording, clause.line) for clause in text.clauses] == [
        ("1", "First\ngoes on.\n\nAnd on.", 5),
        ("2", "Second", 9),
    ]


def test_clauses_of_headings_with_items_under_them() -> None:
    text = parse("## 1. Name\n\nWe are we.\n\n## 2 Officers\n\n1. A chair.\n2. A clerk.\n\n### Duties\n\nMany.\n")
    assert [(clause.number, clause.parent, clause.heading, clause.wording) for clause in text.clauses] == [
        ("1", "", "Name", "We are we."),
        ("2", "", "Officers", "Duties\n\nMany."),
        ("2.1", "2", "", "A chair."),
        ("2.2", "2", "", "A clerk."),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1. A\n2. B\n10. C", ["1", "2", "10"]),
        ("1) A\n2) B", ["1", "2"]),
        ("(1) A\n(2) B", ["1", "2"]),
        ("**1.** A\n**2. B.** C", ["1", "2"]),
        ("§ 1\nA\n\n§ 2\nB", ["1", "2"]),
        ("Article 1: A\nArticle 2 – B", ["1", "2"]),
        ("Rule I.\nA\n\nRule II.\nB", ["I", "II"]),
        ("1.1 A\n1.2 B\n2.1 C", ["1.1", "1.2", "2.1"]),
        ("1 Name\n======\n\nA\n\n2 Aims\n======\n\nB", ["1", "2"]),
        ("1. A\n\t(a) B\n\t(b) C\n2. D", ["1", "1(a)", "1(b)", "2"]),
        ("1. A\n(a) B\n(b) C\n2. D", ["1", "1(a)", "1(b)", "2"]),
        ("1. A\n   1. B\n   2. C\n2. D", ["1", "1.1", "1.2", "2"]),
        ("1. A\n   1. B\n2. C\n   1. D\n   2. E\n3. F", ["1", "1.1", "2", "2.1", "2.2", "3"]),
        ("1. A\n     (a) B\n   (b) C\n      (c) D", ["1", "1(a)", "1(b)", "1(c)"]),
        (
            "1. A\n   (a) B\n       (i) C\n       (ii) D\n   (h) E\n       (i) F\n   (i) G",
            ["1", "1(a)", "1(a)(i)", "1(a)(ii)", "1(h)", "1(h)(i)", "1(i)"],
        ),
        ("1. A\n(d) B\n(i) C\n(ii) D\n(g) E\n(i) F", ["1", "1(d)", "1(d)(i)", "1(d)(ii)", "1(g)", "1(g)(i)"]),
        ("3(ab) A.\n4(iiii) B", ["3(ab)", "4(iiii)"]),
        ("1. A\n\niiii. B\n\n(vx) C\n\nArticle IIII. D", ["1"]),
        ("1. A\na. B\nb. C\n2. D", ["1", "1(a)", "1(b)", "2"]),
        ("1. (a) A\n   (b) B", ["1(a)", "1(b)"]),
        ("3(a) A\n3(b) B\n3.c C", ["3(a)", "3(b)", "3(c)"]),
        ("7. A\n7A. B\n8. C", ["7", "7A", "8"]),
        ("1. A\n(a) B\n(i) C\n(ii) D\n(b) E", ["1", "1(a)", "1(a)(i)", "1(a)(ii)", "1(b)"]),
        ("1. A\n(g) B\n(h) C\n(i) D\n(j) E", ["1", "1(g)", "1(h)", "1(i)", "1(j)"]),
        ("1. A\n(g) B\n(h) C\n(i) D", ["1", "1(g)", "1(h)", "1(i)"]),
        (
            "1. A\n(h) C\n(i) D\nand more\n(ii) E\n(i) F\n(j) G",
            ["1", "1(h)", "1(h)(i)", "1(h)(ii)", "1(i)", "1(j)"],
        ),
        ("(h) C\n\n(i) D\n    (1) E\n\n(ii) F", ["h", "i", "i.1", "i(ii)"]),
        ("5. A\n2. B\n9. C", ["5", "2", "9"]),
        ("1.Tight\n2.Tight", ["1", "2"]),
        ("  9. A\n 10. B\n100. C", ["9", "10", "100"]),
        ("١. سلام\n٢. عدل", ["1", "2"]),
        ("\u200f1. \u202eA\n\u200f2. B", ["1", "2"]),
        ("\ufeff1. A\r\n2. B\r3. C\u2028" + "4. D", ["1", "2", "3", "4"]),
    ],
)
def test_manner_of_numbering(text: str, expected: list[str]) -> None:
    assert numbers(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "1. We were founded in\n1990. It was a good year.",
        "1. It began so:\n1990\\. It was a good year.",
        "1. It ends on\n1.1.2026 at noon.",
        "1. It holds at least\n12 members.",
        "1. As in\n```\n2. an example\n```\nit is.",
        "1. Proposed by\nA. Author and others",
        "1. For example\ne.g. this",
    ],
)
def test_number_within_a_sentence_begins_no_clause(text: str) -> None:
    assert numbers(text) == ["1"]


@pytest.mark.parametrize(
    "text",
    [
        "#" + " " * 400_000 + "x",
        "# " + "a #" * 150_000,
        "article" + " " * 400_000 + "x",
        "- " * 200_000 + "x",
        "\n" * 400_000,
    ],
)
def test_long_lines_are_read_at_once(text: str) -> None:
    start = time.process_time()
    assert numbers(f"{text}\n1. A") == ["1"]
    assert time.process_time() - start < 2


@pytest.mark.parametrize(("heading", "expected"), [("Officers ##", "Officers"), ("C#", "C#"), ("Aims", "Aims")])
def test_closing_marks_are_no_part_of_a_heading(heading: str, expected: str) -> None:
    assert parse(f"## 1. {heading}").clauses[0].heading == expected


def test_text_after_sub_clauses_belongs_to_the_clause_it_is_aligned_with() -> None:
    text = parse("1. All may\n\n   (a) vote\n   (b) stand\n\n   and none shall hinder them.\n\n2. So be it.")
    assert [clause.wording for clause in text.clauses] == [
        "All may\n\nand none shall hinder them.",
        "vote",
        "stand",
        "So be it.",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "line 1: the text is empty"),
        (" \n\t\n", "line 1: the text is empty"),
        ("Nothing is\nnumbered here.", "line 1: no clause begins with a number"),
        ("1. A\n2. B\n\n2. C", "line 4: there is a clause 2 on line 2 already"),
        ("## Part\n1. A\n## Other part\n1. B", "line 4: there is a clause 1 on line 2 already"),
        ("1. A\n2.\n3. C", "line 2: clause 2 is empty"),
        ("1. A\n2. B\x00C", "line 2: the control character U+0000"),
        ("1. A\n\x1b[2J", "line 2: the control character U+001B"),
        ("1. A\n1" + ".1" * 200_000 + " B", "line 2: under clause 1.1.1.1.1.1.1.1, clauses are nested deeper than 8"),
        ("\n".join(" " * 3 * depth + "1. A" for depth in range(40)), "line 9: under clause 1.1"),
        (" ".join(f"({number})" for number in range(1, 999)) + " A", "line 1: clause 1 is empty"),
        ("1. " + "A" * 4_000_000, "line 1: the text has 4,000,003 characters"),
    ],
)
def test_text_that_cannot_be_read_says_where_and_what_to_do(text: str, message: str) -> None:
    with pytest.raises(ParseError) as raised:
        parse(text)
    assert message in str(raised.value)


def test_bytes_that_are_not_utf8_name_the_line() -> None:
    assert decoded(b"\xef\xbb\xbf1. A") == "1. A"
    with pytest.raises(ParseError, match="line 2: this line is not UTF-8"):
        decoded("1. A\n2. caf\xe9".encode("latin-1"))
