"""Paper ballots as they stand: what two people agree on counts, the rest is shown to them."""

from dataclasses import dataclass
from itertools import zip_longest

from django.db.models import Count, Q, QuerySet

from hustings.elections.models import Contest, Election, MarkedRegister, PaperBatch, PaperEntry
from hustings.elections.papers import PaperVotes, read
from hustings.elections.queries.contests import answers

TWO = 2


@dataclass(frozen=True)
class Difference:
    """A paper that two people read differently: its line, and what each typed."""

    line: int
    first: str
    second: str


@dataclass(frozen=True)
class Comparison:
    """How a batch stands: the latest entry of each of the two who type it in."""

    batch: PaperBatch
    entries: tuple[PaperEntry, ...]

    @property
    def differences(self) -> list[Difference]:
        if len(self.entries) < TWO:
            return []
        pairs = zip_longest(self.entries[0].lines, self.entries[1].lines, fillvalue="")
        return [Difference(line, *pair) for line, pair in enumerate(pairs, 1) if pair[0] != pair[1]]

    @property
    def is_settled(self) -> bool:
        return len(self.entries) == TWO and not self.differences

    @property
    def papers(self) -> int:
        return len(self.entries[0].lines) if self.entries else 0


def comparison(batch: PaperBatch) -> Comparison:
    """Compare what the two people read on the papers of a batch."""
    latest: dict[int, PaperEntry] = {}
    for entry in batch.entries.select_related("entered_by"):
        latest[entry.entered_by_id] = entry
    return Comparison(batch, tuple(latest.values()))


@dataclass(frozen=True)
class Envelopes:
    """The envelopes with paper ballots of one roll: how many came, and from how many who voted online as well."""

    roll: str
    received: int
    set_aside: int

    @property
    def to_open(self) -> int:
        return self.received - self.set_aside


def envelopes(election: Election) -> list[Envelopes]:
    """The envelopes received, roll by roll. Who voted online is known only once the poll is closed: show it then."""
    found = (
        _received(election)
        .values_list("board__roll__name")
        .annotate(received=Count("pk"), set_aside=Count("pk", filter=Q(voted_on__isnull=False)))
    )
    return [Envelopes(*row) for row in found.order_by("board__roll__name")]


def set_aside(election: Election) -> list[str]:
    """The membership numbers on the envelopes that stay closed, because their members have voted online."""
    members = _received(election).filter(voted_on__isnull=False).values_list("entry__member__number", flat=True)
    return sorted(set(members))


def _received(election: Election) -> QuerySet[MarkedRegister]:
    return MarkedRegister.objects.filter(board__election=election, paper_on__isnull=False)


def surplus_papers(election: Election) -> Contest | None:
    """A contest for which more papers were typed in than envelopes may be opened, if there is one."""
    for contest in election.contests.filter(paper_batches__isnull=False).distinct():
        opened = MarkedRegister.objects.filter(board=contest.board, paper_on__isnull=False, voted_on=None).count()
        if paper_votes(contest).papers > opened:
            return contest
    return None


def unsettled(election: Election) -> list[PaperBatch]:
    """The batches on which two people do not agree yet."""
    batches = PaperBatch.objects.filter(contest__election=election)
    return [batch for batch in batches if not comparison(batch).is_settled]


def paper_votes(contest: Contest) -> PaperVotes:
    """What the paper ballots of a contest say, of all batches on which two people agree."""
    settled = [each for each in map(comparison, contest.paper_batches.all()) if each.is_settled]
    lines = [line for each in settled for line in each.entries[0].lines]
    return read(contest, len(answers(contest)), lines) if lines else PaperVotes()
