"""Searching the register of decisions, and checking an export of it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hustings.council.models import Body, Decision
from hustings.council.queries.pledges import Word
from hustings.elections.forms.choices import capitalised

LONGEST_EXPORT = 20_000_000


class SearchForm(forms.Form):
    q = forms.CharField(label=_("Words"), max_length=200, required=False)
    body = forms.ModelChoiceField(label=_("Body"), queryset=None, required=False, empty_label=_("All"))
    outcome = forms.ChoiceField(label=_("Outcome"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["body"].queryset = Body.objects.all()
        self.fields["outcome"].choices = [("", _("All")), *capitalised(Decision.Outcome.choices)]

    def wanted(self) -> dict[str, Any]:
        """What was asked for; a filter that makes no sense asks for nothing."""
        self.is_valid()
        typed = self.cleaned_data
        return {
            "words": typed.get("q", ""),
            "body": typed.get("body"),
            "outcome": typed.get("outcome", ""),
        }


class ExportForm(forms.Form):
    export = forms.FileField(label=_("The exported file"), help_text=_("The JSON file of the register."))

    def clean_export(self) -> str:
        file = self.cleaned_data["export"]
        if file.size > LONGEST_EXPORT:
            raise forms.ValidationError(_("This file is too large to be an export of the register."))
        try:
            return file.read().decode()
        except UnicodeDecodeError:
            raise forms.ValidationError(
                _("This is not an export of the decisions: give the whole JSON file.")
            ) from None


class LedgerForm(forms.Form):
    """Which rows of a ledger to show."""

    who = forms.ChoiceField(
        label=_("Who"),
        required=False,
        choices=[("", _("All candidates")), ("seated", _("Those who were given a seat"))],
    )
    word = forms.ChoiceField(label=_("What became of a pledge"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["word"].choices = [("", _("Everything")), *capitalised(Word.choices)]

    def wanted(self) -> dict[str, Any]:
        self.is_valid()
        word = self.cleaned_data.get("word")
        return {"words": frozenset({word} if word else ()), "seated": self.cleaned_data.get("who") == "seated"}
