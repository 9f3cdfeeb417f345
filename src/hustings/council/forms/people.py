"""Members, as they are chosen: by their number, or from those who hold a seat."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hustings.elections.forms.moments import MomentField
from hustings.register.models import Member


class NumberField(forms.CharField):
    """A membership number; what comes of it is the member."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"label": _("Membership number"), "max_length": 40, **options})

    def clean(self, value: Any) -> Member:
        number = super().clean(value).strip()
        member = Member.objects.filter(number=number).first()
        if member is None:
            raise forms.ValidationError(_("No member has this number. Correct it."))
        return member


def _of(members: Iterable[Member]) -> Any:
    return Member.objects.filter(pk__in=[member.pk for member in members]).order_by("name", "number")


class HolderField(forms.ModelChoiceField):
    """One of these seat-holders."""

    def __init__(self, members: Iterable[Member], **options: Any) -> None:
        super().__init__(queryset=_of(members), empty_label=_("Choose a seat-holder"), **options)


class HoldersField(forms.ModelMultipleChoiceField):
    """Several of these seat-holders."""

    def __init__(self, members: Iterable[Member], **options: Any) -> None:
        super().__init__(queryset=_of(members), widget=forms.CheckboxSelectMultiple, **options)
        self.error_messages["required"] = _("Nobody is ticked. Tick at least one.")

    def clean(self, value: Any) -> list[Member]:
        return list(super().clean(value))


class WhenForm(forms.Form):
    """When something happened, if it was not just now."""

    at = MomentField(
        label=_("When it happened"), required=False, help_text=_("Leave it empty for this moment."), localize=False
    )

    def moment(self) -> datetime | None:
        return self.cleaned_data["at"]


class HoldersForm(WhenForm):
    """Some of these seat-holders, and when."""

    field_order = ("members", "at")

    def __init__(self, members: Iterable[Member], label: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["members"] = HoldersField(members, label=label)
        self.order_fields(self.field_order)


class ReasonForm(forms.Form):
    """Why; it is published."""

    reason = forms.CharField(label=_("Reason"), max_length=300, help_text=_("It is published."))
