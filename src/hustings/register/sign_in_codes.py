"""Extension point: other codes than those that go out by e-mail, with which a member can sign in.

The member has typed a number before, and a code is only good for the member of that number.
"""

from collections.abc import Callable

from hustings.register.models import Member

IsFor = Callable[[Member], bool]
Redeemer = Callable[[str, IsFor], Member | None]
_redeemers: list[Redeemer] = []

# No code that goes out by e-mail is as long; what is typed with so many letters and digits came from elsewhere.
SHORTEST = 12


def sign_in_codes(redeemer: Redeemer) -> Redeemer:
    """Register a function that says whose a code is and uses it up, if it belongs to a member whom `is_for` allows.

    It returns None for a code that it does not know. Call this from an app's ready().
    """
    if redeemer not in _redeemers:
        _redeemers.append(redeemer)
    return redeemer


def tidied(code: str) -> str:
    """A code as it is compared: what was typed, without spaces and dashes, in capitals."""
    return "".join(letter for letter in code.upper() if letter.isalnum())


def redeem_other(code: str, is_for: IsFor) -> Member | None:
    """The member whose code this is, now used up, or None."""
    for redeemer in _redeemers:
        if member := redeemer(tidied(code), is_for):
            return member
    return None
