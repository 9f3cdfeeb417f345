"""Our own JSON: everything a profile holds, versioned, with a hash of its content.

    {"hustings-ballots": 1, "kind": "rankings", "title": "", "seats": 2, "candidates": ["Ann", "Bob"],
     "groups": ["", ""], "withdrawn": [], "ballots": [[3, [1, 2]], [1, [[1, 2]]]], "sha256": "..."}

Candidates are numbered from 1. A ballot is its number and: for rankings the candidates in order, those of the same rank
in a list; for approvals the candidates with a cross; for scores a score or null for each candidate. For totals,
"ballots" is how many were cast and "totals" the votes. `sha256` is over the UTF-8 JSON of all other keys,
sorted, without spaces.
"""

import hashlib
import json
from typing import Any

from hustings.counting.formats.lines import MOST_BALLOTS, ParseError, check_size, decoded, preferences
from hustings.counting.formats.ranks import Ranking, ranked
from hustings.counting.profile import NO_SCORE, NOBODY, Profile

VERSION = 1


def read_json(data: bytes) -> Profile:
    """Reads our own JSON. Raises ParseError."""
    try:
        content = json.loads(decoded(data))
        json.dumps(content, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        raise ParseError(error.lineno, f"this is not JSON: {error.msg}") from None
    except UnicodeEncodeError:
        raise ParseError(1, "a text in this file holds half a character (a lone surrogate)") from None
    except ParseError:
        raise
    except ValueError:
        raise ParseError(1, "a number in this file is too long to be a number of ballots") from None
    except RecursionError:
        raise ParseError(1, "this is nested too deeply to be ballots") from None
    if not isinstance(content, dict) or content.get("hustings-ballots") != VERSION:
        raise ParseError(1, f'this JSON holds no ballots: expected an object with "hustings-ballots": {VERSION}')
    if "sha256" in content and content["sha256"] != _hash(content):
        raise ParseError(1, "the hash does not fit the content: the file was changed after it was written")
    names = content.get("candidates")
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ParseError(1, 'expected "candidates" as a list of names')
    seats = content.get("seats")
    if seats is not None:
        _whole(seats, '"seats"')
    check_size(len(names), seats, 1)
    groups = content.get("groups") or [""] * len(names)
    if not isinstance(groups, list) or len(groups) != len(names) or not all(isinstance(g, str) for g in groups):
        raise ParseError(1, 'expected "groups" as a list with one for each candidate')
    withdrawn = content.get("withdrawn", [])
    gone = frozenset(preferences(_numbers(withdrawn, '"withdrawn"'), len(names), 1))
    title = content.get("title", "")
    if not isinstance(title, str):
        raise ParseError(1, 'expected "title" as text')
    found = _ballots(content, tuple(names))
    return Profile(
        tuple(names),
        found.kind,
        found.papers,
        found.counts,
        level=found.level,
        scores=found.scores,
        totals=found.totals,
        ballots=found.ballots,
        seats=seats,
        title=title,
        groups=tuple(groups) if any(groups) else (),
        withdrawn=gone,
    )


def _ballots(content: dict[str, Any], names: tuple[str, ...]) -> Profile:
    kind, ballots = content.get("kind"), content.get("ballots")
    if kind == "totals":
        totals = _numbers(content.get("totals"), '"totals"')
        if len(totals) != len(names):
            raise ParseError(1, f"{len(totals)} totals for {len(names)} candidates")
        return Profile.from_totals(names, totals, _whole(ballots, '"ballots"'))
    if kind not in ("rankings", "approvals", "scores"):
        raise ParseError(1, f'expected "kind" rankings, approvals, scores or totals, found {kind!r}')
    if not isinstance(ballots, list):
        raise ParseError(1, 'expected "ballots" as a list')
    rankings: list[tuple[int, Ranking]] = []
    yes: dict[tuple[int, ...], int] = {}
    scores: list[tuple[list[int | None], int]] = []
    for number, pair in enumerate(ballots, 1):
        where = f"ballot {number}"
        if not isinstance(pair, list) or len(pair) != 2 or not isinstance(pair[1], list):
            raise ParseError(1, f"{where}: expected [number, [...]]")
        count = _whole(pair[0], where)
        if kind == "rankings":
            places = [
                _numbers(place, where) if isinstance(place, list) else [_whole(place, where)] for place in pair[1]
            ]
            places = [place for place in places if place]
            order = preferences([c for place in places for c in place], len(names), 1)
            rankings.append((count, Ranking(order, tuple(len(place) for place in places))))
        elif kind == "approvals":
            key = tuple(sorted(preferences(_numbers(pair[1], where), len(names), 1)))
            yes[key] = yes.get(key, 0) + count
        else:
            if len(pair[1]) != len(names):
                raise ParseError(1, f"{where}: {len(pair[1])} scores for {len(names)} candidates")
            scores.append(([None if score is None else _whole(score, where, 10**6) for score in pair[1]], count))
    if kind == "rankings":
        return ranked(names, rankings)
    return Profile.from_approvals(names, yes) if kind == "approvals" else Profile.from_scores(names, scores)


def _whole(value: object, where: str, most: int = MOST_BALLOTS) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
        raise ParseError(1, f"{where}: expected a whole number from 0 to {most}, found {str(value)[:40]}")
    return value


def _numbers(value: object, where: str) -> list[int]:
    if not isinstance(value, list):
        raise ParseError(1, f"{where}: expected a list of numbers")
    return [_whole(item, where) for item in value]


def _hash(content: dict[str, Any]) -> str:
    rest = {key: value for key, value in content.items() if key != "sha256"}
    text = json.dumps(rest, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def write_json(profile: Profile) -> str:
    """Our own JSON of any profile."""
    content: dict[str, Any] = {
        "hustings-ballots": VERSION,
        "kind": profile.kind,
        "title": profile.title,
        "seats": profile.seats,
        "candidates": list(profile.candidates),
        "groups": list(profile.groups),
        "withdrawn": sorted(c + 1 for c in profile.withdrawn),
    }
    if profile.totals is not None:
        content |= {"ballots": profile.ballots, "totals": list(profile.totals)}
    else:
        content["ballots"] = [[count, _ballot(profile, row)] for row, count in enumerate(profile.counts.tolist())]
    content["sha256"] = _hash(content)
    return json.dumps(content, ensure_ascii=False) + "\n"


def _ballot(profile: Profile, row: int) -> list[Any]:
    if profile.scores is not None:
        return [None if score == NO_SCORE else score for score in profile.scores[row].tolist()]
    places: list[list[int]] = []
    for place, c in enumerate(profile.papers[row].tolist()):
        if c == NOBODY:
            continue
        if profile.level is not None and profile.level[row, place]:
            places[-1].append(c + 1)
        else:
            places.append([c + 1])
    return [place[0] if len(place) == 1 else place for place in places]
