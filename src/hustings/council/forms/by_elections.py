"""Calling a by-election."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from hustings.elections.models import Contest
from hustings.elections.queries.contests import standing


class CallForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name of the election"), max_length=200)
    unwilling = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Who was asked and would not take the seat"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, contest: Contest, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["unwilling"].queryset = standing(contest)
