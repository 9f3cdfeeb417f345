"""When compiled loops are used: they give the same figures as NumPy, faster, but loading them takes half a second."""

import sys

COMPILED = "hustings.counting.compiled"


def worth_compiling(size: int, enough: int) -> bool:
    """Whether a piece of work is large enough to load the compiler for, or the compiler is loaded already."""
    return size >= enough or COMPILED in sys.modules
