"""Compiled loops and NumPy give the same figures, and the compiler is loaded only for large work."""

import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from hustings.counting import Profile, formats
from hustings.counting.profile import NOBODY
from hustings.counting.stv import gregory
from hustings.counting.stv.keeping import ONE, WAYS, Keeping, Way
from hustings.counting.stv.piles import Papers

WARDS = sorted((Path(__file__).parents[1] / "data" / "counting").glob("*.csv"))


def both_ways(profile: Profile) -> tuple[Papers, Papers]:
    plain, compiled = Papers(profile), Papers(profile)
    plain.compiled, compiled.compiled = False, True
    return plain, compiled


@pytest.mark.parametrize("ward", WARDS, ids=lambda path: path.stem)
def test_papers_are_shared_alike(ward: Path) -> None:
    plain, compiled = both_ways(formats.load(ward))
    dice = random.Random(ward.stem)
    parcels = [plain.all(1)]
    continuing = list(range(plain.candidates))
    while continuing:
        mine, theirs = plain.share(parcels, continuing), compiled.share(parcels, continuing)
        assert [share[:2] for share in mine] == [share[:2] for share in theirs]
        for (_, _, a), (_, _, b) in zip(mine, theirs, strict=True):
            assert (a.papers, a.value) == (b.papers, b.value)
            assert np.array_equal(a.groups, b.groups)
        parcels = [share[2] for share in mine]
        continuing.remove(dice.choice(continuing))


@pytest.mark.parametrize("ward", WARDS, ids=lambda path: path.stem)
def test_votes_are_transferred_alike(ward: Path) -> None:
    from hustings.counting.stv import loops  # loads the compiler, which the other tests here do without

    profile = formats.load(ward)
    n, dice = len(profile.candidates), random.Random(ward.stem)
    holder = np.full(len(profile.counts), NOBODY, np.uint8)
    value = np.full(len(profile.counts), 10**5, np.int64)
    standing = np.arange(NOBODY + 1) < n
    for source in (NOBODY, *dice.sample(range(n), n)):
        standing[source] = False
        ways = (gregory.move, value.astype(object)), (gregory.move, value.copy()), (loops.move, value.copy())
        done = []
        for move, worth in ways:
            held, gains = holder.copy(), np.zeros(n + 1, worth.dtype)
            move(profile.papers, profile.counts, standing, source, 2, 3, held, worth, gains)
            done.append((held.tolist(), worth.tolist(), gains.tolist()))
        assert done[0] == done[1] == done[2]
        assert sum(done[0][2])
        holder, value = held, worth


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("ward", WARDS, ids=lambda path: path.stem)
def test_ballots_are_kept_alike(ward: Path, way: Way) -> None:
    from hustings.counting.stv import loops  # loads the compiler, which is used from then on

    papers = Papers(formats.load(ward))
    plain, compiled = Keeping(papers, way), Keeping(papers, way)
    plain.loop = None
    assert compiled.loop is loops.share_out
    dice = random.Random(ward.stem)
    for _ in range(5):
        keep = [dice.choice([0, ONE, dice.randrange(ONE)]) for _ in range(papers.candidates)]
        assert plain.distribute(keep) == compiled.distribute(keep)


def test_small_counts_do_not_load_the_compiler() -> None:
    code = (
        "import sys; from pathlib import Path; from hustings.counting import count, formats, reports;"
        f"p = formats.load(Path({str(WARDS[0])!r}));"
        "[count(p, rule, p.seats) for rule in ('scottish-stv', 'meek-stv', 'ers97-stv')];"
        "assert 'numba' not in sys.modules and 'django' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
