"""What a scrutineer types."""

from django import forms
from django.utils.translation import gettext_lazy as _

from hustings.elections.forms.choices import capitalised
from hustings.elections.models import CustodyStep
from hustings.register.forms import DayField

CONCLUSIONS = [
    ("no_objection", _("The election was run by its rules; I have no objection.")),
    ("remarks", _("The election was run by its rules; I have remarks.")),
    ("objection", _("I object: the result should not stand as it is.")),
]


class CustodyForm(forms.Form):
    """A step in the keeping of the evidence."""

    kind = forms.ChoiceField(
        label=_("What happened"), choices=capitalised(CustodyStep.Kind.choices), widget=forms.RadioSelect
    )
    keeper = forms.CharField(
        label=_("Who keeps it now, and where"),
        max_length=200,
        required=False,
        help_text=_("It is published: an office and a place are enough. Empty if it was destroyed."),
    )
    until = DayField(
        label=_("To be kept until"), required=False, help_text=_("That day included. Later steps can only put it off.")
    )


class KeyForm(forms.Form):
    public_key = forms.CharField(
        label=_("Your public key"),
        help_text=_(
            "Run `hustings evidence key` on your own computer, keep the file, and paste the line that it prints."
        ),
        max_length=100,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )


class ReportForm(forms.Form):
    observed = forms.CharField(
        label=_("What you looked at"),
        help_text=_("For example: the roll and its hash, the notices, the board from day to day, receipts, the count."),
        max_length=20_000,
        widget=forms.Textarea({"rows": 6}),
    )
    conclusion = forms.ChoiceField(label=_("Your conclusion"), choices=CONCLUSIONS, widget=forms.RadioSelect)
    remarks = forms.CharField(
        label=_("Remarks, or the reasons of an objection"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea({"rows": 6}),
    )
    name = forms.CharField(
        label=_("Your name, as a signature"),
        help_text=_(
            "The report is published at once with your name, and cannot be changed; a later one can correct it."
        ),
        max_length=200,
    )
