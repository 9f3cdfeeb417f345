"""What officers and members type about rules, rolls and challenges."""

from dataclasses import fields
from datetime import date
from typing import Any

from django import forms
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from hustings.franchise.conditions.kinds import KINDS, Condition
from hustings.franchise.conditions.trees import LONGEST_MONTHS, OLDEST
from hustings.franchise.models import Challenge, EligibilityRule, ReservedGroup
from hustings.register.forms import DayField, UnitChoice, today
from hustings.register.models import Member, Unit

# What each condition is called where one is chosen.
CHOICES = {
    "good_standing": _("in good standing on the freeze date"),
    "not_suspended": _("not suspended on the freeze date"),
    "joined_by": _("joined on or before a date"),
    "member_for": _("a member without a break for some months"),
    "paid_up": _("paid up on a date"),
    "unit": _("belonging to a unit, or one below it"),
    "unit_kind": _("belonging to a unit of some kind, or one below it"),
    "group": _("by their own word of a reserved group"),
    "age": _("of some age"),
}


def kinds_of_unit() -> list[tuple[str, str]]:
    return [(kind, kind) for kind in Unit.objects.order_by("kind").values_list("kind", flat=True).distinct()]


class GroupChoice(forms.ModelChoiceField):
    """One of the reserved groups in use."""

    def __init__(self, **options: Any) -> None:
        groups = ReservedGroup.objects.filter(retired_at=None)
        super().__init__(queryset=groups, **{"empty_label": _("choose"), **options})


def _fields(kind: type[Condition]) -> dict[str, forms.Field]:
    made: dict[str, forms.Field] = {
        "date": DayField(label=_("On or before")),
        "on": DayField(label=_("On"), required=False, help_text=_("Leave it empty for the freeze date.")),
        "months": forms.IntegerField(label=_("Months"), min_value=1, max_value=LONGEST_MONTHS),
        "unit": UnitChoice(label=_("Unit")),
        "kind": forms.ChoiceField(label=_("Kind of unit"), choices=kinds_of_unit),
        "group": GroupChoice(label=_("Group"), help_text=_("Groups are made on their own page, Reserved groups.")),
        "at_least": forms.IntegerField(label=_("At least"), required=False, min_value=0, max_value=OLDEST),
        "at_most": forms.IntegerField(label=_("At most"), required=False, min_value=0, max_value=OLDEST),
    }
    return {field.name: made[field.name] for field in fields(kind)}


class ConditionForm(forms.Form):
    """One condition, with what it asks for."""

    negated = forms.BooleanField(label=_("The other way round: those for whom it is not so"), required=False)

    def __init__(self, *args: Any, kind: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.kind = kind
        self.fields = {**_fields(KINDS[kind]), **self.fields}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if self.kind == "age" and not self.errors:
            least, most = given.get("at_least"), given.get("at_most")
            if least is None and most is None:
                self.add_error("at_least", _("Give the lowest age, the highest age, or both."))
            elif least is not None and most is not None and least > most:
                self.add_error("at_most", _("The highest age is below the lowest."))
        return given

    def condition(self) -> dict[str, Any]:
        """The condition as JSON."""
        values = {name: _plain(self.cleaned_data[name]) for name in self.cleaned_data.keys() - {"negated"}}
        condition = {"is": self.kind, **values}
        return {"not": condition} if self.cleaned_data["negated"] else condition


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return value.pk if isinstance(value, Model) else value


class MemberNumberField(forms.CharField):
    """A membership number that somebody has; its value is the member."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=40, **options)

    def clean(self, value: Any) -> Member | None:
        number = super().clean(value)
        if not number:
            return None
        member = Member.objects.filter(number=number).first()
        if member is None:
            raise forms.ValidationError(_("No member has this number. Check it against the card or the register."))
        return member


class GroupForm(forms.ModelForm):
    """A new reserved group."""

    class Meta:
        model = ReservedGroup
        fields = ("name", "meaning")
        widgets = {"meaning": forms.Textarea({"rows": 3})}
        help_texts = {"meaning": _("In the words of the rule book: members read it before they declare that it is so.")}

    # The action checks, and its sentences are plainer than those of the database's rules.
    def _post_clean(self) -> None:
        pass


class DeclarationForm(forms.Form):
    """A declaration that came on paper, or the paper that takes one back."""

    member = MemberNumberField(label=_("Membership number"))
    group = GroupChoice(label=_("Group"))
    what = forms.ChoiceField(
        label=_("What the paper says"),
        choices=[("declared", _("That they belong to the group")), ("taken_back", _("That they take this back"))],
        widget=forms.RadioSelect,
    )
    on = DayField(
        label=_("Date on which the paper came in"),
        required=False,
        help_text=_("If left empty, today. What is taken back counts no longer from today on."),
    )


class RuleForm(forms.Form):
    name = forms.CharField(label=_("Name of the rule"), max_length=200)


class AsAtForm(forms.Form):
    as_at = DayField(label=_("As at"), initial=today, help_text=_("The day on which the rule is applied."))


class FreezeForm(AsAtForm):
    name = forms.CharField(label=_("Name of the roll"), max_length=200, required=False)


class RuleChoice(forms.ModelChoiceField):
    """One of the rules in use."""

    def __init__(self, **options: Any) -> None:
        rules = EligibilityRule.objects.filter(retired_at=None)
        super().__init__(queryset=rules, **{"empty_label": _("choose"), **options})


class LookUpForm(forms.Form):
    """May this member vote?"""

    member = MemberNumberField(label=_("Membership number"))
    rule = RuleChoice(label=_("Rule"))
    as_at = DayField(label=_("As at"), initial=today)


class DecisionForm(forms.Form):
    decision = forms.ChoiceField(
        label=_("Decision"), choices=Challenge.Decision.choices, widget=forms.RadioSelect, initial=None
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=2000, widget=forms.Textarea({"rows": 4}), help_text=_("The member reads it.")
    )


class LateForm(forms.Form):
    """Who was entered after the freeze is put on the roll."""

    members = forms.ModelMultipleChoiceField(
        label=_("Put on the roll"), queryset=Member.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("For example: their forms came in time and were entered late.")
    )

    def __init__(self, members: QuerySet[Member], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["members"].queryset = members


class ChallengeForm(forms.Form):
    """A member asks that a roll be changed: who is empty stands for themselves."""

    grounds = forms.CharField(label=_("Why is the roll wrong?"), max_length=2000, widget=forms.Textarea({"rows": 4}))


class RemovalForm(ChallengeForm):
    number = forms.CharField(label=_("Membership number of the person"), max_length=40)
    field_order = ("number", "grounds")
