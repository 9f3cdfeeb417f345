"""What the helpdesk types."""

from django import forms
from django.utils.translation import gettext_lazy as _

SHORTEST = 3


class FindForm(forms.Form):
    q = forms.CharField(
        label=_("Name, membership number or e-mail address"),
        help_text=_("At least three letters or digits. Every search and every look is logged."),
        max_length=200,
        min_length=SHORTEST,
    )
