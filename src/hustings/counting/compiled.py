"""Compiled inner loops, for elections so large that NumPy alone would be slow. Importing this loads the compiler.

What was compiled is kept: beside the source or, where that is read-only, in the user's cache folder; NUMBA_CACHE_DIR
names another. `python -m hustings.counting.compiled` fills it in advance, so that no first count has to wait.
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

Loop = TypeVar("Loop", bound=Callable[..., Any])


def jit(loop: Loop) -> Loop:
    """Compiles at the first call and keeps the result; where nothing can be written it compiles in every process."""
    try:
        compiled = numba.njit(cache=True, nogil=True)(loop)
    except RuntimeError:
        compiled = numba.njit(nogil=True)(loop)
    return cast(Loop, compiled)


def fill_cache() -> None:
    """Compiles every loop once."""
    from hustings.counting.formats import many
    from hustings.counting.stv import loops

    many.warm()
    loops.warm()


if __name__ == "__main__":
    fill_cache()
