"""Choose up to k: the candidates with the most votes are elected."""

from collections.abc import Sequence

import numpy as np

from hustings.counting.profile import NO_SCORE, NOBODY, Profile, ProfileError
from hustings.counting.record import Count
from hustings.counting.reserve import fit
from hustings.counting.said import Said, gettext_lazy, ngettext_lazy
from hustings.counting.sheet import Sheet
from hustings.counting.ties import Purpose


def fptp(sheet: Sheet) -> Count:
    """First past the post: one vote each, the most votes win; with several seats, the single non-transferable vote."""
    return _most_votes(sheet, *marks(sheet.profile, 1))


def block(sheet: Sheet) -> Count:
    """Block vote (plurality at large): up to as many votes as there are seats."""
    return _most_votes(sheet, *marks(sheet.profile, sheet.seats))


def limited(sheet: Sheet) -> Count:
    """Limited vote: up to `votes` votes, fewer than there are seats."""
    return _most_votes(sheet, *marks(sheet.profile, sheet.whole("votes")))


def approval(sheet: Sheet) -> Count:
    """Approval: a vote for as many candidates as one likes."""
    return _most_votes(sheet, *marks(sheet.profile, len(sheet.profile.candidates)))


def cumulative(sheet: Sheet) -> Count:
    """Cumulative vote: each voter spreads up to `votes` votes over the candidates, several on one if so wished."""
    profile = sheet.profile
    if profile.scores is None:
        return _most_votes(sheet, *marks(profile, sheet.whole("votes")))
    given = np.where(profile.scores == NO_SCORE, 0, profile.scores).astype(np.int64)
    spent = given.sum(axis=1)
    good = (spent > 0) & (spent <= sheet.whole("votes"))
    return _most_votes(sheet, (profile.counts[good] @ given[good]).tolist(), int(profile.counts[good].sum()))


def marks(profile: Profile, most: int) -> tuple[list[int], int]:
    """Votes by candidate and the number of valid ballots. A ballot of more than `most` crosses is void.

    Of a ranked ballot the first `most` preferences are its crosses, so that none is void for ranking too many.
    """
    if profile.totals is not None:
        return list(profile.totals), profile.ballots
    n = len(profile.candidates)
    used = profile.counts > 0
    if profile.scores is not None:
        raise ProfileError("This rule counts crosses or ranks, but these ballots hold scores.")
    if profile.level is not None:
        raise ProfileError("This rule cannot read ballots that rank several candidates equally.")
    if profile.kind == "approvals" and profile.papers.shape[1] > most:
        used = used & (profile.papers[:, most] == NOBODY)
    if (profile.counts == 1).all():  # every ballot by itself: counting bytes is faster than adding numbers
        counted = profile.papers if used.all() else profile.papers[used]
        tally = np.bincount(counted[:, :most].ravel(), minlength=NOBODY + 1)
    else:
        tally = np.zeros(NOBODY + 1, np.int64)
        for place in range(min(most, profile.papers.shape[1])):
            np.add.at(tally, profile.papers[used, place], profile.counts[used])
    votes: list[int] = tally[:n].tolist()
    some = used & (profile.papers[:, 0] != NOBODY) if profile.papers.shape[1] else used & False
    return votes, int(profile.counts[some].sum())


def _most_votes(sheet: Sheet, votes: Sequence[int], valid: int) -> Count:
    """Elects those with the most votes, as far as no group needs the seat that is reserved for it."""
    elect_highest(sheet, votes, gettext_lazy("the most votes"))
    return sheet.close(valid=valid)


def elect_highest(sheet: Sheet, figures: Sequence[int], what: Said, clause: str = "") -> None:
    """One stage: the candidates with the highest figures are elected, reserved seats kept. Adds it to the sheet."""
    standing = [c for c in range(len(figures)) if c not in sheet.profile.withdrawn]
    kept = _highest_with_reserves if sheet.reserves else highest
    elected = kept(sheet, figures, standing, sheet.seats)
    said = []
    for reserve in sheet.reserves:
        if reserve.at_least:
            of_group = [c for c in elected if c in reserve.members]
            said.append(
                ngettext_lazy(
                    "Of {group}, for whom {seats} seat is reserved: {names}.",
                    "Of {group}, for whom {seats} seats are reserved: {names}.",
                    reserve.at_least,
                    group=reserve.group,
                    seats=reserve.at_least,
                    names=sheet.names(of_group),
                )
            )
    if len(elected) < sheet.seats:
        said.append(
            ngettext_lazy(
                "Only {elected} candidate stands for {seats} seats.",
                "Only {elected} candidates stand for {seats} seats.",
                len(elected),
                elected=len(elected),
                seats=sheet.seats,
            )
        )
    if elected:
        said.insert(0, _kept(sheet, elected) if sheet.reserves else sheet.most(elected, what))
    sheet.close_stage(figures, said, clause, elected=elected)


def _kept(sheet: Sheet, elected: Sequence[int]) -> Said:
    """Who is elected; where seats are reserved, others may have more."""
    return ngettext_lazy(
        "{names} is elected, with the reserved seats kept.",
        "{names} are elected, with the reserved seats kept.",
        len(elected),
        names=sheet.names(elected),
    )


def highest(
    sheet: Sheet, figures: Sequence[int], among: Sequence[int], places: int, purpose: Purpose = "election"
) -> list[int]:
    """The `places` candidates with the highest figures, ties at the last place broken by the policy."""
    ranked = sorted(among, key=lambda c: -figures[c])
    if places <= 0 or len(ranked) <= places:
        return ranked[: max(places, 0)]
    level = figures[ranked[places - 1]]
    if figures[ranked[places]] != level:
        return ranked[:places]
    ahead = [c for c in ranked if figures[c] > level]
    return ahead + list(sheet.choose([c for c in ranked if figures[c] == level], places - len(ahead), purpose))


def _highest_with_reserves(sheet: Sheet, figures: Sequence[int], among: Sequence[int], places: int) -> list[int]:
    """The same where seats are reserved: whoever would take one that a group still needs is passed over."""

    def could_be_elected(more: Sequence[int]) -> bool:
        return fit([*elected, *more], places, sheet.reserves)

    elected: list[int] = []
    while able := [c for c in among if c not in elected and could_be_elected([c])]:
        most = max(figures[c] for c in able)
        level = [c for c in able if figures[c] == most]
        elected += level if could_be_elected(level) else [sheet.one(level, "election")]
    return elected
