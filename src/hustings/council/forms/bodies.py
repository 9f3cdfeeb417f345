"""Bodies, seats and terms."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hustings.council.forms.people import NumberField
from hustings.council.models import Body, Seat, Share, Term, Threshold
from hustings.elections.forms.choices import capitalised
from hustings.elections.models import Contest
from hustings.elections.queries.contests import standing
from hustings.register.models import Unit

MOST_SEATS = 500


class BodyForm(forms.ModelForm):
    class Meta:
        model = Body
        fields = (
            "name",
            "description",
            "term_months",
            "vacancy",
            "quorum_share",
            "quorum_number",
            "notice_days",
            "short_notice_consent",
            "short_notice_number",
            "seconder_required",
            "threshold",
            "casting_vote",
            "numbers_only",
            "bar_months",
            "reopening_signatures",
        )
        widgets = {
            "description": forms.Textarea(attrs={"rows": 3}),
            "vacancy": forms.RadioSelect,
            "quorum_share": forms.RadioSelect,
            "short_notice_consent": forms.RadioSelect,
        }
        help_texts = {
            "name": _("As contests name the body whose seats they fill, for example ‘National committee’."),
            "quorum_share": _("Of the seat-holders who have a vote."),
            "quorum_number": _("Only if the quorum is a fixed number."),
            "short_notice_number": _("Only if it is a fixed number."),
            "reopening_signatures": _("The exception of the standing orders. Leave it empty if they know none."),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["vacancy"].choices = capitalised(Body.Vacancy.choices)
        self.fields["quorum_share"].choices = capitalised(Share.choices)
        self.fields["short_notice_consent"].choices = capitalised(Share.choices)
        self.fields["threshold"].choices = capitalised(Threshold.choices)

    # The database's rules are checked by the action, whose sentences are plainer.
    def _post_clean(self) -> None:
        if not self.errors:
            for field, value in self.cleaned_data.items():
                setattr(self.instance, field, value)


class SeatForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200, help_text=_("For example ‘Treasurer’ or ‘North Branch’."))
    kind = forms.ChoiceField(label=_("How it is filled"), widget=forms.RadioSelect)
    unit = forms.ModelChoiceField(
        label=_("Unit that nominates the holder"), queryset=None, required=False, empty_label=_("None")
    )
    follows = forms.ModelChoiceField(
        label=_("Seat that it follows"),
        queryset=None,
        required=False,
        empty_label=_("None"),
        help_text=_("Whoever holds that seat, here or in another body, holds this one ex officio."),
    )
    votes = forms.BooleanField(label=_("Its holder has a vote"), required=False, initial=True)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["kind"].choices = capitalised(Seat.Kind.choices)
        self.fields["unit"].queryset = Unit.objects.all()
        self.fields["follows"].queryset = Seat.objects.filter(abolished_on=None).select_related("body")
        self.fields["follows"].label_from_instance = lambda seat: f"{seat.body.name}: {seat.name}"


class ElectedSeatsForm(forms.Form):
    count = forms.IntegerField(label=_("How many"), min_value=1, max_value=MOST_SEATS)


class DayForm(forms.Form):
    on = forms.DateField(label=_("From which day on"), widget=forms.DateInput(format="%Y-%m-%d"))


class FillSeatForm(forms.Form):
    member = NumberField()
    begins = forms.DateField(label=_("From"), widget=forms.DateInput(format="%Y-%m-%d"))
    ends = forms.DateField(
        label=_("Until"),
        widget=forms.DateInput(format="%Y-%m-%d"),
        required=False,
        help_text=_("The first day on which they no longer hold it. Leave it empty if that is open."),
    )


class NameElectedForm(forms.Form):
    member = NumberField()


class EndHoldingForm(forms.Form):
    on = forms.DateField(
        label=_("Vacant from"),
        widget=forms.DateInput(format="%Y-%m-%d"),
        help_text=_("The first day on which they no longer hold the seat."),
    )
    reason = forms.CharField(label=_("Reason"), max_length=300, help_text=_("It is published."))


class VacancyForm(forms.Form):
    begins = forms.DateField(label=_("From"), widget=forms.DateInput(format="%Y-%m-%d"))
    seed = forms.CharField(
        label=_("Seed of a lot"),
        max_length=200,
        required=False,
        help_text=_("Only if there is a tie: for example the numbers of a public lottery."),
    )
    unwilling = forms.ModelMultipleChoiceField(
        label=_("Who would not take it"), queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, contest: Contest, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["unwilling"].queryset = standing(contest)

    def passed_over(self) -> frozenset[int]:
        return frozenset(candidate.pk for candidate in self.cleaned_data["unwilling"])


class TermForm(forms.Form):
    contest = forms.ModelChoiceField(label=_("Contest that fills the seats"), queryset=None)
    name = forms.CharField(label=_("Name"), max_length=100, help_text=_("For example ‘2026 to 2028’."))
    starts_on = forms.DateField(label=_("Begins on"), widget=forms.DateInput(format="%Y-%m-%d"))
    ends_on = forms.DateField(label=_("Ends before"), widget=forms.DateInput(format="%Y-%m-%d"), required=False)
    replaces_all = forms.BooleanField(
        label=Term._meta.get_field("replaces_all").verbose_name,
        required=False,
        initial=True,
        help_text=_("Untick it where only some of the seats are elected this time."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        free = Contest.objects.filter(kind=Contest.Kind.SEATS, seats_term=None).select_related("election")
        self.fields["contest"].queryset = free.order_by("-election__created_at", "position")
        self.fields["contest"].empty_label = _("Choose a contest")
        self.fields["contest"].label_from_instance = lambda contest: f"{contest.election.name}: {contest.title}"
