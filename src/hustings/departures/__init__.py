"""What would change if voters left, and who gains.

found = margin(profile, "scottish-stv", seats=4)      the fewest departures that change the result
found.lower, found.upper, found.certificate, found.verify()
what_if(profile, "scottish-stv", 4, {(1, 3, 4): 4})   a recount without four ballots
"""

from hustings.departures.errors import DepartureError
from hustings.departures.gains import Gains, who_gains
from hustings.departures.goals import ANY_CHANGE, Goal, elect, parse_goal, unseat
from hustings.departures.leavers import ANYONE, Who, group, parse_who, prefers, slate, supporters
from hustings.departures.margin import cost_to_elect, margin, what_if
from hustings.departures.noshow import NoShow, no_show
from hustings.departures.result import CAVEATS, Change, Leaving, Margin
from hustings.departures.sampling import Sample, sample
from hustings.departures.shares import Recount, elected_by_share
from hustings.departures.simulation import simulate
from hustings.departures.sizes import SizeAnomaly, size_anomalies
from hustings.departures.tipping import Tipping, tipping_share

__all__ = [
    "ANYONE",
    "ANY_CHANGE",
    "CAVEATS",
    "Change",
    "DepartureError",
    "Gains",
    "Goal",
    "Leaving",
    "Margin",
    "NoShow",
    "Recount",
    "Sample",
    "SizeAnomaly",
    "Tipping",
    "Who",
    "cost_to_elect",
    "elect",
    "elected_by_share",
    "group",
    "margin",
    "no_show",
    "parse_goal",
    "parse_who",
    "prefers",
    "sample",
    "simulate",
    "size_anomalies",
    "slate",
    "supporters",
    "tipping_share",
    "unseat",
    "what_if",
    "who_gains",
]
