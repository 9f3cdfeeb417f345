"""Organisations small enough to reckon on paper."""

from hustings.departures.simulation import Behaviour, Group, Model, Spread

DENSITY_2X = Spread("triangular", (0, 1, 1))


def at(position: float) -> Spread:
    return Spread("point", (position,))


def two_blocs(a: int, b: int, leave_a: float, leave_b: float) -> Model:
    """Bloc A at 0 and bloc B at 1, each with one candidate for one seat; what A wants stands."""
    return Model(
        (
            Group("A", a, at(0), (0.0,), behaviour=Behaviour(leave=leave_a)),
            Group("B", b, at(1), (1.0,), behaviour=Behaviour(leave=leave_b)),
        ),
        rule="fptp",
    )


def lively(members: int = 400) -> Model:
    """Two groups that overlap, in which members speak, leave and join."""
    behaviour = Behaviour(0.15, 0.02, 0.1, 0.3, 0.6, 0.4, 0.9)
    return Model(
        (
            Group("Old", members, Spread("normal", (0.35, 0.2)), (0.2, 0.3, 0.4), (0.0, 0.8), 6.5, behaviour),
            Group("New", members - 40, Spread("uniform", (0.4, 1)), (0.6, 0.7, 0.8), (0.3,), 9.0, behaviour),
        ),
        seats=3,
        bins=8,
    )
