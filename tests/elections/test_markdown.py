"""Statements as HTML, and their words."""

from html.parser import HTMLParser

import pytest

from hustings.elections.markdown import count_words, to_html


def test_headings_begin_below_those_of_the_page() -> None:
    assert to_html("# Why I stand") == '<h3 class="govuk-heading-s">Why I stand</h3>\n'
    assert to_html("### Further") == '<h4 class="govuk-heading-s">Further</h4>\n'


def test_lists_and_links_get_the_classes_of_the_page() -> None:
    html = to_html("- [the code](https://example.org/a?b=1&c=2)\n- *and* **more**")
    assert '<ul class="govuk-list govuk-list--bullet">' in html
    assert '<a href="https://example.org/a?b=1&amp;c=2" class="govuk-link" rel="nofollow noopener noreferrer">' in html
    assert "<em>and</em> <strong>more</strong>" in html


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "![spy](https://example.org/)",
        "[x](javascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        '<a href="https://example.org" onclick="alert(1)">x</a>',
        "<p class='govuk-heading-xl' style='position:fixed'>x</p>",
        '[x](https://example.org "\\" onmouseover=alert(1)")',
        "<svg/onload=alert(1)>",
        "<https://example.org/><iframe src=https://spy.example>",
    ],
)
def test_hostile_markup_becomes_text_or_nothing(hostile: str) -> None:
    class Elements(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            assert tag in ("p", "a")
            for name, value in attrs:
                assert (name, value) in (
                    ("class", "govuk-body"),
                    ("class", "govuk-link"),
                    ("href", "https://example.org"),
                    ("href", "https://example.org/"),
                    ("rel", "nofollow noopener noreferrer"),
                )

    Elements().feed(to_html(hostile))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("one two three", 3),
        ("# A heading\n\n- an *item*\n- another", 5),
        ("[the code](https://example.org/a/very/long/address)", 2),
        ("don't count-twice 1,000 pounds", 4),
        ("naïve café — ‘Zoë’", 3),
        ("* * *", 0),
    ],
)
def test_words_are_those_a_reader_sees(text: str, words: int) -> None:
    assert count_words(text) == words
