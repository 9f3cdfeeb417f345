"""Pictures of departures as SVG: what they show in shapes and words, without colours that could be anybody's.

Each takes its data, a title, and a text that says the same in words; whoever shows one puts the data as a table under
it.
"""

from .brackets import Bracket, brackets_svg
from .chances import Chance, chances_svg
from .fans import SHARES, Fan, fans_svg
from .gains import Gain, gains_svg
from .maps import Map, map_svg
from .steps import Steps, steps_svg, thresholds

__all__ = [
    "SHARES",
    "Bracket",
    "Chance",
    "Fan",
    "Gain",
    "Map",
    "Steps",
    "brackets_svg",
    "chances_svg",
    "fans_svg",
    "gains_svg",
    "map_svg",
    "steps_svg",
    "thresholds",
]
