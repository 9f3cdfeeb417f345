"""A member who is found by a name or a number, and then confirmed: two pages of one form, and no script.

Only conduct officers look for names. Everybody else types a number.
"""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from hustings.conduct.deadlines import today
from hustings.register.models import Member
from hustings.register.queries import search, with_today

MOST = 20


def found_by(typed: str) -> list[Member]:
    """The members whose name or number holds every word that was typed, at most so many; the exact number first."""
    typed = typed.strip()
    if not typed:
        return []
    exact = list(Member.objects.filter(number=typed, erased_at=None))
    others = search(typed, "", None, today()).filter(erased_at=None).exclude(pk__in=[member.pk for member in exact])
    return [*exact, *others.order_by("name", "pk")[:MOST]][:MOST]


class FindsMember(forms.Form):
    """Asks whom to look for; once somebody is found, which of them it is."""

    found: Sequence[Member] = ()

    def ask_for_member(self, label: Any) -> None:
        """Add the field that finds members, and those found as choices."""
        self.fields["find"] = forms.CharField(
            label=label, max_length=100, help_text=_("A name, a part of it, or a membership number.")
        )
        if self.found:
            self.fields["shown"] = forms.CharField(
                widget=forms.HiddenInput, required=False, initial=self.initial.get("find", "")
            )
            self.fields["member"] = forms.TypedChoiceField(
                label=ngettext("Is it this member?", "Which of these members is it?", len(self.found)),
                choices=[(row.member.pk, _described(row)) for row in with_today(list(self.found), today())],
                coerce=lambda pk: next(member for member in self.found if str(member.pk) == pk),
                widget=forms.RadioSelect,
                help_text=_("If it is none of them, type more of the name above, or another."),
                error_messages={"required": _("Choose the member whom you mean.")},
            )

    @property
    def is_looking(self) -> bool:
        """Whether nobody is found yet whom one could confirm."""
        return not self.found

    def clean_find(self) -> str:
        if not self.found:
            raise forms.ValidationError(_("Nobody on the register has this name or number. Check how it is written."))
        return str(self.cleaned_data["find"])

    def clean(self) -> dict[str, Any]:
        """What was looked for is nothing of the step."""
        data: dict[str, Any] = super().clean() or {}
        return {name: value for name, value in data.items() if name not in ("find", "shown")}


def confirmed(data: Any, found: Sequence[Member]) -> bool:
    """Whether these were shown for what was typed; otherwise the page asks which it is, and nothing is wrong yet."""
    chosen = data.get("member") in {str(member.pk) for member in found}
    return chosen or data.get("shown") == data.get("find")


def _described(row: Any) -> str:
    units = ", ".join(unit.name for unit in row.units)
    return ", ".join(part for part in (row.member.name, row.member.number, units) if part)
