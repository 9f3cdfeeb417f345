"""What was declared, beside a count of the same ballots that never went through the system."""

import json
from collections import Counter
from typing import Any

from hustings.counting import Lot, Profile, count, reports
from hustings.site.rehearsal.script import Script

RULE = "scottish-stv"
SEED = "rehearsal"  # of the lot, if there is a tie that needs one


def stages_agree(script: Script, contest: dict[str, Any]) -> bool:
    """Whether every stage, transfer, tie and seat of a declared contest is that of the script's rankings."""
    declared = contest["count"]
    place = {name: number for number, name in enumerate(declared["candidates"])}
    rankings = Counter(
        tuple(place[script.candidates[mark]] for mark in part.marks) for part in script.parts if part.marks
    )
    profile = Profile.from_rankings(declared["candidates"], rankings)
    expected = json.loads(reports.json_text(count(profile, RULE, script.seats, Lot(SEED))))
    return bool(expected == {name: declared[name] for name in expected})
