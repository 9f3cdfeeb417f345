"""What a count says: English with its values apart, so that a page can say it in its own language.

Texts are marked as gettext's tools expect it, but gettext_lazy and ngettext_lazy translate nothing here: they keep a
text until it is told in some language.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

# One text, the other for several, and how many: translated, but not filled in. `many` is "" where there is no plural.
Translate = Callable[[str, str, int], str]
Value: TypeAlias = "str | int | Said | Sequence[str | Said]"


def by_catalogue(gettext: Callable[[str], str], ngettext: Translate) -> Translate:
    """Translates by the functions of a gettext catalogue."""
    return lambda one, many, number: ngettext(one, many, number) if many else gettext(one)


def english(one: str, many: str, number: int) -> str:
    """The text as it stands in the code."""
    return many if many and number != 1 else one


@dataclass(frozen=True)
class Said:
    """A text with named places, and what stands in them: a name, a figure, another text, or a list of these."""

    one: str
    many: str
    number: int
    values: Mapping[str, Value] = field(hash=False)

    def told(self, translate: Translate) -> str:
        """The text in words, each part of it translated."""
        text = translate(self.one, self.many, self.number)
        return text.format_map({name: _told(value, translate) for name, value in self.values.items()})

    def __str__(self) -> str:
        return self.told(english)


def gettext_noop(text: str) -> str:
    """A text that is only marked, so that translations have it."""
    return text


def gettext_lazy(text: str, /, **values: Value) -> Said:
    """A text with named places, such as {name}."""
    return Said(text, "", 1, values)


def ngettext_lazy(one: str, many: str, number: int, /, **values: Value) -> Said:
    """A text that differs between one and several."""
    return Said(one, many, number, values)


def _told(value: Value, translate: Translate) -> str:
    if isinstance(value, Said):
        return value.told(translate)
    if not isinstance(value, list | tuple):
        return str(value)
    words = [_told(part, translate) for part in value]
    if len(words) < 2:
        return "".join(words)
    return gettext_lazy("{names} and {last}", names=", ".join(words[:-1]), last=words[-1]).told(translate)
