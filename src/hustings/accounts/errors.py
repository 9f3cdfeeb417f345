"""What a person is told when an action cannot be done."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.forms import BaseForm


class ActionRefused(Exception):  # noqa: N818 (it reads as what happened)
    """A check failed: `sentence` says what was wrong, where, and what to do; `field` names the form field, if any."""

    def __init__(self, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = str(sentence)
        self.field = field


@contextmanager
def refusals_on(form: BaseForm) -> Iterator[None]:
    """Show a refusal raised in the block as an error of `form` (of its field if the refusal names one)."""
    try:
        yield
    except ActionRefused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
