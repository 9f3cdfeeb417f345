"""The booklet of statements: what it must hold, and what an issued one lacks.

A ballot has had to be cancelled because nominations were missing from its booklet. So what was issued is kept as a
document, and is compared with the candidates, statements, slates and pledges as they are, line by line, until the poll
opens.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _

from hustings.accounts.queries import organisation
from hustings.elections import methods
from hustings.elections.models import Booklet, Candidate, Contest, Election
from hustings.elections.queries.candidates import latest_answers
from hustings.elections.queries.contests import group_of, seats_of, standing

FORMAT = "hustings-booklet/1"


def document(election: Election, number: int, at: datetime) -> dict[str, Any]:
    """The booklet of an election as it is now."""
    return {
        "format": FORMAT,
        "number": number,
        "issued_at": at.astimezone(UTC).isoformat(timespec="seconds"),
        "organisation": organisation().name,
        "election": election.name,
        "draw_seed": election.draw_seed,
        "contests": [_contest(contest) for contest in contests_in(election)],
    }


def contests_in(election: Election) -> list[Contest]:
    """The contests that have candidates, and so a part in the booklet."""
    return list(election.contests.filter(kind=Contest.Kind.SEATS).select_related("election"))


def _contest(contest: Contest) -> dict[str, Any]:
    given = latest_answers(contest)
    pledges = list(contest.pledges.all())
    return {
        "contest": contest.pk,
        "title": contest.title,
        "text": contest.text,
        "seats": contest.seats,
        "reserved": methods.reserved_seats(contest),
        "vacant": seats_of(contest).vacant,
        "method": str(methods.NAMES[contest.rule]),
        "pledges": [{"text": pledge.text, "decision": pledge.decision} for pledge in pledges],
        "slates": [{"name": slate.name, "statement": slate.statement} for slate in contest.slates.all()],
        "candidates": [
            {
                "name": candidate.name,
                "slate": candidate.slate.name if candidate.slate else "",
                "group": group_of(candidate),
                "statement": candidate.statement,
                "answers": [given.get((candidate.pk, pledge.pk), "none") for pledge in pledges],
            }
            for candidate in standing(contest)
        ],
    }


def latest(election: Election) -> Booklet | None:
    """The booklet that was issued last."""
    return Booklet.objects.filter(election=election).last()


def gaps(election: Election, booklet: Booklet) -> list[str]:
    """Say everything in which an issued booklet differs from the ballot: empty if it is complete."""
    issued = {part["contest"]: part for part in json.loads(booklet.document)["contests"]}
    found: list[str] = []
    for contest in contests_in(election):
        part = issued.pop(contest.pk, None)
        if part is None:
            found.append(_("‘{contest}’ is missing.").format(contest=contest.title))
        else:
            found += _gaps_of(contest, part)
    return found + [
        _("‘{contest}’ is in it, and is not voted on.").format(contest=part["title"]) for part in issued.values()
    ]


def _gaps_of(contest: Contest, part: dict[str, Any]) -> Iterator[str]:
    candidates = list(standing(contest))
    names = [candidate.name for candidate in candidates]
    printed = {line["name"]: line for line in part["candidates"]}
    if (part["title"], part["text"], part["seats"]) != (contest.title, contest.text, contest.seats):
        yield _("The title, the text or the seats of ‘{contest}’ have changed.").format(contest=contest.title)
    if part.get("reserved", "") != methods.reserved_seats(contest):
        yield _("The seats that are reserved in ‘{contest}’ have changed.").format(contest=contest.title)
    for candidate in candidates:
        if candidate.name not in printed:
            yield _("{name} stands in ‘{contest}’ and is missing.").format(name=candidate.name, contest=contest.title)
        else:
            yield from _gaps_of_candidate(candidate, printed[candidate.name])
    for name in printed.keys() - set(names):
        yield _("{name} is in it, and does not stand in ‘{contest}’.").format(name=name, contest=contest.title)
    if printed.keys() == set(names) and list(printed) != names:
        yield _("The candidates of ‘{contest}’ are not in the drawn order.").format(contest=contest.title)
    pledges = [{"text": pledge.text, "decision": pledge.decision} for pledge in contest.pledges.all()]
    if part["pledges"] != pledges:
        yield _("The pledges asked in ‘{contest}’ have changed.").format(contest=contest.title)
    if part["slates"] != [{"name": slate.name, "statement": slate.statement} for slate in contest.slates.all()]:
        yield _("The slates of ‘{contest}’ have changed.").format(contest=contest.title)


def _gaps_of_candidate(candidate: Candidate, line: dict[str, Any]) -> Iterator[str]:
    if line["statement"] != candidate.statement:
        yield _("The statement of {name} is another one now.").format(name=candidate.name)
    if line["slate"] != (candidate.slate.name if candidate.slate else ""):
        yield _("The slate of {name} is another one now.").format(name=candidate.name)
    if line.get("group", "") != group_of(candidate):
        yield _("Whether {name} belongs to the group with reserved seats has changed.").format(name=candidate.name)
    given = dict(candidate.answers.order_by("pk").values_list("pledge_id", "answer"))
    if line["answers"] != [given.get(pledge.pk, "none") for pledge in candidate.contest.pledges.all()]:
        yield _("{name} has answered a pledge otherwise.").format(name=candidate.name)
