"""What the library raises when it refuses something that came from outside."""


class VotingError(ValueError):
    """Something is not as the protocol demands; `str()` of it is one clear sentence."""


class BallotRefused(VotingError):  # noqa: N818 - the field says that a ballot is refused
    """A ballot fails the check named by `check`."""

    def __init__(self, check: str, sentence: str) -> None:
        # Both go to `args`, so that a refusal survives pickling on its way from a worker process.
        super().__init__(check, sentence)
        self.check = check

    def __str__(self) -> str:
        return str(self.args[1])
