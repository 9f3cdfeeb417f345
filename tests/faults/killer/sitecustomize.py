"""Python loads this first where its folder is on PYTHONPATH: it kills the process (SIGKILL) at one named place.

The file that HUSTINGS_KILL_AT names holds the place as `file.py function call` or `file.py function return`. It is
removed just before the kill, so that each place kills once; while there is no such file, nothing happens.
"""

import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

NAMED = Path(os.environ["HUSTINGS_KILL_AT"])
FUNCTIONS = frozenset(os.environ["HUSTINGS_KILL_FUNCTIONS"].split())
Watch = Callable[[FrameType, str, Any], Any]


def watch(frame: FrameType, event: str, _argument: Any) -> Watch | None:
    """Kill at the named place; of all other functions nothing more is watched than their call."""
    if frame.f_code.co_name not in FUNCTIONS:
        return None
    here = [Path(frame.f_code.co_filename).name, frame.f_code.co_name, event]
    if event in ("call", "return") and NAMED.exists() and NAMED.read_text().split() == here:
        NAMED.unlink()
        # With all of its group: gunicorn and its processes, or the worker.
        os.killpg(0, signal.SIGKILL)
    return watch


sys.settrace(watch)
threading.settrace(watch)
