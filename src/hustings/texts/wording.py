"""Words as they are compared: white space and typographic quotes do not count, everything else does."""

import re

_QUOTES = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛‹›", "'"),
        **dict.fromkeys("“”„‟«»", '"'),
    }
)


def words(text: str) -> list[str]:
    """The words of `text` as written: what stands between white space, no-break spaces included."""
    return text.split()


def compared(text: str) -> str:
    """`text` as it is compared for being verbatim: single spaces, straight quotes, nothing else changed."""
    return " ".join(text.translate(_QUOTES).split())


# Chinese, Japanese and Korean are written without spaces: a character is a word there.
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|\w+")


def stems(text: str) -> list[str]:
    """The beginnings of the words of `text`: when clauses are matched, the forms of one word count as the same."""
    return [word[:5] if word.isalpha() else word for word in _WORD.findall(text.casefold())]
