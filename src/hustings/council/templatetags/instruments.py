"""Clauses and their differences as the pages of instruments show them."""

import re

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from hustings.council.dispositions import Settled
from hustings.council.queries.instruments import Comparison
from hustings.texts import Segment
from hustings.texts.reports import visible

register = template.Library()
_BLANK_LINES = re.compile(r"\n\s*\n")


@register.filter
def seen(text: str) -> str:
    """`text` with every character named that cannot be seen."""
    return visible(text)


@register.filter
def paragraphs(text: str) -> list[str]:
    """The paragraphs of a wording, their lines joined; characters that cannot be seen are named."""
    return [visible(" ".join(part.split())) for part in _BLANK_LINES.split(text) if part.strip()]


@register.filter
def segments(found: list[Segment] | tuple[Segment, ...]) -> SafeString:
    """Words with what was removed and added marked, for the eye and for a screen reader."""
    return format_html_join(" ", "{}", ((_marked(segment),) for segment in found))


def _marked(segment: Segment) -> SafeString:
    words = visible(segment.text)
    if segment.kind == "equal":
        return format_html("{}", words)
    tag, said = ("del", _("removed:")) if segment.kind == "removed" else ("ins", _("added:"))
    return format_html(
        '<{} class="site-{}"><span class="govuk-visually-hidden">{} </span>{}</{}>', tag, tag, said, words, tag
    )


@register.simple_tag
def merged_with(comparison: Comparison, row: Settled) -> str:
    """The numbers of the source clauses with which this one was merged."""
    return ", ".join(comparison.merged_with(row))


@register.simple_tag
def ruled_by(comparison: Comparison, row: Settled) -> str:
    """The name of the officer whose ruling an outcome rests on."""
    return comparison.name_of(row)
