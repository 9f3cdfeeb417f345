"""Ballots in; winners and every stage of the count out.

profile = Profile.from_totals(["Ann", "Bob"], [40, 35], ballots=75)
result = count(profile, "fptp", seats=1)
result.elected, result.stages, result.sentences
"""

from hustings.counting import formats, reports
from hustings.counting.countback import countback, runner_up, successor
from hustings.counting.profile import Profile, ProfileError
from hustings.counting.record import Count, Stage
from hustings.counting.reserve import Reserve, ReserveError, reserves_of
from hustings.counting.rules import RULES, Option, Rule, count
from hustings.counting.sheet import OptionError
from hustings.counting.ties import (
    ByRule,
    Drawn,
    LookBack,
    LookForward,
    Lot,
    Tie,
    TiePolicy,
    UnbrokenTie,
    lot_order,
)

__all__ = [
    "RULES",
    "ByRule",
    "Count",
    "Drawn",
    "LookBack",
    "LookForward",
    "Lot",
    "Option",
    "OptionError",
    "Profile",
    "ProfileError",
    "Reserve",
    "ReserveError",
    "Rule",
    "Stage",
    "Tie",
    "TiePolicy",
    "UnbrokenTie",
    "count",
    "countback",
    "formats",
    "lot_order",
    "reports",
    "reserves_of",
    "runner_up",
    "successor",
]
