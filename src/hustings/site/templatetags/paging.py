"""The page numbers under a long list."""

from collections.abc import Iterator

from django import template
from django.core.paginator import Page

register = template.Library()


@register.filter
def page_numbers(page: Page) -> Iterator[int | str]:
    """Return the numbers to show: the ends, those near this page, and an ellipsis for what lies between."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
