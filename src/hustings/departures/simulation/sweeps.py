"""How the answer moves with the assumptions: a model simulated at every point of a grid of them."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from itertools import product
from math import isfinite, prod

from .model import Behaviour, Group, Model, ModelError
from .runs import Progress, Task, check_run, check_size, run, seeds_of, together
from .terms import Mode, check_mode
from .workers import shared_out

MOST_POINTS = 100_000
OF_MODEL = ("seats", "policy", "majority", "marks", "bins")
OF_GROUP = ("members", "joiners")
OF_MEMBER = tuple(field.name for field in fields(Behaviour))
WHOLE = ("seats", "marks", "bins", "members")


@dataclass(frozen=True)
class Axis:
    """An assumption that is varied: `field` of the group named, of all groups if "", or of the model; its values."""

    field: str
    group: str
    values: tuple[float, ...]

    @property
    def name(self) -> str:
        """As it is written on the command line."""
        return f"{self.group}.{self.field}" if self.group else self.field


@dataclass(frozen=True)
class Point:
    """What was found at one point: its values, one per axis; the share of the replicates that flipped by the last
    term; the first term by which half of them had, or None; the mean number of members at the end."""

    values: tuple[float, ...]
    flipped: float
    median_flip: int | None
    members: float


@dataclass(frozen=True)
class Sweep:
    """All points of a grid, the last axis running fastest."""

    axes: tuple[Axis, ...]
    terms: int
    replicates: int
    seed: int
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Place:
    """A point before anything is known of it."""

    model: Model
    values: tuple[float, ...]
    terms: int
    replicates: int
    seed: int
    mode: Mode


def sweep(
    model: Model,
    axes: Sequence[Axis],
    terms: int,
    replicates: int,
    seed: int,
    *,
    mode: Mode = "cohorts",
    cluster: str | None = None,
    progress: Progress | None = None,
) -> Sweep:
    """simulate() at every point of the grid, with the same seed, on all cores or on a Dask cluster.

    Raises as simulate() does, and ModelError for an axis that the model does not have.
    """
    check_run(terms, replicates, seed)
    check_size(model, terms, replicates)
    names = [axis.name for axis in axes]
    if len(set(names)) < len(names):
        raise ValueError(f"These axes vary the same thing twice: {', '.join(names)}.")
    size = prod(len(axis.values) for axis in axes)
    if not 1 <= size <= MOST_POINTS:
        raise ValueError(f"A sweep has from 1 to {MOST_POINTS} points; these axes have {size}.")
    places = [
        Place(_checked(changed(model, axes, values), mode, terms), values, terms, replicates, seed, mode)
        for values in product(*(axis.values for axis in axes))
    ]
    points = []
    for point in shared_out(_point, places, cluster):
        points.append(point)
        if progress:
            progress(len(points), size)
    return Sweep(tuple(axes), terms, replicates, seed, tuple(points))


def _checked(model: Model, mode: Mode, terms: int) -> Model:
    check_mode(model, mode, terms)
    return model


def _point(place: Place) -> Point:
    seeds = seeds_of(place.seed, place.replicates, place.mode)
    part = Task(place.model, place.terms, place.mode, seeds)
    found = together(part, place.seed, run(part))
    return Point(
        place.values,
        float(found.flipped_by[-1]),
        found.median_flip,
        float(found.members[:, -1].sum(axis=1).mean()),
    )


def changed(model: Model, axes: Sequence[Axis], values: Sequence[float]) -> Model:
    """The model with these assumptions instead. Raises ModelError where it has no such field, group or value."""
    for axis, value in zip(axes, values, strict=True):
        if axis.field in WHOLE and not (isfinite(value) and value == int(value)):
            raise ModelError(axis.name, f"expected a whole number, found {value}.")
        model = _changed(model, axis, int(value) if axis.field in WHOLE else value)
    return model


def variations(model: Model, share: float) -> list[Axis]:
    """For each assumption about a group that is not 0: an axis with it less by this share, as it is, and more."""
    axes = []
    for group in model.groups:
        for name in (*OF_GROUP, *OF_MEMBER):
            value = getattr(group, name) if name in OF_GROUP else getattr(group.behaviour, name)
            values = [value * (1 - share), value, value * (1 + share)]
            if name in WHOLE:
                values = [round(part) for part in values]
            elif name not in ("joiners", "leave_slope"):
                values = [min(1.0, part) for part in values]
            if value:
                axes.append(Axis(name, group.name, tuple(sorted(set(values)))))
    return axes


def _changed(model: Model, axis: Axis, value: float) -> Model:
    if not axis.group and axis.field in OF_MODEL:
        return replace(model, **{axis.field: value})  # type: ignore[arg-type]  # the field is one of OF_MODEL
    if axis.field not in (*OF_GROUP, *OF_MEMBER):
        known = ", ".join((*OF_MODEL, *OF_GROUP, *OF_MEMBER))
        raise ModelError(axis.name, f"cannot be varied; expected one of {known}, the last with GROUP. before them.")
    if axis.group and axis.group not in [group.name for group in model.groups]:
        raise ModelError(axis.name, f"there is no group {axis.group!r}; there are {_names(model)}.")
    groups = tuple(
        _with(group, axis.field, value) if axis.group in ("", group.name) else group for group in model.groups
    )
    return replace(model, groups=groups)


def _with(group: Group, field: str, value: float) -> Group:
    if field in OF_GROUP:
        return replace(group, **{field: value})  # type: ignore[arg-type]  # the field is one of OF_GROUP
    return replace(group, behaviour=replace(group.behaviour, **{field: value}))


def _names(model: Model) -> str:
    return ", ".join(group.name for group in model.groups)
