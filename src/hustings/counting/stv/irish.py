"""The Irish rule: whole papers move, those on top of the pile, from papers mixed once before the count.

The Electoral Act 1992 (Ireland, No. 23 of 1992), sections 118 to 124, without the clauses about candidates' expenses.
The mixing, which the Act does by hand, follows a published seed so that anybody can count again: papers are put in
order of their content, numbered from 1, and paper i takes its place by the SHA-256 of the UTF-8 text `seed/i`.
"""

import hashlib

import numpy as np

from hustings.counting.profile import Profile, check_single
from hustings.counting.record import Count
from hustings.counting.sheet import Sheet
from hustings.counting.stv.last_parcel import LastParcel, Ways
from hustings.counting.stv.piles import Papers, Parcel, Share

IRISH = Ways(
    scale=1,
    whole_quota=True,
    active_vote=False,
    level_enough=False,
    first_apart=False,
    one_batch=True,
    majority_by=1,
    single_waits=False,
    first="sections 118 to 120",
    surplus="section 121",
    exclusion="section 122",
    last="section 124",
)


def irish(sheet: Sheet) -> Count:
    """The Irish rule with the option `seed`, by which the papers are mixed."""
    check_single(sheet.profile)
    Papers(sheet.profile)  # refuses what cannot be counted before a million papers are mixed
    return _Irish(sheet, IRISH, Papers(mixed(sheet.profile, str(sheet.options["seed"])))).count()


def mixed(profile: Profile, seed: str) -> Profile:
    """The profile with a row for every single paper, in the order that the seed gives."""
    by_content = np.lexsort(profile.papers.T[::-1]) if profile.papers.shape[1] else np.arange(len(profile.counts))
    single = np.repeat(by_content, profile.counts[by_content])
    digests = [hashlib.sha256(f"{seed}/{number}".encode()).digest() for number in range(1, len(single) + 1)]
    order = np.array(sorted(range(len(single)), key=digests.__getitem__), np.int64)
    return Profile(
        profile.candidates,
        profile.kind,
        profile.papers[single[order]],
        np.ones(len(single), np.int64),
        ballots=len(single),
        withdrawn=profile.withdrawn,
    )


class _Irish(LastParcel):
    def _reduced(self, moving: list[Share], surplus: int) -> list[Share]:
        """So many whole papers from each pile as its share of the surplus is, those filed last (section 121)."""
        transferable = sum(parcel.papers for _, _, parcel in moving)
        by_target: dict[int, list[Parcel]] = {}
        for _, target, parcel in moving:
            by_target.setdefault(target, []).append(parcel)
        papers = {target: sum(parcel.papers for parcel in parcels) for target, parcels in by_target.items()}
        taken = {target: number * surplus // transferable for target, number in papers.items()}
        for target in self._largest_fractions(papers, surplus, transferable, surplus - sum(taken.values())):
            taken[target] += 1
        shares = []
        for target, parcels in by_target.items():
            groups = np.concatenate([parcel.groups for parcel in parcels])[papers[target] - taken[target] :]
            if len(groups):
                shares.append((0, target, Parcel(groups, len(groups), 1)))
        return shares

    def _largest_fractions(self, papers: dict[int, int], surplus: int, transferable: int, places: int) -> list[int]:
        """Whose fraction is made up to a whole paper: the largest; of equal ones that of the larger pile."""
        size = {target: (number * surplus % transferable, number) for target, number in papers.items()}
        ranked = sorted(papers, key=lambda target: size[target], reverse=True)
        if not places or size[ranked[places - 1]] != size[ranked[places]]:
            return ranked[:places]
        level = [target for target in ranked if size[target] == size[ranked[places]]]
        ahead = [target for target in ranked if size[target] > size[ranked[places]]]
        return ahead + list(self.sheet.choose(level, places - len(ahead), "paper"))
