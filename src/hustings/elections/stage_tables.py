"""The stages of a count as a table: from the record in a declaration, so that every page shows what was signed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _


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
