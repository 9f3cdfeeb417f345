"""The game of exit, voice and loyalty between one member and the committee, solved from its end."""

from dataclasses import dataclass
from typing import Literal

Play = Literal["exit", "loyalty", "voice, response", "voice, exit", "voice, loyalty"]


@dataclass(frozen=True)
class Game:
    """What is at stake: the committee took something worth 1 to either side.

    `outside`: what the member has after leaving; staying without what was taken is 0. `cost`: what speaking costs the
    member (over 0). `dependence`: what the member's staying is worth to the committee.
    """

    outside: float
    cost: float
    dependence: float


@dataclass(frozen=True)
class Outcome:
    """What is played by those who foresee all that follows, and what each side has then."""

    play: Play
    member: float
    committee: float


def solve(game: Game) -> Outcome:
    """The subgame-perfect play, by backward induction (Hirschman 1970; as a game: Clark, Golder and Golder 2017,
    'An Exit, Voice and Loyalty Model of Politics', British Journal of Political Science 47).

    The member leaves, stays quiet or speaks; whoever is spoken to responds by giving back or not; a member who was
    not heard leaves or stays. Of equals each side takes the quieter: staying before leaving, leaving before speaking,
    keeping before giving back. Raises ValueError where speaking costs nothing or less.
    """
    if game.cost <= 0:
        raise ValueError(f"Speaking must cost the member something; found {game.cost}.")
    unheard: Outcome
    if game.outside > 0:
        unheard = Outcome("voice, exit", game.outside - game.cost, 1.0)
    else:
        unheard = Outcome("voice, loyalty", -game.cost, 1.0 + game.dependence)
    heard = Outcome("voice, response", 1.0 - game.cost, game.dependence)
    voice = heard if heard.committee > unheard.committee else unheard
    quiet = Outcome("loyalty", 0.0, 1.0 + game.dependence)
    leave = Outcome("exit", game.outside, 1.0)
    return max((quiet, leave, voice), key=lambda outcome: outcome.member)
