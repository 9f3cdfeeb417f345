"""How far the key ceremony and the rehearsal of an election are."""

from dataclasses import dataclass

from hustings import voting
from hustings.elections.models import CeremonyMessage, Election, ThresholdGroup, Trustee

Kind = CeremonyMessage.Kind


def group_of(election: Election) -> ThresholdGroup | None:
    """The threshold group of an election, if it has one."""
    return election.threshold_groups.filter(dissolved_at=None).first()


def ceremony(group: ThresholdGroup) -> voting.Ceremony:
    """What the members agreed on beforehand."""
    return voting.Ceremony(group.election.group, group.threshold, tuple(group.members.values_list("name", flat=True)))


def index_of(member: Trustee) -> int:
    """The 1-based place of a member within the group."""
    return Trustee.objects.filter(threshold_group=member.threshold_group, position__lte=member.position).count()


def texts(group: ThresholdGroup, kind: str) -> list[str]:
    """What was handed in at a step, in the order of the members."""
    return list(group.messages.filter(kind=kind).order_by("index").values_list("text", flat=True))


def missing(group: ThresholdGroup, kind: str) -> list[str]:
    """The names of those who have not handed in what a step asks for."""
    here = set(group.messages.filter(kind=kind).values_list("index", flat=True))
    return [name for index, name in enumerate(ceremony(group).names, 1) if index not in here]


def trustees_record(election: Election) -> str:
    """The record of all trustees, whose keys must be here. Raises voting.VotingError."""
    group = group_of(election)
    singles = list(election.trustees.filter(threshold_group=None).values_list("public_key", flat=True))
    if group is None:
        return voting.trustees_record(election.group, singles)
    handed_in = (texts(group, kind) for kind in (Kind.CERTIFICATE, Kind.POLYNOMIAL, Kind.SHARE))
    return voting.trustees_record(election.group, singles, [voting.threshold_parameters(ceremony(group), *handed_in)])


def without_key(election: Election) -> list[str]:
    """The names of the trustees whose keys are not here yet."""
    return list(election.trustees.filter(public_key="").values_list("name", flat=True))


def not_rehearsed(election: Election) -> list[Trustee]:
    """The people who have not yet opened the test ballot with their key."""
    return list(election.trustees.exclude(user=None).exclude(pk__in=_rehearsed(election)))


def _rehearsed(election: Election) -> set[int]:
    rehearsal = getattr(election, "rehearsal", None)
    return set(rehearsal.keys.values_list("trustee_id", flat=True)) if rehearsal else set()


@dataclass(frozen=True)
class Done:
    """What one trustee has done; None is what this trustee has not to do."""

    trustee: Trustee
    key: bool | None
    certificate: bool | None
    polynomial: bool | None
    share: bool | None
    rehearsed: bool


def progress(election: Election) -> list[Done]:
    """What every trustee has done, in the order of positions; the server's own key needs no rehearsal."""
    group, rehearsed = group_of(election), _rehearsed(election)
    handed_in = set(group.messages.values_list("kind", "index")) if group else set()
    rows = []
    for trustee in election.trustees.all():
        steps: list[bool | None] = [None, None, None]
        if trustee.threshold_group_id:
            steps = [(kind, index_of(trustee)) in handed_in for kind in Kind.values]
        key = None if trustee.threshold_group_id else bool(trustee.public_key)
        rows.append(Done(trustee, key, *steps, rehearsed=trustee.is_server or trustee.pk in rehearsed))
    return rows
