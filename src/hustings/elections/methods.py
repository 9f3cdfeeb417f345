"""The voting methods that a contest can have: rules of the count, and how their ballots are cast.

Choices are added up under encryption; rankings are shuffled, opened one by one, and then counted.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from hustings.accounts.errors import ActionRefused
from hustings.counting import (
    RULES,
    ByRule,
    LookBack,
    LookForward,
    Lot,
    Option,
    OptionError,
    Profile,
    Rule,
    TiePolicy,
    UnbrokenTie,
    count,
)
from hustings.elections.models import Contest
from hustings.elections.queries.contests import seats_of

BLOCK, FIRST_PAST_THE_POST = "block", "fptp"
RANKED = tuple(rule.identifier for rule in RULES.values() if rule.needs == "rankings")
METHODS = (BLOCK, FIRST_PAST_THE_POST, *RANKED)
# A ciphertext of Ed25519 has room for so many ranks, and nobody ranks more.
MOST_RANKED = 30

# The registry's own names are short; these say what voters do.
NAMES = {
    "block": _("block vote: each voter chooses up to as many as there are seats"),
    "fptp": _("first past the post: each voter chooses one"),
    "borda": _("Borda: points by rank"),
    "condorcet": _("Condorcet winner: who beats every other"),
    "copeland": _("Copeland: most pairwise wins"),
    "minimax": _("Minimax: smallest worst defeat"),
    "ranked-pairs": _("ranked pairs (Tideman)"),
    "schulze": _("Schulze: strongest paths"),
    "irv": _("instant runoff (alternative vote), for one seat"),
    "coombs": _("Coombs: most last places go first, for one seat"),
    "scottish-stv": _("Scottish STV (rules of 2007 and 2011)"),
    "wig-stv": _("weighted inclusive Gregory STV"),
    "ers97-stv": _("ERS97 STV"),
    "ni-stv": _("Northern Ireland STV"),
    "irish-stv": _("Irish STV (random sample, with a published seed)"),
    "meek-stv": _("Meek STV"),
    "nz-meek-stv": _("New Zealand Meek STV"),
    "warren-stv": _("Warren STV"),
}
FAMILIES = {
    "choose up to k": _("Choosing"),
    "single transferable vote": _("Ranking: single transferable vote"),
    "elimination": _("Ranking: elimination"),
    "pairwise": _("Ranking: every candidate against every other"),
    "scores and positions": _("Ranking: points"),
}
_STEPS: Mapping[str, TiePolicy] = {
    Contest.Ties.BY_RULE: (ByRule(),),
    Contest.Ties.LOOK_BACK: (LookBack(),),
    Contest.Ties.LOOK_FORWARD: (LookForward(),),
    Contest.Ties.LOT: (),
}
_WRITTEN = {ByRule(): "rule", LookBack(): "back", LookForward(): "forward"}


def is_ranked(contest: Contest) -> bool:
    """Say whether voters rank the candidates of a contest."""
    return contest.kind == Contest.Kind.SEATS and contest.rule in RANKED


def rule_of(contest: Contest) -> Rule:
    """Return the rule by which a contest that fills seats is counted."""
    return RULES[contest.rule]


@dataclass(frozen=True)
class OptionSet:
    """An option of a rule as it is set; its words are in the reader's language."""

    option: Option
    value: int | str

    @property
    def name(self) -> str:
        return capfirst(gettext(self.option.name))

    @property
    def shown(self) -> str:
        return gettext(str(self.value)) if self.value in self.option.choices else str(self.value) or "–"

    @property
    def meaning(self) -> str:
        return gettext(self.option.meaning)

    def __str__(self) -> str:
        return gettext("{name}: {value}").format(name=self.name, value=self.shown)


def options_set(rule: str, values: Mapping[str, int | str]) -> list[OptionSet]:
    """Return exactly these values, each with its option; of a rule or option that is gone, only the name is known."""
    known = {option.name: option for option in RULES[rule].options} if rule in RULES else {}
    return [OptionSet(known.get(name, Option(name, value, "")), value) for name, value in values.items()]


def rule_options(contest: Contest) -> list[OptionSet]:
    """Return the options of a contest's rule as they are set."""
    defaults = {option.name: option.default for option in rule_of(contest).options}
    return options_set(contest.rule, {name: contest.rule_options.get(name, value) for name, value in defaults.items()})


def reserved_seats(contest: Contest) -> str:
    """Say how many seats of a contest are kept for whom; nothing if none are."""
    if contest.reserved_for is None:
        return ""
    return ngettext(
        "At least {n} seat is reserved for the group “{group}”: {meaning}",
        "At least {n} seats are reserved for the group “{group}”: {meaning}",
        contest.reserved_seats,
    ).format(n=contest.reserved_seats, group=contest.reserved_for.name, meaning=contest.reserved_for.meaning)


def vacant_seats(contest: Contest) -> str:
    """Say how many seats of a contest nobody can fill; nothing if none stay vacant."""
    return vacant_told(seats_of(contest).vacant) if contest.kind == Contest.Kind.SEATS else ""


def vacant_told(vacant: int) -> str:
    """Say that so many seats stay vacant; nothing if none do."""
    return ngettext("%(n)s seat stays vacant.", "%(n)s seats stay vacant.", vacant) % {"n": vacant} if vacant else ""


def choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return all methods by family, as a form lists them."""
    return [
        (str(name), [(method, str(NAMES[method])) for method in METHODS if RULES[method].family == family])
        for family, name in FAMILIES.items()
    ]


def tie_policy(contest: Contest, seed: str | None) -> TiePolicy:
    """Return how ties of a contest are broken; by lot only once the seed of the lot has been drawn."""
    steps = _STEPS[contest.ties]
    assert isinstance(steps, tuple)
    return steps if seed is None else (*steps, Lot(seed))


def ties_written(contest: Contest, seed: str | None) -> str:
    """Write the tie policy of a contest as `hustings count --ties` reads it."""
    policy = tie_policy(contest, seed)
    assert isinstance(policy, tuple)
    # Alone, a lot would come after the rule's own way. Where none was drawn, no count came to one.
    steps = policy if _STEPS[contest.ties] else (Lot(seed or "none"),) * 2
    return "+".join(f"lot:{step.seed}" if isinstance(step, Lot) else _WRITTEN[step] for step in steps)


def check_rule(rule: str, seats: int, options: Mapping[str, int | str]) -> None:
    """Refuse a rule that cannot fill so many seats, or options that it does not have, in its own words."""
    names = [str(n) for n in range(seats + 1)]
    paper = {tuple(range(len(names))): 1}
    profile = Profile.from_rankings(names, paper) if rule in RANKED else Profile.from_totals(names, [1] * len(names), 1)
    try:
        count(profile, rule, seats, Lot("trial"), options=options)
    except OptionError as error:
        raise ActionRefused(str(error), field="rule") from error
    except UnbrokenTie:
        pass
