"""Markdown that other people wrote, as HTML that is safe to show; and how many words it has."""

import re
from dataclasses import dataclass

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

_CLASSES = {
    "p": "govuk-body",
    "ul": "govuk-list govuk-list--bullet",
    "ol": "govuk-list govuk-list--number",
    "blockquote": "govuk-inset-text",
    "a": "govuk-link",
    "h3": "govuk-heading-s",
    "h4": "govuk-heading-s",
    "hr": "govuk-section-break govuk-section-break--m govuk-section-break--visible",
}
_TAGS = {*_CLASSES, "li", "em", "strong", "code", "br"}
_WORD = re.compile(r"\w[\w'’.,-]*")

# No pictures: loading one would tell another server who reads the page.
_parser = MarkdownIt("commonmark", {"html": False}).disable(["image", "html_block", "html_inline"])
_cleaner = nh3.Cleaner(
    tags=_TAGS,
    attributes={"*": set(), "a": {"href"}},
    allowed_classes={tag: set(classes.split()) for tag, classes in _CLASSES.items()},
    url_schemes={"http", "https", "mailto"},
    link_rel="nofollow noopener noreferrer",
)


def to_html(text: str) -> SafeString:
    """Return `text` as HTML of a few harmless elements; headings start at the third level, below those of the page."""
    tokens = _parser.parse(text)
    for token in _flattened(tokens):
        if token.type in ("heading_open", "heading_close"):
            token.tag = "h3" if token.tag in ("h1", "h2") else "h4"
        if token.nesting >= 0 and token.tag in _CLASSES:
            token.attrSet("class", _CLASSES[token.tag])
    html = _parser.renderer.render(tokens, _parser.options, {})
    return mark_safe(_cleaner.clean(html))  # noqa: S308 - cleaned on this line


def count_words(text: str) -> int:
    """Return the number of words a reader of `text` sees: marks and addresses of links do not count."""
    visible = " ".join(token.content for token in _flattened(_parser.parse(text)) if token.type in _SHOWN)
    return len(_WORD.findall(visible))


@dataclass(frozen=True)
class Paragraph:
    """A paragraph, heading or line of a list, without marks: what a page without links and type can show."""

    text: str
    is_heading: bool = False


def paragraphs(text: str) -> list[Paragraph]:
    """Return `text` for plain paper: lines of lists begin with a dash or their number, and links name their address."""
    found: list[Paragraph] = []
    lists: list[list[int]] = []  # of each list around us, the number of its next line; 0 where they are not numbered
    mark, is_heading = "", False
    for token in _parser.parse(text):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            lists.append([int(token.attrs.get("start", 1)) if token.type == "ordered_list_open" else 0])
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
        elif token.type == "list_item_open":
            number = lists[-1][0]
            mark = f"{number}. " if number else "– "
            lists[-1][0] = number + 1 if number else 0
        elif token.type == "heading_open":
            is_heading = True
        elif token.type in ("inline", "code_block", "fence"):
            words = _as_words(token.children) if token.type == "inline" else token.content.rstrip()
            found.append(Paragraph(mark + words, is_heading))
            mark, is_heading = "", False
    return found


def _as_words(tokens: list[Token] | None) -> str:
    written, address = "", ""
    for token in tokens or []:
        if token.type == "link_open":
            address = str(token.attrs.get("href", ""))
        elif token.type == "link_close":
            written += "" if written.endswith(address) else f" ({address})"
        else:
            written += "\n" if token.type in ("softbreak", "hardbreak") else token.content
    return written


_SHOWN = ("text", "code_inline", "code_block", "fence")


def _flattened(tokens: list[Token]) -> list[Token]:
    return [found for token in tokens for found in (token, *_flattened(token.children or []))]
