"""Nominations: their rules, who acts for a unit, a nomination, its acceptance, an objection and its decision."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hustings.elections.forms.candidates import AnswersForm, GroupField, StatementField
from hustings.elections.forms.choices import capitalised
from hustings.elections.models import Candidate, Nomination, NominationRules, Objection, Slate
from hustings.elections.queries.nominations import counting
from hustings.franchise.forms import MemberNumberField, RuleChoice
from hustings.register.forms import UnitChoice
from hustings.register.models import Member, Unit, plain

ONESELF = "member"


def _kinds() -> list[tuple[str, Any]]:
    kinds = Unit.objects.order_by("kind").values_list("kind", flat=True).distinct()
    return [("", _("Units do not nominate")), *((kind, kind) for kind in kinds)]


class RulesForm(forms.ModelForm):
    may_stand = RuleChoice(label=_("Who may stand"), help_text=_("Applied as at the day on which nominations close."))
    may_nominate = RuleChoice(label=_("Which members may nominate"))
    unit_kind = forms.ChoiceField(label=_("Kind of unit that nominates"), choices=_kinds, required=False)
    late_withdrawal = forms.ChoiceField(
        label=_("If a candidate withdraws after the close"),
        choices=capitalised(NominationRules.LateWithdrawal.choices),
        widget=forms.RadioSelect,
    )
    field_order = (
        "may_stand",
        "unit_kind",
        "names_per_unit",
        "units_needed",
        "own_unit_needed",
        "names_per_member",
        "members_needed",
        "nominate_oneself",
        "may_nominate",
        "late_withdrawal",
        "shown_at_once",
    )

    class Meta:
        model = NominationRules
        exclude = ("contest",)  # noqa: DJ006 - every other field is the officer's
        labels = {
            "own_unit_needed": _("One of the units must be the candidate’s own"),
            "nominate_oneself": _("Members can nominate themselves"),
            "shown_at_once": _("The list is public while nominations are open"),
        }
        help_texts = {
            "names_per_unit": _("For example 9."),
            "units_needed": _("How many units a candidate must be nominated by, for example 5."),
            "names_per_member": _("0 if members do not nominate by themselves."),
            "members_needed": _("Where units and members nominate, enough of the one or of the other is enough."),
            "shown_at_once": _("Otherwise it is published when they close."),
        }

    # The action checks, and its sentences are plainer than those of the database's rules.
    def _post_clean(self) -> None:
        pass


class SecretaryForm(forms.Form):
    unit = UnitChoice(label=_("Unit"))
    number = MemberNumberField(label=_("Membership number"), help_text=_("Of the member who acts for the unit."))


class PersonForm(forms.Form):
    """A member by number and name together, so that nobody learns whose number it is by trying."""

    number = forms.CharField(label=_("Membership number of the person you nominate"), max_length=40)
    name = forms.CharField(label=_("Name of the person you nominate"), max_length=200)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        member = Member.objects.filter(number=" ".join(cleaned["number"].split())).first()
        typed = plain(cleaned["name"]).split()
        if member is None or not typed or not set(typed) <= set(plain(member.name).split()):
            raise forms.ValidationError(_("No member has this number and this name. Check both with the person."))
        return {**cleaned, "member": member}


class NominationForm(PersonForm):
    """What a member types who nominates somebody, for a unit or for themselves."""

    field_order = ("as_whom", "number", "name")

    def __init__(self, *args: Any, units: list[Unit], as_member: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self._units = {str(unit.pk): unit for unit in units}
        choices: list[tuple[str, Any]] = [(key, unit.name) for key, unit in self._units.items()]
        if as_member:
            choices.append((ONESELF, _("For no unit: I nominate as a member")))
        self.fields["as_whom"] = forms.ChoiceField(
            label=_("For whom do you nominate?"),
            choices=choices,
            widget=forms.RadioSelect if len(choices) > 1 else forms.HiddenInput,
            initial=choices[0][0] if len(choices) == 1 else None,
        )
        self.order_fields(self.field_order)

    def unit(self) -> Unit | None:
        return self._units.get(self.cleaned_data["as_whom"])


class EnterForm(PersonForm):
    """A nomination that came on paper: of a unit or of a member, or of the one sort that nominates in this contest."""

    unit = UnitChoice(label=_("Unit that nominates"), required=False)
    nominator = MemberNumberField(label=_("Or the membership number of the member who nominates"), required=False)
    field_order = ("number", "name", "unit", "nominator")

    def __init__(self, *args: Any, rules: NominationRules, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["number"].label = _("Membership number of the person nominated")
        self.fields["name"].label = _("Name of the person nominated")
        unit, nominator = self.fields["unit"], self.fields["nominator"]
        unit.queryset = Unit.objects.filter(kind=rules.unit_kind)
        if not rules.by_units:
            nominator.label, nominator.required = _("Membership number of the member who nominates"), True
            del self.fields["unit"]
        if not rules.by_members:
            unit.required = True
            del self.fields["nominator"]


class AcceptForm(AnswersForm):
    """What the nominated write: statement, slate, and an answer to each pledge."""

    statement = StatementField()
    slate = forms.ModelChoiceField(label=_("Slate"), queryset=Slate.objects.none(), required=False)

    def __init__(self, candidate: Candidate, **options: Any) -> None:
        options["initial"] = {
            "statement": candidate.statement,
            "slate": candidate.slate,
            "in_group": candidate.in_group,
        }
        super().__init__(candidate, **options)
        self.fields["slate"].queryset = candidate.contest.slates.all()
        self.fields["slate"].empty_label = _("None")
        if not candidate.contest.slates.exists():
            del self.fields["slate"]
        if candidate.contest.reserved_for:
            self.fields["in_group"] = GroupField(candidate.contest)


class ObjectForm(forms.Form):
    nomination = forms.ModelChoiceField(
        label=_("What do you object to?"), queryset=Nomination.objects.none(), required=False
    )
    grounds = forms.CharField(label=_("What is wrong?"), max_length=2000, widget=forms.Textarea({"rows": 5}))

    def __init__(self, candidate: Candidate, **options: Any) -> None:
        super().__init__(**options)
        field = self.fields["nomination"]
        field.queryset = counting(candidate).filter(unit__isnull=False)
        field.empty_label = _("That this person stands")
        field.label_from_instance = lambda nomination: _("The nomination by {unit}").format(unit=nomination.unit.name)
        if not field.queryset.exists():
            del self.fields["nomination"]


class DecideForm(forms.Form):
    decision = forms.ChoiceField(
        label=_("Decision"), choices=capitalised(Objection.Decision.choices), widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("It is published with the decision. Name nobody who is not on the list."),
    )
