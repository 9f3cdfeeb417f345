"""`hustings departures`: what would change if voters left, and who gains."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from hustings.cli.departure_files import (
    Answer,
    Question,
    answer_all,
    asked,
    certificate,
    numbers,
    of_change,
    question,
    read_totals,
    time_option,
    told_certificate,
    told_elected,
    totals_option,
    who_option,
)
from hustings.cli.simulate import simulate
from hustings.counting import Profile
from hustings.departures import (
    DepartureError,
    Gains,
    margin,
    no_show,
    parse_goal,
    sample,
    size_anomalies,
    tipping_share,
    what_if,
    who_gains,
)
from hustings.departures.leavers import eligible_ballots


@click.group()
def departures() -> None:
    """What would change if voters left, and who gains."""


departures.add_command(simulate)


@departures.command("margin")
@asked
@who_option
@totals_option
@click.option("--goal", default="any", show_default=True, metavar="GOAL", help="any, elect:A,B or unseat:C.")
@time_option
def margin_(files: tuple[str, ...], totals: tuple[str, ...], as_json: bool, **given: Any) -> None:
    """The fewest departures that change the result of each FILE, with proved bounds and a recount."""
    _ask_margin(files, totals, as_json, given)


@departures.command("elect")
@asked
@who_option
@click.option("--candidates", metavar="A,B", help="Who is to be elected, by number.")
@click.option("--goal", metavar="elect:A,B", help="The same, written as for margin.")
@time_option
def elect_(files: tuple[str, ...], candidates: str | None, goal: str | None, as_json: bool, **given: Any) -> None:
    """The fewest departures after which these candidates are all elected."""
    if (candidates is None) == (goal is None):
        raise click.UsageError("Say who is to be elected: --candidates A,B with their numbers.")
    if goal and not goal.startswith("elect:"):
        raise click.UsageError(f"{goal!r} elects nobody; write elect:A,B, or ask `hustings departures margin`.")
    _ask_margin(files, (), as_json, given | {"goal": goal or f"elect:{candidates}"})


def _ask_margin(files: Sequence[str], totals: Sequence[str], as_json: bool, given: dict[str, Any]) -> None:
    goal, time_limit, who = given.pop("goal"), given.pop("time_limit"), given.pop("who")
    if files and totals:
        raise click.UsageError("Give ballot files or --totals, not both.")
    asked_for = question(**given, who=who, totals=bool(totals), more={"goal": goal, "time_limit": time_limit})
    _refuse_early(lambda: (parse_goal(goal), asked_for.leavers()))
    answer_all(_margin, _told_margin, "", asked_for, totals or files, as_json)


def _margin(profile: Profile, asked_for: Question) -> Answer:
    found = margin(
        profile,
        asked_for.rule,
        asked_for.seats,
        asked_for.leavers(),
        parse_goal(asked_for.more["goal"]),
        asked_for.more["time_limit"],
        ties=asked_for.ties,
        options=asked_for.options,
    )
    bounds = {"lower": found.lower, "upper": found.upper, "exact": found.exact}
    return {"rule": found.rule, "seats": found.seats, **bounds, **of_change(found)}


def _told_margin(answer: Answer) -> str:
    if answer["upper"] is None:
        return (
            f"{answer['file']}: at least {answer['lower']} departures; none were found that do it ({answer['method']})."
        )
    many = f"exactly {answer['lower']}" if answer["exact"] else f"between {answer['lower']} and {answer['upper']}"
    leave = "departure" if answer["upper"] == 1 else "departures"
    tie = " A tie is met on the way." if answer["tie_used"] else ""
    return (
        f"{answer['file']}: {many} {leave}, elected {told_elected(answer)}.{tie} {answer['method']}; "
        f"{answer['seconds']:.2f} s\n{told_certificate(answer)}"
    )


@departures.command("what-if")
@asked
@click.option("--remove", multiple=True, required=True, metavar="BALLOT:N", help="N ballots leave, as 2>4>5:4.")
def what_if_(files: tuple[str, ...], remove: tuple[str, ...], as_json: bool, **given: Any) -> None:
    """Recount each FILE without some ballots, and say who gains."""
    for text in remove:
        if not re.fullmatch(r"\d+([>,]\d+)*:\d+", text):
            raise click.BadParameter(
                f"expected ballots and their number as 2>4>5:4, found {text!r}.", param_hint="--remove"
            )
    answer_all(
        _what_if, _told_what_if, "", question(**given, more={"remove": remove, "as_json": as_json}), files, as_json
    )


def _what_if(profile: Profile, asked_for: Question) -> Answer:
    removed: dict[tuple[int, ...], int] = {}
    for text in asked_for.more["remove"]:
        ballot, _, many = text.partition(":")
        marks = [int(part) for part in re.split("[>,]", ballot)]
        key = tuple(marks if profile.kind == "scores" else (mark - 1 for mark in marks))
        removed[key] = removed.get(key, 0) + int(many)
    found = what_if(profile, asked_for.rule, asked_for.seats, removed, asked_for.ties, asked_for.options)
    answer = {"rule": found.rule, "seats": found.seats, **of_change(found)}
    if not asked_for.more["as_json"]:
        answer["gains"] = who_gains(found.before, found.after, profile, found.certificate)
    return answer


def _told_what_if(answer: Answer) -> str:
    gains: Gains = answer["gains"]
    lines = [f"{answer['file']}: elected {told_elected(answer)}", told_certificate(answer)]
    if answer["before"] != answer["after"]:
        lines += [
            f"  of {who}, {voters.better} prefer the new result, {voters.worse} the old one, {voters.same} neither"
            for who, voters in (("those who leave", gains.leavers), ("those who stay", gains.stayers))
        ]
        lines += [
            f"  {seats.slate or 'no slate'}: {seats.before} seats before, {seats.after} after"
            for seats in gains.by_slate
        ]
    return "\n".join(lines)


@departures.command("tip")
@asked
@who_option
@totals_option
@click.option("--group", type=click.Path(exists=True, dir_okay=False), help="With --totals: the group's own votes.")
def tip_(files: tuple[str, ...], totals: tuple[str, ...], group: str | None, as_json: bool, **given: Any) -> None:
    """The share of a group that must leave, in proportion, before anything changes."""
    who = given.pop("who")
    if totals and (files or who or not group):
        raise click.UsageError("With --totals give the group's own votes as --group FILE.csv, and nothing else.")
    if not totals and (not who or group):
        raise click.UsageError("Say which group leaves: --who supporters:C, slate:A,B,C[:J] or prefers:H>W.")
    asked_for = question(**given, who=who, totals=bool(totals), more={"group": group})
    _refuse_early(asked_for.leavers)
    answer_all(_tip, _told_tip, "", asked_for, totals or files, as_json)


def _tip(profile: Profile, asked_for: Question) -> Answer:
    own = read_totals_of_group(profile, asked_for.more["group"]) if asked_for.totals else asked_for.leavers()
    found = tipping_share(profile, asked_for.rule, asked_for.seats, own, ties=asked_for.ties, options=asked_for.options)
    size = int(eligible_ballots(profile, asked_for.leavers()).sum()) if not asked_for.totals else None
    return {
        "rule": asked_for.rule,
        "seats": asked_for.seats or profile.seats,
        "share": None if found.share is None else float(found.share),
        "turned": None if found.turned is None else numbers(found.turned),
        "group": size,
        "before": numbers(found.before),
        "exact": found.exact,
        "method": found.method,
    }


def read_totals_of_group(profile: Profile, path: str) -> list[int]:
    """The group's votes in the order of the profile's candidates. Raises DepartureError for a name that is missing."""
    own = read_totals(Path(path))
    assert own.totals is not None
    votes = dict(zip(own.candidates, own.totals, strict=True))
    unknown = sorted(set(votes) - set(profile.candidates))
    if unknown:
        raise DepartureError(f"{path} has votes for {unknown[0]!r}, who is no candidate of the totals.")
    return [votes.get(name, 0) for name in profile.candidates]


def _told_tip(answer: Answer) -> str:
    if answer["share"] is None:
        return f"{answer['file']}: nothing changes even if the whole group leaves ({answer['method']})."
    beyond = "beyond" if answer["exact"] else "at"
    of = "" if answer["group"] is None else f" of {answer['group']} voters"
    turned = "" if answer["turned"] is None else "; {1} then passes {0}".format(*answer["turned"])
    return (
        f"{answer['file']}: the result changes {beyond} {100 * answer['share']:.2f} %{of}{turned} ({answer['method']})."
    )


@departures.command("sample")
@asked
@who_option
@click.option("--leaving", type=int, required=True, metavar="N", help="How many leave.")
@click.option("--draws", default=1000, show_default=True, help="How often they are drawn.")
def sample_(files: tuple[str, ...], leaving: int, draws: int, as_json: bool, **given: Any) -> None:
    """How likely the result changes if N leavers are drawn at random."""
    more = {"leaving": leaving, "draws": draws, "seed": given["seed"]}
    asked_for = question(**given, more=more)
    _refuse_early(asked_for.leavers)
    answer_all(_sample, _told_sample, "", asked_for, files, as_json)


def _sample(profile: Profile, asked_for: Question) -> Answer:
    found = sample(
        profile,
        asked_for.rule,
        asked_for.seats,
        who=asked_for.leavers(),
        ties=asked_for.ties,
        options=asked_for.options,
        **asked_for.more,
    )
    return {
        "rule": asked_for.rule,
        "seats": asked_for.seats or profile.seats,
        "leaving": found.leaving,
        "draws": found.draws,
        "changed": found.changed,
        "probability": found.share,
        "low": round(found.low, 6),
        "high": round(found.high, 6),
        "elected": list(found.elected),
        "before": numbers(found.before),
    }


def _told_sample(answer: Answer) -> str:
    return (
        f"{answer['file']}: with {answer['leaving']} leaving at random the result changes in {answer['changed']} of "
        f"{answer['draws']} draws: {answer['probability']:.4f}, in 95 % of cases from {answer['low']:.4f} to "
        f"{answer['high']:.4f}."
    )


@departures.command("no-show")
@asked
@click.option("--limit", default=50, show_default=True, help="The most leavers that are looked for.")
@time_option
def no_show_(files: tuple[str, ...], limit: int, time_limit: float, as_json: bool, **given: Any) -> None:
    """Voters who would have got whom they prefer by staying away: a table over all FILEs."""
    asked_for = question(**given, more={"limit": limit, "time_limit": time_limit})
    head = f"Groups of at most {limit} voters who all prefer one candidate to another and get them by staying away:"
    answer_all(_no_show, _told_no_show, head, asked_for, files, as_json)


def _no_show(profile: Profile, asked_for: Question) -> Answer:
    found = no_show(
        profile, asked_for.rule, asked_for.seats, ties=asked_for.ties, options=asked_for.options, **asked_for.more
    )
    return {
        "rule": asked_for.rule,
        "seats": asked_for.seats or profile.seats,
        "limit": asked_for.more["limit"],
        "found": [
            {
                "wanted": case.wanted + 1,
                "elected": case.elected + 1,
                "lower": case.margin.lower,
                "upper": case.margin.upper,
                "certificate": certificate(profile, case.margin.certificate),
                "before": numbers(case.margin.before),
                "after": numbers(case.margin.after),
            }
            for case in found
        ],
    }


def _told_no_show(answer: Answer) -> str:
    lines = [
        f"{answer['file']}: {case['upper']} voters want {case['wanted']} and not {case['elected']}; "
        f"{told_elected(case)}\n{told_certificate(case)}"
        for case in answer["found"]
    ]
    return "\n".join(lines) or f"{answer['file']}: none found"


@departures.command("committee-sizes")
@asked
@click.option("--most", type=click.IntRange(min=1), help="The most seats; by default one for each candidate.")
def committee_sizes(files: tuple[str, ...], most: int | None, as_json: bool, **given: Any) -> None:
    """Candidates elected with fewer seats and not with more: a table over all FILEs."""
    asked_for = question(**given, more={"most": most})
    answer_all(_sizes, _told_sizes, "Elected with fewer seats and not with more:", asked_for, files, as_json)


def _sizes(profile: Profile, asked_for: Question) -> Answer:
    found = size_anomalies(profile, asked_for.rule, asked_for.more["most"], asked_for.options)
    cases = [{"candidate": case.candidate + 1, "fewer": case.fewer, "more": case.more} for case in found]
    return {"rule": asked_for.rule, "anomalies": cases}


def _told_sizes(answer: Answer) -> str:
    lines = [
        f"{answer['file']}: candidate {case['candidate']} with {case['fewer']} seats, not with {case['more']}"
        for case in answer["anomalies"]
    ]
    return "\n".join(lines) or f"{answer['file']}: none"


def _refuse_early(check: Any) -> None:
    """A question that no file could answer is refused once, before any file is read."""
    try:
        check()
    except DepartureError as error:
        raise click.UsageError(str(error)) from None
