"""What officers and members type into the register's pages."""

from datetime import date
from itertools import zip_longest
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hustings.accounts.models import Role, User
from hustings.accounts.queries import local
from hustings.register.imports.dates import read_date
from hustings.register.imports.fields import COLUMNS
from hustings.register.models import EventKind, Member, MemberImport, RegisterRules, StandingEvent, Unit
from hustings.register.standing import PAID_KINDS, Word
from hustings.register.unit_queries import visible_units


def today() -> date:
    """The day it is where the organisation is."""
    return local(timezone.now()).date()


class DayField(forms.DateField):
    """A day, typed as 30/11/2026 or 2026-11-30, or picked in the browser."""

    default_error_messages = {"invalid": _("Write the date like 30/11/2026 or 2026-11-30.")}

    def __init__(self, **options: Any) -> None:
        # The one form that a browser's own date control understands.
        super().__init__(widget=forms.DateInput(attrs={"autocomplete": "off"}, format="%Y-%m-%d"), **options)

    def to_python(self, value: Any) -> date | None:
        if not isinstance(value, str) or not value.strip():
            return super().to_python(value)
        day = read_date(value.strip())
        if day is None:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return day


class UnitChoice(forms.ModelChoiceField):
    """One of the units."""

    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=Unit.objects.all(), **{"empty_label": _("choose"), **options})

    def label_from_instance(self, unit: Unit) -> str:
        return f"{unit.name} ({unit.code})"


