"""The stages and ties of a count, from the record in a declaration, so that every page shows what was signed.

What is signed is in the language of the day, and what the counting library says in English. Pages tell its sentences
in the reader's language where the count is still the one declared.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hustings.counting import Count
from hustings.counting.said import by_catalogue, english

translate = by_catalogue(_, ngettext)  # into the reader's language


def retold(contest: dict[str, Any], count: Count | None) -> dict[str, Any]:
    """A declared contest with the sentences of its count in the reader's language; others stay as they were signed."""
    told: dict[str, str] = {}
    if count is not None:
        told = {stage.cited(english): stage.cited(translate) for stage in count.stages}
        told |= {tie.how: tie.steps.told(translate) for tie in count.ties}
    void = {**contest["void"], "reasons": _(contest["void"]["reasons"])}
    shown = {**contest, "rule_name": _(contest.get("rule_name", "")), "void": void}
    shown["ties"] = [{**tie, "how": told.get(tie["how"], tie["how"])} for tie in contest["ties"]]
    if record := contest.get("count"):  # earlier forms of a declaration lack it, as they lack the rule
        stages = [{**stage, "event": told.get(stage["event"], stage["event"])} for stage in record["stages"]]
        shown["count"] = {**record, "stages": stages}
    return shown


@dataclass(frozen=True)
class Row:
    """A candidate, or what no candidate holds, with a figure for each stage."""

    name: str
    figures: tuple[str, ...]
    elected: bool = False


@dataclass(frozen=True)
class StageTable:
    """Stages across, candidates down, in the order of the ballot."""

    numbers: tuple[int, ...]
    rows: tuple[Row, ...]
    matrix: tuple[tuple[str, tuple[int, ...]], ...] = ()


def stage_table(count: Mapping[str, Any]) -> StageTable:
    """The table of a count as declarations hold it."""
    stages = count["stages"]
    rows = [
        Row(name, tuple(stage["votes"][c] for stage in stages), elected=c + 1 in count["elected"])
        for c, name in enumerate(count["candidates"])
    ]
    for key, name in (("non_transferable", _("Non-transferable")), ("lost_to_rounding", _("Lost to rounding"))):
        figures = tuple(stage[key] for stage in stages)
        if set(figures) != {"0"}:
            rows.append(Row(name, figures))
    matrix = zip(count["candidates"], count["matrix"] or (), strict=False)  # only pairwise rules have one
    return StageTable(tuple(range(1, len(stages) + 1)), tuple(rows), tuple(matrix))


def tie_sentence(tie: Mapping[str, Any]) -> str:
    """How a tie was broken, and what came of it."""
    names = ", ".join(tie["tied"])
    if tie["seed"]:
        said = _("Tied: {names}. The lot of the seed “{seed}” gave the order {order}.").format(
            names=names, seed=tie["seed"], order=", ".join(tie["order"])
        )
    else:
        said = _("Tied: {names}. Broken {how}.").format(names=names, how=tie["how"])
    outcomes = {
        "election": _("Elected at stage {stage}: {chosen}."),
        "exclusion": _("Excluded at stage {stage}: {chosen}."),
        "surplus": _("Surplus transferred first, at stage {stage}: {chosen}."),
        "paper": _("Given the papers left over, at stage {stage}: {chosen}."),
        "order": _("Put before the others: {chosen}."),
        "final": _("In the final at stage {stage}: {chosen}."),
    }
    if came_of_it := outcomes.get(tie.get("for", "")):  # not in declarations of earlier forms
        said += " " + came_of_it.format(stage=tie["stage"], chosen=", ".join(tie["chosen"]))
    return said
