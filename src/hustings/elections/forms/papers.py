"""Typing in paper ballots."""

from django import forms
from django.utils.translation import gettext_lazy as _


class BatchForm(forms.Form):
    contest = forms.ModelChoiceField(label=_("Contest"), queryset=None, empty_label=None)
    name = forms.CharField(
        label=_("Name of the batch"), help_text=_("As it is written on the pile, for example: North 1."), max_length=100
    )


class EnvelopeForm(forms.Form):
    number = forms.CharField(
        label=_("Membership number on the envelope"),
        max_length=40,
        widget=forms.TextInput({"autocomplete": "off", "class": "govuk-input--width-10"}),
    )


class EntryForm(forms.Form):
    lines = forms.CharField(
        label=_("The papers, in the order of the pile"),
        help_text=_(
            "A line for each paper: the numbers of the answers that are chosen or, where answers are ranked, in the "
            "order of preference, such as 3 1 2. A blank paper is -, a spoilt one x."
        ),
        max_length=200_000,
        widget=forms.Textarea({"rows": 20, "spellcheck": "false", "autocomplete": "off"}),
    )
