"""What a person can get wrong in a text, or in what they claim of one."""


class ParseError(ValueError):
    """A text that cannot be read as numbered clauses: `line` (from 1) and `reason`."""

    def __init__(self, line: int, reason: str) -> None:
        self.line = line
        self.reason = reason
        super().__init__(f"line {line}: {reason}")


class ClaimError(ValueError):
    """A clause claimed as covered by another that cannot be so."""


class AmendError(ValueError):
    """An amendment that cannot be worked into a text without changing other clauses of it."""
