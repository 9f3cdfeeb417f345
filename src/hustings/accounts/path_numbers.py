"""`<number:name>` in the address of a page: a whole number that is small enough to be the key of a row."""

from django.urls import register_converter
from django.urls.converters import IntConverter


class NumberConverter(IntConverter):
    """Eighteen digits, for the databases raise an error at the next larger numbers; then there is no such page."""

    regex = "[0-9]{1,18}"


register_converter(NumberConverter, "number")
