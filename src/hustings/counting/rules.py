"""The rules by which ballots can be counted, and count(), which applies one of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Literal

from hustings.counting.profile import Profile, ProfileError
from hustings.counting.record import Count
from hustings.counting.reserve import Reserve, check
from hustings.counting.said import gettext_noop as _
from hustings.counting.sheet import OptionError, Sheet
from hustings.counting.ties import ByRule, LookBack, LookForward, Step, TieBreaker, TiePolicy

Needs = Literal["totals", "rankings", "approvals", "scores", "lists"]

# What a rule needs -> the kinds of profile from which it can be had.
READS: dict[Needs, tuple[str, ...]] = {
    "totals": ("totals", "approvals", "rankings", "scores"),
    "rankings": ("rankings",),
    "approvals": ("approvals",),
    "scores": ("scores",),
    "lists": ("totals", "approvals", "rankings"),
}


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
    """A rule as data. `source` names the statute, book or paper with its clauses; `where` is its function.

    `one_seat`: it says who wins, never who comes second.

    `version` rises whenever the same ballots could give another record than before.
    """

    identifier: str
    name: str
    family: str
    needs: Needs
    source: str
    where: str
    options: tuple[Option, ...] = ()
    ties: tuple[Step, ...] = ()
    reserves: bool = False
    one_seat: bool = False
    version: int = 1

    def function(self) -> Callable[[Sheet], Count]:
        """The function that counts by this rule, imported when first needed."""
        module, name = self.where.split(":")
        function: Callable[[Sheet], Count] = getattr(import_module(f"hustings.counting.{module}"), name)
        return function


CHOOSE = "choose up to k"
SCORES = "scores and positions"
PAIRWISE = "pairwise"
ELIMINATION = "elimination"
TRANSFERABLE = "single transferable vote"
APPROVAL = "proportional approval"
LISTS = "lists"

STRENGTH = Option(_("strength"), "winning", _("what makes a majority strong"), choices=(_("winning"), _("margins")))
THRESHOLD = Option(_("threshold"), "0", _("per cent of all votes that a list needs"))

_ALL = (
    Rule(
        "fptp",
        _("First past the post"),
        CHOOSE,
        "totals",
        "Representation of the People Act 1983 (UK), Schedule 1, rule 50",
        "plurality:fptp",
        reserves=True,
    ),
    Rule(
        "block",
        _("Block vote (plurality at large)"),
        CHOOSE,
        "totals",
        "Local Elections (Principal Areas) (England and Wales) Rules 2006 (SI 2006/3304), Schedule 2, rules 45 to 50",
        "plurality:block",
        reserves=True,
    ),
    Rule(
        "limited",
        _("Limited vote"),
        CHOOSE,
        "totals",
        "Representation of the People Act 1867 (UK), section 9",
        "plurality:limited",
        options=(Option(_("votes"), 1, _("how many votes each voter has"), least=1),),
        reserves=True,
    ),
    Rule(
        "cumulative",
        _("Cumulative vote"),
        CHOOSE,
        "totals",
        "Illinois Constitution of 1870, Article IV, sections 7 and 8",
        "plurality:cumulative",
        options=(Option(_("votes"), 1, _("how many votes each voter may spread"), least=1),),
        reserves=True,
    ),
    Rule(
        "approval",
        _("Approval"),
        CHOOSE,
        "totals",
        "Brams and Fishburn, Approval Voting (1983), chapter 1",
        "plurality:approval",
        reserves=True,
    ),
    Rule(
        "borda",
        _("Borda"),
        SCORES,
        "rankings",
        "Borda, Mémoire sur les élections au scrutin (1781)",
        "scores:borda",
        options=(
            Option(
                _("unranked"),
                "shared",
                _("whether candidates not ranked share the last place"),
                choices=(_("shared"), _("nothing")),
            ),
        ),
        reserves=True,
    ),
    Rule(
        "score",
        _("Score (range) voting"),
        SCORES,
        "scores",
        "Smith, Range Voting (2000)",
        "scores:score",
        reserves=True,
    ),
    Rule(
        "star",
        _("STAR"),
        SCORES,
        "scores",
        "Equal Vote Coalition, STAR and Bloc STAR voting rules",
        "scores:star",
    ),
    Rule(
        "majority-judgment",
        _("Majority judgment"),
        SCORES,
        "scores",
        "Balinski and Laraki, Majority Judgment (2010), chapter 13",
        "scores:majority_judgment",
    ),
    Rule(
        "condorcet",
        _("Condorcet winner"),
        PAIRWISE,
        "rankings",
        "Condorcet, Essai sur l’application de l’analyse (1785)",
        "pairwise:condorcet",
        one_seat=True,
    ),
    Rule(
        "copeland",
        _("Copeland"),
        PAIRWISE,
        "rankings",
        "Copeland, A reasonable social welfare function (1951)",
        "pairwise:copeland",
    ),
    Rule(
        "minimax",
        _("Minimax (Simpson–Kramer)"),
        PAIRWISE,
        "rankings",
        "Simpson (1969); Kramer (1977)",
        "pairwise:minimax",
        options=(STRENGTH,),
    ),
    Rule(
        "ranked-pairs",
        _("Ranked pairs (Tideman)"),
        PAIRWISE,
        "rankings",
        "Tideman, Social Choice and Welfare 4 (1987); Zavist and Tideman (1989)",
        "pairwise:ranked_pairs",
        options=(STRENGTH,),
    ),
    Rule(
        "schulze",
        _("Schulze"),
        PAIRWISE,
        "rankings",
        "Schulze, Social Choice and Welfare 36 (2011), section 2",
        "pairwise:schulze",
        options=(STRENGTH,),
    ),
    Rule(
        "irv",
        _("Instant runoff (alternative vote)"),
        ELIMINATION,
        "rankings",
        "Robert’s Rules of Order Newly Revised, 12th edition, 45:62 to 45:69 (preferential voting)",
        "elimination:instant_runoff",
        one_seat=True,
        ties=(LookBack(),),
    ),
    Rule(
        "coombs",
        _("Coombs"),
        ELIMINATION,
        "rankings",
        "Coombs, A Theory of Data (1964), chapter 18; Grofman and Feld, Electoral Studies 23 (2004)",
        "elimination:coombs",
        one_seat=True,
        ties=(LookBack(),),
    ),
    Rule(
        "scottish-stv",
        _("Scottish STV"),
        TRANSFERABLE,
        "rankings",
        "Scottish Local Government Elections Orders 2007 (SSI 2007/42) and 2011 (SSI 2011/399), Sch. 1, rules 45 to 52",
        "stv.gregory:scottish",
        ties=(LookBack(),),
        reserves=True,
    ),
    Rule(
        "wig-stv",
        _("Weighted inclusive Gregory STV"),
        TRANSFERABLE,
        "rankings",
        "Farrell and McAllister (2003), ‘The 1983 change in surplus vote transfer procedures for the Australian Senate "
        "and its consequences for the single transferable vote’, Australian Journal of Political Science 38",
        "stv.gregory:wig",
        options=(
            Option(_("decimals"), 5, _("decimal places of a vote; the rest of a paper's value is cut off")),
            Option(
                _("quota"), "whole", _("whole votes, or exact to the decimal places"), choices=(_("whole"), _("exact"))
            ),
        ),
        ties=(LookBack(),),
        reserves=True,
    ),
    Rule(
        "ers97-stv",
        _("ERS97 STV"),
        TRANSFERABLE,
        "rankings",
        "Newland and Britton, How to Conduct an Election by the Single Transferable Vote, 3rd edition, Electoral "
        "Reform Society 1997, section 5",
        "stv.last_parcel:ers97",
        ties=(LookForward(),),
        reserves=True,
    ),
    Rule(
        "ni-stv",
        _("Northern Ireland STV"),
        TRANSFERABLE,
        "rankings",
        "Local Elections (Northern Ireland) Order 1985 (SI 1985/454), Schedule 1, rules 41 to 52",
        "stv.last_parcel:northern_ireland",
        ties=(LookForward(),),
        reserves=True,
    ),
    Rule(
        "irish-stv",
        _("Irish STV (random sample)"),
        TRANSFERABLE,
        "rankings",
        "Electoral Act 1992 (Ireland, No. 23 of 1992), sections 118 to 124",
        "stv.irish:irish",
        options=(Option(_("seed"), "", _("published before the count; the papers are mixed by it")),),
        ties=(LookForward(),),
        reserves=True,
    ),
    Rule(
        "meek-stv",
        _("Meek STV"),
        TRANSFERABLE,
        "rankings",
        "Hill, Wichmann and Woodall, ‘Algorithm 123’, The Computer Journal 30 (1987), as the Reference Meek Rule of "
        "the Proportional Representation Foundation, steps A to C",
        "stv.meek:meek",
        ties=(LookBack(),),
        reserves=True,
    ),
    Rule(
        "nz-meek-stv",
        _("New Zealand Meek STV"),
        TRANSFERABLE,
        "rankings",
        "Local Electoral Regulations 2001 (New Zealand, SR 2001/145), Schedule 1A, clauses 3 to 23",
        "stv.meek:new_zealand",
        ties=(LookForward(),),
        reserves=True,
    ),
    Rule(
        "warren-stv",
        _("Warren STV"),
        TRANSFERABLE,
        "rankings",
        "Warren, ‘Counting in STV Elections’, Voting matters 1 (1994)",
        "stv.meek:warren",
        ties=(LookBack(),),
        reserves=True,
    ),
    Rule(
        "pav",
        _("Proportional approval voting"),
        APPROVAL,
        "approvals",
        "Thiele (1895); Lackner and Skowron, Multi-Winner Voting (2023), chapter 2",
        "proportional:pav",
    ),
    Rule(
        "seq-pav",
        _("Sequential PAV"),
        APPROVAL,
        "approvals",
        "Thiele (1895); Lackner and Skowron, Multi-Winner Voting (2023), chapter 2",
        "proportional:sequential_pav",
    ),
    Rule(
        "phragmen",
        _("Sequential Phragmén"),
        APPROVAL,
        "approvals",
        "Phragmén (1894); Lackner and Skowron, Multi-Winner Voting (2023), chapter 2",
        "proportional:phragmen",
    ),
    Rule(
        "mes",
        _("Method of equal shares"),
        APPROVAL,
        "approvals",
        "Peters and Skowron (2020); Lackner and Skowron, Multi-Winner Voting (2023), chapter 2",
        "proportional:equal_shares",
        options=(
            Option(
                _("completion"),
                "phragmen",
                _("who gets the seats that nobody can buy"),
                choices=(_("phragmen"), _("none")),
            ),
        ),
    ),
    Rule(
        "dhondt",
        _("D’Hondt"),
        LISTS,
        "lists",
        "D’Hondt (1878); Pukelsheim, Proportional Representation (2017), chapter 4",
        "lists:dhondt",
        options=(THRESHOLD,),
    ),
    Rule(
        "sainte-lague",
        _("Sainte-Laguë"),
        LISTS,
        "lists",
        "Sainte-Laguë (1910); Pukelsheim, Proportional Representation (2017), chapter 4",
        "lists:sainte_lague",
        options=(
            Option(_("first"), "1", _("the first divisor, 1.4 in the modified form")),
            THRESHOLD,
        ),
    ),
    Rule(
        "hare-lr",
        _("Largest remainder, Hare quota"),
        LISTS,
        "lists",
        "Hare (1859); Pukelsheim, Proportional Representation (2017), chapter 5",
        "lists:hare",
        options=(THRESHOLD,),
    ),
    Rule(
        "droop-lr",
        _("Largest remainder, Droop quota"),
        LISTS,
        "lists",
        "Droop (1868); Pukelsheim, Proportional Representation (2017), chapter 5",
        "lists:droop",
        options=(THRESHOLD,),
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
    _check_seats(profile, chosen, seats)
    if profile.kind not in READS[chosen.needs]:
        raise ProfileError(f"{chosen.name} needs {chosen.needs}, but these ballots hold {profile.kind}.")
    if reserves and not chosen.reserves:
        raise OptionError(f"{chosen.name} cannot reserve seats for groups.")
    check(reserves, frozenset(range(len(profile.candidates))) - profile.withdrawn, seats)
    sheet = Sheet(
        rule=rule,
        name=chosen.name,
        source=chosen.source,
        profile=profile,
        seats=seats,
        breaker=TieBreaker(ties, chosen.ties, profile.candidates),
        reserves=tuple(reserves),
        options=_checked(chosen, seats, options or {}),
    )
    return chosen.function()(sheet)


def _check_seats(profile: Profile, rule: Rule, seats: int) -> None:
    if seats < 1:
        raise OptionError(f"{seats} seats cannot be filled; give 1 or more.")
    if rule.one_seat and seats > 1:
        raise OptionError(f"{rule.name} fills one seat, not {seats}; `hustings rules` lists the rules that fill more.")
    candidates = len(profile.candidates)
    if rule.family != LISTS and seats > candidates:
        raise OptionError(
            f"There are {seats} seats but only {candidates} candidates: all of these are elected without a count."
        )


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
