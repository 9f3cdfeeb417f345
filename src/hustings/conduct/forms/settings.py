"""The organisation's rules of conduct, and the pool."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hustings.conduct.forms.members import FindsMember, confirmed, found_by
from hustings.conduct.models import ConductRules, SanctionKind
from hustings.council.forms.people import NumberField
from hustings.elections.forms.choices import capitalised
from hustings.register.models import Member


class PoolForm(FindsMember):
    def __init__(self, *args: Any, found: Sequence[Member] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.found = found
        self.ask_for_member(_("Who is it?"))


def pool_form(data: Any = None) -> PoolForm:
    """The form that puts a member into the pool."""
    found = found_by(data.get("find", "")) if data else []
    if found and not confirmed(data, found):
        return PoolForm(found=found, initial={"find": data["find"]})
    return PoolForm(data, found=found)


class InterestForm(forms.Form):
    member = NumberField(label=_("Membership number of the other member"))


class RulesForm(forms.ModelForm):
    sanctions = forms.MultipleChoiceField(
        label=_("Sanctions there are"),
        choices=capitalised(SanctionKind.choices),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    class Meta:
        model = ConductRules
        fields = (
            "instrument",
            "triage_days",
            "review_days",
            "notice_days",
            "answer_days",
            "conciliation_days",
            "investigation_days",
            "objection_days",
            "hearing_days",
            "sanction_days",
            "appeal_days",
            "appeal_decision_days",
            "pause_days",
            "suspension_days",
            "panel_size",
            "protected_months",
            "retention_months",
            "sanctions",
        )
