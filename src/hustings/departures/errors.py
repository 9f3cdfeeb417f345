"""What a person can get wrong when asking about departures."""


class DepartureError(ValueError):
    """A question that has no answer. The message says what is wrong with it and what to do."""
