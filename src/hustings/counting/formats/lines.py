"""What all ballot formats share: text, lines, whole numbers, and errors that say where."""

from hustings.counting.profile import MOST_CANDIDATES

MOST_BALLOTS = 10**12  # more than people live on earth; keeps every sum of votes within 64 bits
LONGEST = 12
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class ParseError(ValueError):
    """A file that cannot be read: `line` (from 1) and `reason`. Nothing of it was counted."""

    def __init__(self, line: int, reason: str) -> None:
        self.line = line
        self.reason = reason
        super().__init__(f"line {line}: {reason}")


def decoded(data: bytes, *, whole: bool = True) -> str:
    """UTF-8 text, with or without a byte order mark. Raises ParseError at the first line that is not UTF-8."""
    try:
        return data.removeprefix(BYTE_ORDER_MARK).decode("utf-8", "strict" if whole else "ignore")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ParseError(line, "this line is not UTF-8 text; save the file as UTF-8") from None


def with_plain_line_ends(data: bytes) -> bytes:
    """The file without a byte order mark and without carriage returns; no copy where there are none."""
    data = data.removeprefix(BYTE_ORDER_MARK)
    return data.replace(b"\r\n", b"\n") if b"\r" in data else data


def whole_number(text: str, line: int, what: str, most: int = MOST_BALLOTS) -> int:
    """A whole number from 0. Raises ParseError naming what was expected."""
    text = text.strip()
    if not (text.isascii() and text.isdecimal()) or len(text) > LONGEST or int(text) > most:
        raise ParseError(line, f"expected {what}, a whole number up to {most}, found {shown(text)}")
    return int(text)


def shown(text: str) -> str:
    """A piece of the file, quoted and short enough for a message."""
    return repr(text if len(text) <= 40 else text[:40] + "…")


def check_size(candidates: int, seats: int | None, line: int) -> None:
    """Raises ParseError where the numbers of candidates and seats cannot be those of an election."""
    if not 1 <= candidates <= MOST_CANDIDATES:
        raise ParseError(line, f"{candidates} candidates; expected 1 to {MOST_CANDIDATES}")
    if seats is not None and not 1 <= seats <= candidates:
        raise ParseError(line, f"{seats} seats for {candidates} candidates; expected 1 to {candidates}")


def preferences(numbers: list[int], candidates: int, line: int) -> tuple[int, ...]:
    """Candidates numbered from 1 as numbered from 0. Raises ParseError for an unknown or repeated one."""
    for number in numbers:
        if not 1 <= number <= candidates:
            raise ParseError(line, f"there is no candidate {number}; expected 1 to {candidates}")
    if len(set(numbers)) != len(numbers):
        twice = next(number for number in numbers if numbers.count(number) > 1)
        raise ParseError(line, f"candidate {twice} is named twice on one ballot")
    return tuple(number - 1 for number in numbers)
