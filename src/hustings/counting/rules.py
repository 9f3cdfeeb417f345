"""The rules by which ballots can be counted, and count(), which applies one of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Literal

from hustings.counting.profile import Profile, ProfileError
from hustings.counting.record import Count
from hustings.counting.reserve import Reserve, check
from hustings.counting.sheet import Sheet
from hustings.counting.ties import ByRule, LookBack, Step, TieBreaker, TiePolicy

Needs = Literal["totals", "rankings", "approvals", "scores", "lists"]

# What a rule needs -> the kinds of profile from which it can be had.
READS: dict[Needs, tuple[str, ...]] = {
    "totals": ("totals", "approvals", "rankings", "scores"),
    "rankings": ("rankings",),
    "approvals": ("approvals",),
    "scores": ("scores",),
    "lists": ("totals", "approvals", "rankings"),
}


class OptionError(ValueError):
    """A rule, number of seats or option that does not exist or does not fit. The message says what would."""


@dataclass(frozen=True)
class Option:
    """What a user may set for a rule. `least` bounds a whole number; `choices` are the words of a choice."""

    name: str
    default: int | str
    meaning: str
    least: int = 0
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rule:
    """A rule as data. `source` names the statute, book or paper with its clauses; `where` is its function."""

    identifier: str
    name: str
    family: str
    needs: Needs
    source: str
    where: str
    options: tuple[Option, ...] = ()
    ties: tuple[Step, ...] = ()
    reserves: bool = False

    def function(self) -> Callable[[Sheet], Count]:
        """The function that counts by this rule, imported when first needed."""
        module, name = self.where.split(":")
        function: Callable[[Sheet], Count] = getattr(import_module(f"hustings.counting.{module}"), name)
        return function


CHOOSE = "choose up to k"
TRANSFERABLE = "single transferable vote"

_ALL = (
    Rule(
        "fptp",
        "First past the post",
        CHOOSE,
        "totals",
        "Representation of the People Act 1983 (UK), Schedule 1, rule 50",
        "plurality:fptp",
        reserves=True,
    ),
    Rule(
        "block",
        "Block vote (plurality at large)",
        CHOOSE,
        "totals",
        "Local Elections (Principal Areas) (England and Wales) Rules 2006 (SI 2006/3304), Schedule 2, rules 45 to 50",
        "plurality:block",
        reserves=True,
    ),
    Rule(
        "scottish-stv",
        "Scottish STV",
        TRANSFERABLE,
        "rankings",
        "Scottish Local Government Elections Orders 2007 (SSI 2007/42) and 2011 (SSI 2011/399), Sch. 1, rules 45 to 52",
        "stv.gregory:scottish",
        ties=(LookBack(),),
        reserves=True,
    ),
    Rule(
        "wig-stv",
        "Weighted inclusive Gregory STV",
        TRANSFERABLE,
        "rankings",
        "Farrell and McAllister (2003), ‘The 1983 change in surplus vote transfer procedures for the Australian Senate "
        "and its consequences for the single transferable vote’, Australian Journal of Political Science 38",
        "stv.gregory:wig",
        options=(
            Option("decimals", 5, "decimal places of a vote; the rest of a paper's value is cut off"),
            Option("quota", "whole", "whole votes, or exact to the decimal places", choices=("whole", "exact")),
        ),
        ties=(LookBack(),),
        reserves=True,
    ),
)

RULES: Mapping[str, Rule] = {rule.identifier: rule for rule in _ALL}


def count(
    profile: Profile,
    rule: str,
    seats: int,
    ties: TiePolicy = ByRule(),  # noqa: B008  a frozen value
    *,
    reserves: Sequence[Reserve] = (),
    options: Mapping[str, int | str] | None = None,
) -> Count:
    """Counts the ballots by the rule of that identifier (a key of RULES) and returns the whole record.

    `ties`: see hustings.counting.ties; by default only what the rule itself prescribes. `reserves`: seats kept for
    groups, for the rules that allow it. `options`: by name, as the rule lists them; the others have their defaults.
    Raises OptionError, ProfileError, ReserveError for what does not fit, and UnbrokenTie for a tie that needs a lot.
    """
    if rule not in RULES:
        raise OptionError(f"There is no rule {rule!r}; `hustings rules` lists them: {', '.join(RULES)}.")
    chosen = RULES[rule]
    if seats < 1:
        raise OptionError(f"{seats} seats cannot be filled; give 1 or more.")
    if profile.kind not in READS[chosen.needs]:
        raise ProfileError(f"{chosen.name} needs {chosen.needs}, but these ballots hold {profile.kind}.")
    if reserves and not chosen.reserves:
        raise OptionError(f"{chosen.name} cannot reserve seats for groups.")
    check(reserves, frozenset(range(len(profile.candidates))) - profile.withdrawn, seats)
    sheet = Sheet(
        rule=rule,
        name=chosen.name,
        profile=profile,
        seats=seats,
        breaker=TieBreaker(ties, chosen.ties, profile.candidates),
        reserves=tuple(reserves),
        options=_checked(chosen, seats, options or {}),
    )
    return chosen.function()(sheet)


def _checked(rule: Rule, seats: int, given: Mapping[str, int | str]) -> dict[str, int | str]:
    known = {option.name: option for option in rule.options}
    for name, value in given.items():
        if name not in known:
            offered = ", ".join(known) or "none"
            raise OptionError(f"{rule.name} has no option {name!r}; it has: {offered}.")
        option = known[name]
        if isinstance(option.default, int) and (not isinstance(value, int) or value < option.least):
            raise OptionError(f"The option {name} of {rule.name} is a whole number from {option.least}, not {value!r}.")
        if option.choices and value not in option.choices:
            raise OptionError(f"The option {name} of {rule.name} is one of {', '.join(option.choices)}, not {value!r}.")
    return {name: given.get(name, option.default) for name, option in known.items()}
