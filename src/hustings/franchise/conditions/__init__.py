"""Who may vote, as data: conditions, and trees of them.

In the database a rule is JSON: {"all": [tree, ...]}, {"any": [tree, ...]}, {"not": tree}, or one condition, named by
"is" and followed by what it asks for:

    {"is": "good_standing"}                             in good standing on the freeze date
    {"is": "not_suspended"}                             not suspended on the freeze date
    {"is": "joined_by", "date": "2026-08-24"}           joined (or last rejoined) on or before that date
    {"is": "member_for", "months": 6, "on": null}       a member without a break for so long on a date
    {"is": "paid_up", "on": "2026-10-19"}               the subscription reaches that date
    {"is": "unit", "unit": 12}                          belongs to that unit (its key) or to one below it
    {"is": "unit_kind", "kind": "branch"}               belongs to a unit of that kind or to one below it
    {"is": "group", "group": 3}                         has declared that they belong to that reserved group (its key)
    {"is": "age", "at_least": 16, "at_most": null, "on": null}

Where a date `on` is null, the freeze date is meant. Only members can be eligible, whatever a rule says.
"""

from hustings.franchise.conditions.kinds import KINDS, Condition
from hustings.franchise.conditions.trees import All, Any, Not, Tree, as_json, parse, sentence

__all__ = ["KINDS", "All", "Any", "Condition", "Not", "Tree", "as_json", "parse", "sentence"]
