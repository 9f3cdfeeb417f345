"""What is assumed of a planned election, to see which share of a group would tip its last seat."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hustings.elections.queries.departures import Assumed

MOST_VOTERS = 1_000_000_000


def _voters(label: Any, help_text: Any = "", least: int = 0) -> forms.IntegerField:
    """A number of voters."""
    return forms.IntegerField(
        label=label,
        help_text=help_text,
        min_value=least,
        max_value=MOST_VOTERS,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


class AssumptionsForm(forms.Form):
    """Numbers of voters that somebody expects; nothing of it is kept."""

    group = _voters(_("Voters in the group"), _("Its members who are expected to vote."), least=1)
    group_last = _voters(_("Of these, how many vote for the last candidate who would be elected?"))
    group_first = _voters(
        _("And how many of the group for the first candidate who would not be elected?"),
        _("Where voters have several votes, the same voter can be among both."),
    )
    others_last = _voters(_("How many of all other voters vote for the last candidate who would be elected?"))
    others_first = _voters(_("And how many of them for the first candidate who would not be elected?"))

    def clean(self) -> dict[str, Any]:
        """Refuse more votes of the group than it has voters, and a last candidate who is behind."""
        cleaned = super().clean() or {}
        group = cleaned.get("group")
        for name in ("group_last", "group_first"):
            if group is not None and cleaned.get(name, 0) > group:
                self.add_error(name, _("This is more than the %(group)d voters in the group.") % {"group": group})
        if not self.errors and self.assumed().last < self.assumed().first:
            self.add_error(
                "others_first",
                _("So the one who would not be elected is ahead. Change the two candidates for each other."),
            )
        return cleaned

    def assumed(self) -> Assumed:
        """The assumptions, once valid."""
        names = ("group_last", "group_first", "others_last", "others_first")
        return Assumed(**{name: self.cleaned_data[name] for name in names})
