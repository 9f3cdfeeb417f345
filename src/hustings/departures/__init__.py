"""What would change if voters left, and who gains.

found = margin(profile, "scottish-stv", seats=4)      the fewest departures that change the result
found.lower, found.upper, found.certificate, found.verify()
what_if(profile, "scottish-stv", 4, {(1, 3, 4): 4})   a recount without four ballots
"""

from hustings.departures.errors import DepartureError
from hustings.departures.goals import ANY_CHANGE, Goal, elect, parse_goal, unseat
from hustings.departures.leavers import ANYONE, Who, group, parse_who, prefers, slate, supporters
from hustings.departures.margin import cost_to_elect, margin, what_if
from hustings.departures.result import CAVEATS, Change, Leaving, Margin

__all__ = [
    "ANYONE",
    "ANY_CHANGE",
    "CAVEATS",
    "Change",
    "DepartureError",
    "Goal",
    "Leaving",
    "Margin",
    "Who",
    "cost_to_elect",
    "elect",
    "group",
    "margin",
    "parse_goal",
    "parse_who",
    "prefers",
    "slate",
    "supporters",
    "unseat",
    "what_if",
]
