"""The election itself, its timetable and its contests."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hustings.counting import Option
from hustings.elections import methods, timetable
from hustings.elections.forms.choices import capitalised
from hustings.elections.forms.moments import MomentField
from hustings.elections.models import Contest, Election
from hustings.franchise.models import EligibilityRule, ReservedGroup


class ElectionForm(forms.ModelForm):
    class Meta:
        model = Election
        fields = ("name", "description", "help_contact", "group", "credential_mode", "keep_credentials")
        widgets = {
            "group": forms.RadioSelect,
            "credential_mode": forms.RadioSelect,
            "description": forms.Textarea(attrs={"rows": 5}),
        }
        help_texts = {
            "name": _("As it stands on the ballot, for example ‘Election of the national committee 2026’."),
            "description": _("What is voted on and why. You can use Markdown."),
            "help_contact": _("Whom voters ask when something does not work. It is on every voter's page."),
            "group": _("The arithmetic of the encryption."),
            "credential_mode": _(
                "A credential authority is a person other than you. Without one, the election's page says that the "
                "operator of this server could cast ballots for members who do not vote."
            ),
            "keep_credentials": _(
                "Only where this server makes them. They are deleted as soon as they are sent unless you tick this."
            ),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["group"].choices = capitalised(Election.Group.choices)
        self.fields["credential_mode"].choices = capitalised(Election.CredentialMode.choices)


class TimetableForm(forms.Form):
    def __init__(self, election: Election, *args: Any, **options: Any) -> None:
        self.election = election
        super().__init__(*args, initial=timetable.moments(election), **options)
        for name in timetable.FIELDS:
            kind = forms.DateField if name == "freeze_on" else MomentField
            self.fields[name] = kind(label=timetable.label(name), required=False)
        self.fields["freeze_on"].widget = forms.DateInput(format="%Y-%m-%d")
        self.fields["freeze_on"].help_text = _("The roll is made of those who may vote as at this day.")
        if election.announced_at:
            self.fields["reason"] = forms.CharField(
                label=_("Reason for the change"), required=False, help_text=_("It is published with the change.")
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            for field, sentence in timetable.problems(self.election, self.moments()):
                self.add_error(field, sentence)
        return cleaned

    def moments(self) -> dict[str, timetable.Moment]:
        return {name: self.cleaned_data.get(name) for name in timetable.FIELDS}


class _ContestForm(forms.ModelForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        rules = EligibilityRule.objects.filter(retired_at=None)
        if self.instance.pk:
            rules |= EligibilityRule.objects.filter(pk=self.instance.eligibility_id)
        self.fields["eligibility"].queryset = rules
        self.fields["eligibility"].label = _("Who may vote")
        self.fields["eligibility"].empty_label = _("Choose a rule")

    # The database's rules are checked by the action, whose sentences are plainer.
    def _post_clean(self) -> None:
        pass


class SeatsForm(_ContestForm):
    class Meta:
        model = Contest
        fields = (
            "title",
            "text",
            "eligibility",
            "seats",
            "rule",
            "min_choices",
            "max_choices",
            "blank_allowed",
            "body_name",
            "term",
        )
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "rule": _(
                "Choices are added up under encryption. Rankings are shuffled by the trustees, opened one by one and "
                "published, and then counted."
            ),
            "min_choices": _("Where voters rank, this and the next two do not apply."),
            "title": _("For example ‘Nine members of the national committee’."),
            "max_choices": _("In a block vote usually as many as there are seats."),
            "body_name": _("The body whose seats these are, for example ‘National committee’."),
            "term": _("For example ‘2026 to 2028’."),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["seats"].required = True
        self.fields["rule"] = forms.ChoiceField(
            label=_("Voting method"),
            help_text=self.fields["rule"].help_text,
            choices=[(family, capitalised(rules)) for family, rules in methods.choices()],
            initial=self.initial.get("rule", methods.BLOCK),
        )


class CountingForm(forms.ModelForm):
    """How a contest is counted: what its rule lets one set, and how ties are broken."""

    class Meta:
        model = Contest
        fields = ("ties", "reserved_for", "reserved_seats")
        widgets = {"ties": forms.RadioSelect}
        help_texts = {
            "ties": _("The seed of a lot is published; it is drawn after the count and before witnesses."),
            "reserved_for": _("Candidates say in public, by their own word, whether they belong to it."),
            "reserved_seats": _(
                "At least so many of the seats go to the group; 0 if none. If fewer of it stand, the rest stays vacant."
            ),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["ties"].choices = capitalised(Contest.Ties.choices)
        self._offer_groups()
        self.offered = methods.rule_of(self.instance).options
        for option in self.offered:
            self.fields[option.name] = _option_field(option)
            self.initial[option.name] = self.instance.rule_options.get(option.name, option.default)

    def _offer_groups(self) -> None:
        groups = ReservedGroup.objects.filter(retired_at=None)
        groups |= ReservedGroup.objects.filter(pk=self.instance.reserved_for_id)
        if methods.rule_of(self.instance).reserves and groups.exists():
            self.fields["reserved_for"].queryset = groups
            self.fields["reserved_for"].empty_label = _("No group")
        else:
            del self.fields["reserved_for"], self.fields["reserved_seats"]

    # The database's rules are checked by the action, whose sentences are plainer.
    def _post_clean(self) -> None:
        pass

    def details(self) -> dict[str, Any]:
        """What the action takes."""
        chosen = {option.name: self.cleaned_data[option.name] for option in self.offered}
        of_contest = {name: value for name, value in self.cleaned_data.items() if name not in chosen}
        return {**of_contest, "rule_options": chosen}


def _option_field(option: Option) -> forms.Field:
    shared = {"label": capfirst(gettext(option.name)), "help_text": gettext(option.meaning)}
    if option.choices:
        choices = [(choice, capfirst(gettext(choice))) for choice in option.choices]
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **shared)
    if isinstance(option.default, int):
        return forms.IntegerField(min_value=option.least, max_value=9, **shared)
    return forms.CharField(max_length=200, **shared)


class QuestionForm(_ContestForm):
    answers = forms.CharField(
        label=_("Answers"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Each on a line of its own, in the order in which voters see them."),
    )

    class Meta:
        model = Contest
        fields = ("title", "text", "eligibility", "blank_allowed")
        labels = {"title": _("question")}
        widgets = {"text": forms.Textarea(attrs={"rows": 5})}
        help_texts = {
            "title": _("For example ‘Shall the society adopt the new statutes?’"),
            "text": _("What voters should know before they answer."),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        options_now = [option.text for option in self.instance.options.all()] if self.instance.pk else []
        self.fields["answers"].initial = "\n".join(options_now or [str(_("Yes")), str(_("No"))])

    def answer_lines(self) -> list[str]:
        return self.cleaned_data["answers"].splitlines()


class FreezeForm(forms.Form):
    on = forms.DateField(
        label=_("As at"), widget=forms.DateInput(format="%Y-%m-%d"), help_text=_("The freeze date, or an earlier day.")
    )


class ContestsField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, contest: Contest) -> str:
        return contest.title


class RunAgainForm(forms.Form):
    name = forms.CharField(label=_("Name of the new election"), max_length=200)
    contests = ContestsField(
        label=_("Contests that are run again"),
        queryset=Contest.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )
    who_stands = forms.ChoiceField(
        label=_("Who stands"),
        choices=[
            ("same", _("Those who stood; others can be nominated or entered, too")),
            ("same_alone", _("Those who stood, and nobody else: nominations are not opened again")),
            ("nobody", _("Nobody yet: everybody is nominated or entered anew")),
        ],
        widget=forms.RadioSelect,
        help_text=_(
            "Whoever withdrew is left out. Those who stand again keep statement, slate, pledges and nominations, and "
            "can still withdraw. Limits and thresholds of nominations stay as they were in any case."
        ),
    )

    def __init__(self, *args: Any, contests: QuerySet[Contest], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["contests"].queryset = contests
        self.fields["contests"].initial = contests
        if contests.count() == 1:
            self.fields["contests"].widget = forms.MultipleHiddenInput()


class AnnulContestForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}), help_text=_("It is published.")
    )


class DrawForm(forms.Form):
    seed = forms.CharField(
        label=_("Seed"),
        max_length=200,
        required=False,
        help_text=_(
            "For example the numbers of a public lottery, drawn after the candidates were known. Leave it empty and "
            "a random one is taken."
        ),
    )