class SearchForm(forms.Form):
    """The filters above the list of members."""

    q = forms.CharField(label=_("Name, number or e-mail address"), required=False, max_length=200)
    standing = forms.ChoiceField(
        label=_("Standing today"),
        required=False,
        choices=[("", _("any")), *((word.value, word.label) for word in Word if word != Word.NONE)],
    )
    unit = UnitChoice(label=_("Unit, with those below it"), required=False, empty_label=_("any"))

    def __init__(self, *args: Any, user: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["unit"].queryset = visible_units(user)  # type: ignore[attr-defined]


class OnForm(forms.Form):
    """A day in the past, or today."""

    on = DayField(label=_("As at"), required=False)


class DetailsForm(forms.ModelForm):
    """What is known of a person."""

    date_of_birth = DayField(label=_("Date of birth"), required=False)

    class Meta:
        model = Member
        fields = ("name", "email", "postal_address", "date_of_birth")
        widgets = {"postal_address": forms.Textarea({"rows": 4})}
        help_texts = {"email": _("A member without an address gets letters, and cannot sign in.")}

    def clean_date_of_birth(self) -> date | None:
        born: date | None = self.cleaned_data["date_of_birth"]
        if born and born > today():
            raise forms.ValidationError(_("This day is still to come."))
        return born


class AddMemberForm(DetailsForm):
    """A new member."""

    joined_on = DayField(label=_("Joined on"), initial=today)
    paid_up_to = DayField(label=_("Subscription paid up to"), required=False)
    unit = UnitChoice(label=_("Unit"), required=False, empty_label=_("none"))

    class Meta(DetailsForm.Meta):
        fields = ("number", *DetailsForm.Meta.fields)

    def clean_number(self) -> str:
        return " ".join(self.cleaned_data["number"].split())

    def validate_unique(self) -> None:
        """add_member() says whose number is taken, in plainer words than the database's rules."""


# Members join on a page of their own, and events are taken back on theirs.
NEVER_BY_HAND = (EventKind.JOINED, EventKind.TAKEN_BACK)


class EventForm(forms.Form):
    """Something that happened to a member."""

    kind = forms.ChoiceField(
        label=_("What happened"),
        choices=[("", _("choose")), *((kind.value, kind.label) for kind in EventKind if kind not in NEVER_BY_HAND)],
    )
    effective_on = DayField(label=_("Took effect on"), initial=today)
    paid_up_to = DayField(
        label=_("Paid up to"), required=False, help_text=_("For a renewal, and on rejoining or reinstatement.")
    )
    until = DayField(
        label=_("Suspended until"), required=False, help_text=_("That day included; leave empty until further notice.")
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        kind = given.get("kind")
        if given.get("paid_up_to") and kind not in (EventKind.RENEWED, EventKind.REJOINED, EventKind.REINSTATED):
            self.add_error("paid_up_to", _("Only a renewal, rejoining or reinstatement says up to when is paid."))
        if given.get("until") and kind != EventKind.SUSPENDED:
            self.add_error("until", _("Only a suspension has a last day."))
        return given


class CorrectEventForm(forms.Form):
    """An event was recorded by mistake: with other dates than it had, or although it did not happen."""

    way = forms.ChoiceField(
        label=_("What is right?"),
        choices=[("dates", _("It happened, with these dates")), ("back", _("It did not happen"))],
        widget=forms.RadioSelect,
    )
    effective_on = DayField(label=_("Took effect on"), required=False)
    paid_up_to = DayField(label=_("Paid up to"), required=False)
    until = DayField(label=_("Suspended until"), required=False)

    def __init__(self, *args: Any, event: StandingEvent, **options: Any) -> None:
        names = ("effective_on", "paid_up_to", "until")
        super().__init__(*args, initial={name: getattr(event, name) for name in names}, **options)
        if event.kind not in PAID_KINDS:
            del self.fields["paid_up_to"]
        if event.kind != EventKind.SUSPENDED:
            del self.fields["until"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("way") == "dates" and not given.get("effective_on") and "effective_on" not in self.errors:
            self.add_error("effective_on", _("Give the day on which it took effect."))
        return given

    @property
    def dates(self) -> dict[str, date | None]:
        """What correct_event() takes: nothing where the event did not happen."""
        if self.cleaned_data["way"] == "back":
            return {}
        return {name: value for name, value in self.cleaned_data.items() if name != "way"}


class StandingOnForm(forms.Form):
    """A day, and the day at whose end something was known."""

    on = DayField(label=_("Standing on"), initial=today)
    known_on = DayField(label=_("As it was known at the end of"), initial=today)


class ResignForm(forms.Form):
    """A member resigns."""

    sure = forms.BooleanField(
        label=_("I resign my membership"),
        error_messages={"required": _("Tick the box if you want to resign. If not, you need do nothing.")},
    )


class RegisterRulesForm(forms.ModelForm):
    """What the organisation's rules say of leaving, rejoining, and keeping data."""

    class Meta:
        model = RegisterRules
        fields = ("cooling_off_days", "rejoin_alone", "erase_after_months", "kept_because")
        labels = {
            "cooling_off_days": _("Cooling-off period in days"),
            "rejoin_alone": _("Who resigned or lapsed can join again on their own page"),
            "erase_after_months": _("Erase former members after this many months"),
            "kept_because": _("Laws and rules by which records are kept"),
        }
        help_texts = {
            "cooling_off_days": _(
                "A resignation takes effect after so many days, and can be withdrawn until then. 0: at once."
            ),
            "rejoin_alone": _("Otherwise they ask those who keep the register."),
            "erase_after_months": _("Counted from the day on which the membership ended. Empty: only on request."),
            "kept_because": _("Read by members who ask for erasure. For example, a law on accounts or on elections."),
        }


class JoinUnitForm(forms.Form):
    unit = UnitChoice(label=_("Unit"))
    from_date = DayField(label=_("Belongs to it from"), initial=today)


class LeaveUnitForm(forms.Form):
    to_date = DayField(
        label=_("No longer belongs to it from"), initial=today, help_text=_("The first day outside the unit.")
    )


class UnitForm(forms.ModelForm):
    effective_on = DayField(
        label=_("From"), initial=today, required=False, help_text=_("The first day on which it is so; today if empty.")
    )

    class Meta:
        model = Unit
        fields = ("name", "code", "kind", "parent")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["parent"].empty_label = _("nothing: it stands by itself")

    def clean_effective_on(self) -> date:
        return self.cleaned_data["effective_on"] or today()

    def clean_code(self) -> str:
        return " ".join(self.cleaned_data["code"].split())

    def validate_unique(self) -> None:
        """save_unit() says which code is taken, under the lock that makes it true."""


class UnitOfficerForm(forms.Form):
    """Name a user who holds the role for a unit."""

    user = forms.ModelChoiceField(queryset=User.objects.none(), label=_("Who"), empty_label=_("choose"))
    unit = UnitChoice(label=_("Sees the members of"), help_text=_("And of every unit below it."))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        holders = User.objects.filter(is_active=True, grants__role=Role.UNIT_OFFICER, grants__ended_at=None)
        self.fields["user"].queryset = holders.order_by("name")  # type: ignore[attr-defined]


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("File of members"),
        help_text=_("CSV or a spreadsheet (XLSX, ODS, XLS) with a row of headings; of a spreadsheet, its first sheet."),
        error_messages={"empty": _("The file is empty. Export the members again, then choose the new file.")},
    )
    as_at = DayField(
        label=_("Date of the file"),
        initial=today,
        help_text=_("The day whose membership it shows. Changes that it tells of take effect on this day."),
    )
    add_units = forms.BooleanField(label=_("Add units that are not in the register yet"), required=False)

    def clean_as_at(self) -> date:
        as_at: date = self.cleaned_data["as_at"]
        if as_at > today():
            raise forms.ValidationError(_("This day is still to come."))
        return as_at


class ColumnsForm(forms.Form):
    """Which column holds what; beside each heading stands what the first row has there."""

    def __init__(self, *args: Any, member_import: MemberImport, first: list[str], **options: Any) -> None:
        initial = {name: str(position) for name, position in member_import.columns.items()}
        super().__init__(*args, initial={**initial, "month_first": member_import.month_first}, **options)
        choices = [("", _("not in the file"))]
        for place, (heading, cell) in enumerate(zip_longest(member_import.header, first, fillvalue="")):
            named = heading or f"({place + 1})"
            choices.append((str(place), f"{named} ({cell[:30]})" if cell else named))
        for field in COLUMNS.values():
            self.fields[field.name] = forms.ChoiceField(label=field.label, choices=choices, required=False)
        self.fields["number"].required = True
        self.fields["number"].error_messages["required"] = _("Choose the column that holds the membership number.")
        self.fields["month_first"] = forms.TypedChoiceField(
            label=_("Dates such as 05/03/2024 are"),
            choices=[(False, _("5 March: the day first")), (True, _("May 3: the month first"))],
            widget=forms.RadioSelect,
            coerce=lambda value: value == "True",
        )

    def columns(self) -> dict[str, int]:
        return {name: int(self.cleaned_data[name]) for name in COLUMNS if self.cleaned_data[name]}


class IdentifyForm(forms.Form):
    typed = forms.CharField(
        label=_("Membership number or e-mail address"),
        max_length=254,
        widget=forms.TextInput({"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
        error_messages={"required": _("Type your membership number or your e-mail address.")},
    )


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code"),
        help_text=_("Eight digits, from the e-mail that we sent."),
        max_length=20,
        widget=forms.TextInput(
            {"autocomplete": "one-time-code", "inputmode": "numeric", "class": "govuk-input--width-10"}
        ),
        error_messages={"required": _("Type the eight digits from the e-mail.")},
    )


class LetterCodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code from the letter"),
        help_text=_("Twelve letters and digits, like 7K3M-90QF-XW2B. It does not matter whether you type the dashes."),
        max_length=40,
        widget=forms.TextInput(
            {
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "class": "govuk-input--width-20",
            }
        ),
        error_messages={"required": _("Type the code from the letter.")},
    )
