"""How a voter narrows down and sorts the table of candidates."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from hustings.elections.forms.choices import capitalised
from hustings.elections.models import Contest, PledgeAnswer


class ComparisonForm(forms.Form):
    """Filled from the address; what is not among the choices is left out."""

    def __init__(self, contest: Contest, data: Any) -> None:
        super().__init__(data)
        self.pledges = {f"pledge{pledge.pk}": pledge for pledge in contest.pledges.all()}
        slates = [(str(slate.pk), slate.name) for slate in contest.slates.all()]
        sorts = [("", _("Order drawn by lot")), ("name", _("Name"))]
        if slates:
            sorts.append(("slate", _("Slate")))
            everyone = [("", _("All")), *slates, ("none", _("No slate"))]
            self.fields["slate"] = forms.ChoiceField(label=_("Slate"), choices=everyone, required=False)
        for name, pledge in self.pledges.items():
            choices = [("", _("All")), *capitalised(PledgeAnswer.Answer.choices)]
            self.fields[name] = forms.ChoiceField(label=pledge.text, choices=choices, required=False)
            sorts.append((str(pledge.pk), format_lazy(_("Answer: {pledge}"), pledge=pledge.text)))
        self.fields["sort"] = forms.ChoiceField(label=_("Sort by"), choices=sorts, required=False)

    def wanted(self) -> dict[str, Any]:
        """Return the arguments of queries.candidates.comparison."""
        self.is_valid()
        chosen = self.cleaned_data
        return {
            "wanted": {pledge.pk: chosen[name] for name, pledge in self.pledges.items() if chosen.get(name)},
            "slate": chosen.get("slate", ""),
            "sort": chosen.get("sort", ""),
        }
