"""The organisation's rules of conduct, and the pool."""

from django import forms
from django.utils.translation import gettext_lazy as _

from hustings.conduct.models import ConductRules, SanctionKind
from hustings.council.forms.people import NumberField
from hustings.elections.forms.choices import capitalised


class PoolForm(forms.Form):
    member = NumberField()


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
