"""The trustees of an election: single ones and members of threshold groups (specification, section 4.7)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from . import canonical
from .errors import VotingError
from .groups import Element, Group, get_group
from .keys import read_single_key
from .threshold import ThresholdGroup, lagrange, read_threshold_group


@dataclass(frozen=True)
class Trustee:
    """One who holds a key; `name` is empty if they gave none, and `group` None for a single trustee.

    `place` is the 1-based one among the members of their threshold group.
    """

    key: Element
    name: str
    group: ThresholdGroup | None = None
    place: int = 1


def trustees_record(group_name: str, public_keys: Sequence[str], threshold_groups: Sequence[str] = ()) -> str:
    """The trustees record of single trustees, in the given order, and of threshold groups after them.

    The latter are given by their parameters, as `threshold_parameters` makes them. Raises VotingError.
    """
    singles = [canonical.parse(public, f"The public key of trustee {i}") for i, public in enumerate(public_keys, 1)]
    groups = [canonical.parse(text, f"Threshold group {i}") for i, text in enumerate(threshold_groups, 1)]
    record = canonical.dumps([*(["Single", key] for key in singles), *(["Pedersen", value] for value in groups)])
    read_trustees(get_group(group_name), record)
    return record


def read_trustees(group: Group, record: str, *, accept_2_0_threshold: bool = False) -> tuple[Trustee, ...]:
    """The trustees of a record, in the order of their owner numbers, every proof checked. Raises VotingError."""
    trustees: list[Trustee] = []
    what = "The trustees record"
    for i, entry in enumerate(canonical.array(canonical.parse(record, what), what), 1):
        kind, value = canonical.array(entry, f"Entry {i} of the trustees record", 2)
        if kind == "Single":
            key = read_single_key(group, value, f"Trustee {len(trustees) + 1}")
            trustees.append(Trustee(key.key, key.name))
        elif kind == "Pedersen":
            members = read_threshold_group(
                group, value, f"The threshold group (entry {i})", accept_2_0=accept_2_0_threshold
            )
            trustees += (
                Trustee(key.key, key.name, members, place) for place, key in enumerate(members.verification_keys, 1)
            )
        else:
            raise VotingError(f"Trustee {i} is of the kind {str(kind)[:40]}, which this release cannot check.")
    if not trustees:
        raise VotingError("The trustees record is empty.")
    if len({trustee.key for trustee in trustees}) < len(trustees):
        raise VotingError("The trustees record lists the same key twice.")
    return tuple(trustees)


def election_key(group: Group, trustees: Sequence[Trustee]) -> Element:
    """The key that ballots are encrypted to: the product of the single trustees' and the threshold groups' keys."""
    singles = [trustee.key for trustee in trustees if trustee.group is None]
    groups = dict.fromkeys(trustee.group for trustee in trustees if trustee.group is not None)
    return group.product([*singles, *(members.key for members in groups)])


def trustee_name(trustees: Sequence[Trustee], owner: int) -> str:
    """How sentences call a trustee. Raises VotingError if there is no trustee of that number."""
    if not 1 <= owner <= len(trustees):
        raise VotingError(f"There is no trustee {owner}; the trustees are numbered 1 to {len(trustees)}.")
    name = trustees[owner - 1].name
    return f"trustee {owner} ({name})" if name else f"trustee {owner}"


def combination(group: Group, trustees: Sequence[Trustee], present: Collection[int]) -> dict[int, int]:
    """The exponent of each share that opening a tally takes, by owner (section 4.19).

    Of a threshold group these are the first shares that suffice. Raises VotingError naming who is missing.
    """
    missing: list[str] = []
    exponents: dict[int, int] = {}
    members: dict[ThresholdGroup, list[int]] = {}
    for owner, trustee in enumerate(trustees, 1):
        if trustee.group is not None:
            members.setdefault(trustee.group, []).append(owner)
        elif owner in present:
            exponents[owner] = 1
        else:
            missing.append(trustee_name(trustees, owner))
    for threshold_group, owners in members.items():
        chosen = [owner for owner in owners if owner in present][: threshold_group.threshold]
        if len(chosen) < threshold_group.threshold:
            absent = ", ".join(trustee_name(trustees, owner) for owner in owners if owner not in present)
            missing.append(f"{threshold_group.threshold - len(chosen)} more of {absent}")
        places = [trustees[owner - 1].place for owner in chosen]
        exponents |= zip(chosen, lagrange(group, places), strict=True)
    if missing:
        raise VotingError(f"The tally cannot be opened without {', '.join(missing)}.")
    return exponents
