"""The words of a notice, and the search for one elector."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hustings.elections import letters
from hustings.register.models import Member


class NoticeForm(forms.Form):
    subject = forms.CharField(label=_("Subject"), max_length=200)
    body = forms.CharField(label=_("Text"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 18}))

    def __init__(self, kind: str, **options: Any) -> None:
        self.kind = kind
        super().__init__(**options)
        self.fields["body"].help_text = _(
            "Plain text. These are filled in for each person: {name}, {number}, {organisation}, {election}, {closes}, "
            "{link}, {help}."
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for field, sentence in letters.faults(self.kind, cleaned.get("subject", ""), cleaned.get("body", "")):
            if field not in self.errors:
                self.add_error(field, sentence)
        return cleaned


class PlanForm(forms.Form):
    """When a notice is sent: so long before or after a moment of the timetable."""

    number = forms.IntegerField(label=_("How long"), min_value=0, max_value=999, initial=0)
    unit = forms.ChoiceField(
        label=_("In"), choices=[("minutes", _("minutes")), ("hours", _("hours")), ("days", _("days"))], initial="hours"
    )
    before = forms.ChoiceField(
        label=_("Before or after"), choices=[("", _("after")), ("before", _("before"))], required=False
    )
    anchor = forms.ChoiceField(label=_("When"))

    def __init__(self, choices: list[tuple[str, Any]], **options: Any) -> None:
        super().__init__(**options)
        self.fields["anchor"].choices = choices


class ElectorForm(forms.Form):
    number = forms.CharField(label=_("Membership number"), max_length=40)

    def clean_number(self) -> Member:
        member = Member.objects.filter(number=self.cleaned_data["number"].strip()).first()
        if member is None:
            raise forms.ValidationError(_("No member has this number. Correct it."))
        return member
