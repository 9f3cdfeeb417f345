"""A refusal of its own kind, so that pages can tell a wrong moment from a wrong text."""

from hustings.accounts.errors import ActionRefused


class NotSound(ActionRefused):
    """What a trustee handed in does not hold; the sentence names the trustee."""
