"""A simulation as people read it: tables as text and JSON, and pictures as SVG."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from hustings.departures.pictures import SHARES, Fan, Map, fans_svg, map_svg

from .cells import Floats, Ints
from .chain import Chain
from .runs import Simulation
from .sweeps import Axis, Sweep

CAVEAT = (
    "Simulated members are not people: these figures follow from the assumptions in the model and forecast nothing. "
    "See how they move with each assumption (--vary, --sweep)."
)


def simulation_table(found: Simulation) -> str:
    """Per term: the share of the replicates that flipped by then, and members and seats of each group, the middle of
    the replicates and between which numbers nine in ten lie."""
    model = found.model
    head = ["term", "flipped by"]
    for group in model.groups:
        head += [f"members {group.name}", "9 in 10"] + ([f"seats {group.name}", "9 in 10"] if model.seated else [])
    rows = []
    for term in range(found.terms + 1):
        row = [str(term), f"{100 * found.flipped_by[term]:.1f} %"]
        for g in range(len(model.groups)):
            row += _spread(found.members[:, term, g])
            row += _spread(found.seats[:, term, g]) if model.seated else []
        rows.append(row)
    flip = found.median_flip
    said = (
        "Half of the replicates flipped by no term."
        if flip is None
        else f"Half of the replicates flipped by term {flip}."
    )
    runs = "1 replicate" if found.replicates == 1 else f"{found.replicates:,} replicates"
    title = f"{model.title or 'Departures'} · {found.mode}, {runs}, seed {found.seed}"
    return f"{title}\n\n{_aligned(head, rows)}\n\n{said}\n{CAVEAT}\n"


def _spread(values: Floats | Ints) -> list[str]:
    low, middle, high = np.quantile(values, (SHARES[0], SHARES[2], SHARES[4]))
    return [f"{middle:,.0f}", f"{low:,.0f}–{high:,.0f}"]


def chain_table(found: Chain) -> str:
    """Per term: the probability that it flipped by then, and the expected members and seats of each group."""
    head = ["term", "flipped by"]
    for group in found.model.groups:
        head += [f"members {group.name}", f"seats {group.name}"]
    rows = []
    for term, share in enumerate(found.flipped_by):
        row = [str(term), f"{share:.6f}"]
        for members, seats in zip(found.members[term], found.seats[term], strict=True):
            row += [f"{members:,.2f}", f"{seats:.3f}"]
        rows.append(row)
    error = f"Exact but for a probability of at most {found.left_out:.0e}."
    return f"{found.model.title or 'Departures'} · chain\n\n{_aligned(head, rows)}\n\n{error}\n{CAVEAT}\n"


def sweep_table(found: Sweep) -> str:
    """Per point of the grid: its values, the term of the flip, the share that flipped, and the members at the end."""
    head = [*(axis.name for axis in found.axes), "flip", "flipped", "members at the end"]
    rows = [
        [
            *(f"{value:g}" for value in point.values),
            "none" if point.median_flip is None else str(point.median_flip),
            f"{100 * point.flipped:.1f} %",
            f"{point.members:,.0f}",
        ]
        for point in found.points
    ]
    return f"{_aligned(head, rows)}\n\nflip: the first term by which half of the replicates had flipped.\n{CAVEAT}\n"


def simulation_json(found: Simulation) -> dict[str, Any]:
    """The same as data; for each term the SHARES of the replicates that lie below each of five values."""
    names = [group.name for group in found.model.groups]
    return {
        "title": found.model.title,
        "mode": found.mode,
        "terms": found.terms,
        "replicates": found.replicates,
        "seed": found.seed,
        "median_flip": found.median_flip,
        "flipped_by": found.flipped_by.tolist(),
        "shares": list(SHARES),
        "policy": np.quantile(found.policy, SHARES, axis=0).T.tolist(),
        "groups": [
            {
                "name": name,
                **{
                    series: np.quantile(getattr(found, series)[:, :, g], SHARES, axis=0).T.tolist()
                    for series in ("members", "voters", "speaking", "left", "joined", "seats")
                },
            }
            for g, name in enumerate(names)
        ],
    }


def chain_json(found: Chain) -> dict[str, Any]:
    """The exact probabilities and expected numbers as data."""
    return {
        "title": found.model.title,
        "mode": "chain",
        "terms": len(found.flipped_by) - 1,
        "flipped_by": found.flipped_by.tolist(),
        "left_out": found.left_out,
        "groups": [
            {"name": group.name, "members": found.members[:, g].tolist(), "seats": found.seats[:, g].tolist()}
            for g, group in enumerate(found.model.groups)
        ],
    }


def sweep_json(found: Sweep) -> dict[str, Any]:
    """All points of the grid as data."""
    return {
        "axes": [{"name": axis.name, "values": list(axis.values)} for axis in found.axes],
        "terms": found.terms,
        "replicates": found.replicates,
        "seed": found.seed,
        "points": [
            {
                "values": list(point.values),
                "median_flip": point.median_flip,
                "flipped": point.flipped,
                "members": point.members,
            }
            for point in found.points
        ],
    }


def simulation_svg(found: Simulation) -> str:
    """The fans of seats and members over the terms."""
    fans = []
    for g, group in enumerate(found.model.groups):
        for series in ("seats", "members") if found.model.seated else ("members",):
            terms = np.quantile(getattr(found, series)[:, :, g], SHARES, axis=0).T
            fans.append(Fan(f"{series.capitalize()} of {group.name}", tuple(map(tuple, terms.tolist()))))
    return fans_svg(fans, found.model.title or "Seats and members over terms", simulation_table(found))


def sweep_svg(found: Sweep) -> str:
    """The map of the term of the flip over the first axis, from left to right, and the second, upwards."""
    x = found.axes[0]
    y = found.axes[1] if len(found.axes) > 1 else Axis("", "", (0.0,))
    flips = [point.median_flip for point in found.points]
    rows = [tuple(flips[j :: len(y.values)]) for j in range(len(y.values))]
    labels = tuple(f"{value:g}" for value in y.values) if y.field else ("",)
    shown = Map(x.name, y.name, tuple(f"{value:g}" for value in x.values), labels, tuple(rows), found.terms)
    title = f"Term of the flip against {x.name}{f' and {y.name}' if y.field else ''}"
    return map_svg(shown, title, sweep_table(found))


def _aligned(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(row[i]) for row in (head, *rows)) for i in range(len(head))]
    return "\n".join(
        "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in (head, *rows)
    )
