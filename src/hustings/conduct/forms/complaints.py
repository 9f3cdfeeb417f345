"""What people type who complain, who follow a case, and who add to it."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from hustings.accounts.models import User
from hustings.conduct.actions.steps import LONGEST_TEXT
from hustings.conduct.deadlines import today
from hustings.conduct.files import ACCEPT, LARGEST, MOST_FILES
from hustings.council.queries.instruments import NamedClause

BEGINNING = 140  # characters of a clause that stand beside its box


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class EvidenceField(forms.FileField):
    """Files, several at once; what they hold is checked when the rest of the form is right."""

    widget = FilesInput

    def __init__(self, **options: Any) -> None:
        help_text = format_lazy(
            _(
                "Pictures, PDF or plain text: up to {most} files, each up to {size}. We take out what a file says of "
                "when, where and with what it was made."
            ),
            most=MOST_FILES,
            size=lazy(filesizeformat, str)(LARGEST),  # in the language of whoever asks
        )
        super().__init__(label=_("Files"), required=False, allow_empty_file=True, help_text=help_text, **options)
        self.widget.attrs["accept"] = ACCEPT

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        return [super(EvidenceField, self).clean(upload, initial) for upload in data or []]


def text_field(label: Any, help_text: Any = "", *, required: bool = True, rows: int = 10) -> forms.CharField:
    """Words of somebody, as long as a case can hold."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class DayForm(forms.Form):
    act_date = forms.DateField(
        label=_("On which day did it happen?"),
        help_text=_("If it happened on several days, give the last. If you do not know the day, give the likeliest."),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": _("Write the date as day, month and year, like 30/11/2026.")},
    )

    def clean_act_date(self) -> date:
        day: date = self.cleaned_data["act_date"]
        if day > today():
            raise forms.ValidationError(_("This day is still to come. Give the day on which it happened."))
        return day


class ComplaintForm(forms.Form):
    token = forms.RegexField(r"^[0-9a-f]{32}\Z", widget=forms.HiddenInput)
    clauses = forms.MultipleChoiceField(
        label=_("Under which clauses do you complain?"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("These were in force on that day. Tick all that may fit."),
        error_messages={"required": _("Tick at least one clause. If none fits well, tick the nearest.")},
    )
    respondent = forms.CharField(
        label=_("Whom is the complaint about?"),
        required=False,
        max_length=200,
        help_text=_("A name, or what you know of them. It is sealed with the rest."),
    )
    text = text_field(
        _("What happened?"),
        _(
            "Say who did what, where, and who else was there. "
            "If the complaint is taken up, the person whom it is about can read it."
        ),
    )
    evidence = EvidenceField()
    in_my_name = forms.BooleanField(
        label=_("Complain in my own name"),
        required=False,
        help_text=_("You then find the case on your own page, too. Otherwise only what you write says who you are."),
    )
    without = forms.MultipleChoiceField(
        label=_("Who is not to read it?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("These people receive complaints. Tick whoever the complaint is about, or who is close to them."),
    )

    def __init__(self, clauses: Sequence[NamedClause], officers: Sequence[User], may_be_named: bool, **options: Any):
        super().__init__(**options)
        self.officers = {str(user.pk): user for user in officers}
        self.fields["clauses"].choices = [(clause.identifier, label_of(clause)) for clause in clauses]
        self.fields["without"].choices = [(key, user.name) for key, user in self.officers.items()]
        if not may_be_named:
            del self.fields["in_my_name"]

    def clean_without(self) -> list[User]:
        return [self.officers[key] for key in self.cleaned_data["without"]]

    def clean(self) -> dict[str, Any]:
        """Leave out an officer whom the complaint names as the one it is about, though they were not ticked."""
        data: dict[str, Any] = super().clean() or {}
        about, ticked = _words_of(data.get("respondent", "")), data.get("without", [])
        named = [user for user in self.officers.values() if _words_of(user.name) <= about]
        data["without"] = [*ticked, *(user for user in named if user not in ticked)]
        return data

    @property
    def words(self) -> str:
        """The complaint as it is sealed: whom it is about, then what happened."""
        about, text = self.cleaned_data["respondent"], self.cleaned_data["text"]
        return f"{_('About:')} {about}\n\n{text}" if about else str(text)


def _words_of(name: str) -> set[str]:
    return set(re.findall(r"\w+", name.casefold()))


def label_of(clause: NamedClause) -> str:
    """A clause as a choice: its number and how it begins."""
    whole = clause.clause.whole
    beginning = whole if len(whole) <= BEGINNING else f"{whole[:BEGINNING].rstrip()}…"
    return f"{clause.clause.number} {beginning}"


class WordsForm(forms.Form):
    words = forms.CharField(
        label=_("The words of your receipt"),
        max_length=400,
        help_text=_("All ten, in their order. Capitals and commas do not matter."),
        widget=forms.Textarea(
            attrs={"rows": 3, "autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}
        ),
    )


class NotedForm(forms.Form):
    noted = forms.BooleanField(
        label=_("I have written all ten words down, in their order"),
        error_messages={"required": _("Write the words down first, then tick the box: they are not shown again.")},
    )


class AddForm(forms.Form):
    """Words and files for a case; `readers` says who can read the words."""

    text = text_field(_("What do you want to add or answer?"), required=False, rows=6)
    evidence = EvidenceField()

    def __init__(self, *args: Any, readers: object = "", **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["text"].help_text = readers  # type: ignore[assignment]
