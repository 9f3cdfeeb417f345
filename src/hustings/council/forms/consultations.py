"""Consultations: who is asked what until when, positions, and what the body says to them."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from hustings.council.actions.consultations import LONGEST_WORDS
from hustings.council.forms.instruments import MotionField
from hustings.council.models import Body, Consultation, ConsultedUnit, Position, Proposal, Response, SourceText
from hustings.council.queries.consultations import Standing, consulted_text, latest_positions
from hustings.elections.forms.choices import capitalised
from hustings.elections.forms.moments import MomentField
from hustings.register.models import Unit


class ConsultationForm(forms.Form):
    body = forms.ModelChoiceField(label=_("Body that asks"), queryset=Body.objects.all())
    title = forms.CharField(label=_("What is asked"), max_length=200)
    text = forms.ChoiceField(label=_("The text it is about"))
    explanation = forms.CharField(
        label=_("Explanation"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("It is public. You can use Markdown."),
    )
    units = forms.ModelMultipleChoiceField(
        label=_("Units that are asked"), queryset=Unit.objects.order_by("name"), widget=forms.CheckboxSelectMultiple
    )
    closes_at = MomentField(label=_("Answers until"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.sources = {f"source-{source.pk}": source for source in SourceText.objects.defer("text")}
        self.proposals = {f"proposal-{p.pk}": p for p in _waiting_proposals()}
        groups = ((_("Source texts"), self.sources), (_("Proposed texts"), self.proposals))
        self.fields["text"].choices = [
            ("", _("Choose a text")),
            *((label, [(key, str(text)) for key, text in texts.items()]) for label, texts in groups if texts),
        ]

    def clean_text(self) -> SourceText | Proposal:
        return {**self.sources, **self.proposals}[self.cleaned_data["text"]]


def _waiting_proposals() -> QuerySet[Proposal]:
    waiting = Proposal.objects.filter(version=None).defer("text").select_related("instrument")
    return waiting.order_by("instrument__title", "-number")


class PositionForm(forms.Form):
    clause = forms.ChoiceField(label=_("On"), required=False)
    answer = forms.ChoiceField(
        label=_("Position"), choices=capitalised(Position.Answer.choices), widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("In its own words"), required=False, max_length=LONGEST_WORDS, widget=forms.Textarea(attrs={"rows": 5})
    )

    def __init__(self, consulted: ConsultedUnit, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        given = latest_positions(consulted)
        clauses = consulted_text(consulted.consultation).clauses
        self.fields["clause"].choices = [
            ("", _("the whole text")),
            *((clause.number, _clause_label(clause.number, clause.number in given)) for clause in clauses),
        ]

    def given(self) -> dict[str, tuple[str, str]]:
        """The answer as the action takes it."""
        typed = self.cleaned_data
        return {typed["clause"]: (typed["answer"], typed["words"])}


def _clause_label(number: str, is_answered: bool) -> str:
    label = _("clause {number}, answered before") if is_answered else _("clause {number}")
    return format_lazy(label, number=number)


class BindConsultationForm(forms.Form):
    def __init__(self, consultation: Consultation, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["motion"] = MotionField(consultation.body)


class ResponsesForm(forms.Form):
    """For each unit that gave a position: whether it is followed, and if not, why."""

    def __init__(self, standings: list[Standing], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.standings = [standing for standing in standings if standing.positions]
        for standing in self.standings:
            pk, unit = standing.consulted.pk, standing.consulted.unit.name
            self.fields[f"kind_{pk}"] = forms.ChoiceField(
                label=format_lazy(_("The position of {unit} is"), unit=unit),
                choices=capitalised(Response.Kind.choices),
                widget=forms.RadioSelect,
                initial=standing.kind,
                help_text=" ".join(standing.departures),
            )
            self.fields[f"reason_{pk}"] = forms.CharField(
                label=format_lazy(_("Why the body departs from the position of {unit}"), unit=unit),
                required=False,
                max_length=LONGEST_WORDS,
                widget=forms.Textarea(attrs={"rows": 3}),
                initial=standing.reason,
            )

    def responses(self) -> dict[ConsultedUnit, tuple[str, str]]:
        typed = self.cleaned_data
        return {
            standing.consulted: (typed[f"kind_{standing.consulted.pk}"], typed[f"reason_{standing.consulted.pk}"])
            for standing in self.standings
        }
