"""PrefLib's formats of 2022: .soc .soi (strict), .toc .toi (with ties) and .cat (approvals, or scores).

Lines `# KEY: value`, then `count: 1,2,{3,4}` with alternatives numbered from 1.
"""

import re

from hustings.counting.formats.lines import ParseError, check_size, decoded, preferences, shown, whole_number
from hustings.counting.formats.ranks import Ranking, ranked
from hustings.counting.formats.rows import read_rows
from hustings.counting.profile import NO_SCORE, NOBODY, Profile

_NAME = re.compile(r"ALTERNATIVE NAME (\d{1,4})")
_GROUP = re.compile(r"\{([^{}]*)\}|([^,{}]+)")


def read_preflib(data: bytes) -> Profile:
    """Reads a PrefLib file. Raises ParseError."""
    data = data.replace(b"\r\n", b"\n")
    facts: dict[str, str] = {}
    names: dict[int, str] = {}
    at, line = 0, 1
    while at < len(data) and (data[at : at + 1] in (b"#", b"\n")):
        end = data.find(b"\n", at)
        end = len(data) if end < 0 else end
        key, colon, value = decoded(data[at:end]).lstrip("#").partition(":")
        key, value = key.strip().upper(), value.strip()
        match = _NAME.fullmatch(key)
        if match:
            names[int(match.group(1))] = value
        elif colon:
            facts[key] = value
        at, line = end + 1, line + 1
    kind = facts.get("DATA TYPE", "").lower()
    if kind not in ("soc", "soi", "toc", "toi", "cat"):
        raise ParseError(1, f"expected # DATA TYPE: soc, soi, toc, toi or cat, found {shown(kind)}")
    n = whole_number(facts.get("NUMBER ALTERNATIVES", ""), line, "# NUMBER ALTERNATIVES")
    check_size(n, None, line)
    candidates = tuple(names.get(number, f"Alternative {number}") for number in range(1, n + 1))
    body, title = data[at:], facts.get("TITLE", "")
    if kind == "cat":
        return _categories(decoded(body), line, candidates, title, facts)
    plain = body if body.endswith(b"\n") else body + b"\n"
    rows = read_rows(plain.replace(b": ", b",").replace(b"\n", b",\n"), b",", b",", n) if kind[0] == "s" else None
    if rows is not None:
        counts, papers = rows
        return Profile(candidates, "rankings", papers, counts, ballots=int(counts.sum()), title=title)
    ballots = []
    for number, raw in enumerate(decoded(body).split("\n"), line):
        if raw.strip():
            count, places = _ballot(raw, number)
            order = preferences([c for place in places for c in place], n, number)
            if kind[0] == "s" and any(len(place) != 1 for place in places):
                raise ParseError(number, f"a file of type {kind} has no ties, found {shown(raw)}")
            ballots.append((count, Ranking(order, tuple(len(place) for place in places))))
    return ranked(candidates, ballots, title=title)


def _ballot(raw: str, line: int, empty: bool = False) -> tuple[int, list[list[int]]]:
    number, colon, rest = raw.partition(":")
    if not colon:
        raise ParseError(line, f"expected `count: 1,2,3`, found {shown(raw)}")
    count = whole_number(number, line, "the number of ballots")
    rest = rest.strip()
    if re.sub(_GROUP, "", rest).strip(", "):
        raise ParseError(line, f"the braces do not match in {shown(raw)}")
    places = []
    for match in _GROUP.finditer(rest):
        inside = match.group(1) if match.group(2) is None else match.group(2)
        parts = [part for part in inside.split(",") if part.strip()] if match.group(2) is None else [inside]
        place = [whole_number(part, line, "an alternative's number") for part in parts]
        if place or empty:
            places.append(place)
    return count, places


def _categories(text: str, first: int, names: tuple[str, ...], title: str, facts: dict[str, str]) -> Profile:
    """Two categories are approvals (the first is yes); more are scores, the first category the highest."""
    categories = whole_number(facts.get("NUMBER CATEGORIES", ""), first, "# NUMBER CATEGORIES", 1000)
    yes: dict[tuple[int, ...], int] = {}
    scores: list[tuple[list[int | None], int]] = []
    for line, raw in enumerate(text.split("\n"), first):
        if not raw.strip():
            continue
        count, places = _ballot(raw, line, empty=True)
        if len(places) > categories:
            raise ParseError(line, f"{len(places)} categories, expected {categories}")
        preferences([c for place in places for c in place], len(names), line)
        if categories <= 2:
            key = tuple(sorted(c - 1 for c in places[0])) if places else ()
            yes[key] = yes.get(key, 0) + count
        else:
            row: list[int | None] = [None] * len(names)
            for worth, place in zip(range(categories - 1, -1, -1), places, strict=False):
                for c in place:
                    row[c - 1] = worth
            scores.append((row, count))
    profile = Profile.from_approvals(names, yes) if categories <= 2 else Profile.from_scores(names, scores)
    return Profile(
        names,
        profile.kind,
        profile.papers,
        profile.counts,
        scores=profile.scores,
        ballots=profile.ballots,
        title=title,
    )


def write_preflib(profile: Profile) -> str:
    """A PrefLib file: .toi for rankings with ties, .soi for strict ones, .cat for approvals and scores."""
    kind = "cat" if profile.kind in ("approvals", "scores") else "soi" if profile.level is None else "toi"
    n = len(profile.candidates)
    out = [f"# TITLE: {profile.title}", f"# DATA TYPE: {kind}", f"# NUMBER ALTERNATIVES: {n}"]
    out.append(f"# NUMBER VOTERS: {profile.ballots}")
    out.append(f"# NUMBER UNIQUE ORDERS: {len(profile.counts)}")
    highest = 1
    if kind == "cat":
        highest = 1 if profile.scores is None else int(profile.scores.max(initial=1))
        out.append(f"# NUMBER CATEGORIES: {highest + 1}")
    out += [f"# ALTERNATIVE NAME {number}: {name}" for number, name in enumerate(profile.candidates, 1)]
    for row, count in enumerate(profile.counts.tolist()):
        out.append(f"{count}: {','.join(_places(profile, row, highest))}")
    return "\n".join(out) + "\n"


def _places(profile: Profile, row: int, highest: int) -> list[str]:
    if profile.scores is not None:
        given = profile.scores[row].tolist()
        return [
            _braced([c for c, score in enumerate(given) if score == worth]) for worth in range(highest, NO_SCORE, -1)
        ]
    marked = [c for c in profile.papers[row].tolist() if c != NOBODY]
    if profile.kind == "approvals":
        return [_braced(marked), _braced([c for c in range(len(profile.candidates)) if c not in marked])]
    places: list[list[int]] = []
    for place, c in enumerate(marked):
        if profile.level is not None and profile.level[row, place]:
            places[-1].append(c)
        else:
            places.append([c])
    return [str(place[0] + 1) if len(place) == 1 else _braced(place) for place in places]


def _braced(place: list[int]) -> str:
    return "{" + ",".join(str(c + 1) for c in place) + "}"
