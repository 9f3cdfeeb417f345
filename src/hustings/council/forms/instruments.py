"""Source texts, instruments, proposals, and rulings on their clauses."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from hustings.council.dispositions import Settled
from hustings.council.models import Body, ClauseRuling, Decision, Instrument, Motion, SourceText
from hustings.council.models.instruments import LONGEST_TEXT
from hustings.elections.forms.choices import capitalised
from hustings.texts import Disposition

_HOW_TO_NUMBER = _(
    "Markdown or plain text. Each clause begins with its number on a line of its own: ‘3.’, ‘(a)’, ‘3.2’ or "
    "‘## 3. Officers’."
)


class TextField(forms.CharField):
    def __init__(self, **options: Any) -> None:
        super().__init__(
            **{
                "label": _("Text"),
                "widget": forms.Textarea(attrs={"rows": 20}),
                "help_text": _HOW_TO_NUMBER,
                "max_length": LONGEST_TEXT,
                **options,
            }
        )


class SourceTextForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=200)
    origin = forms.CharField(label=_("Whose text it is"), max_length=200)
    published_on = forms.DateField(label=_("Published on"), required=False)
    text = TextField()


class InstrumentForm(forms.Form):
    title = forms.CharField(
        label=_("Title"), max_length=200, help_text=_("It is the heading of its public page, and makes its address.")
    )
    body = forms.ModelChoiceField(label=_("Adopted by"), queryset=Body.objects.all())


class ProposalForm(forms.Form):
    source = forms.ModelChoiceField(
        label=_("Source text"),
        queryset=SourceText.objects.defer("text"),
        required=False,
        empty_label=_("None: the text is our own"),
        help_text=_("The text of somebody else that this one adopts, in full or in part."),
    )
    text = TextField()
    reservations = forms.CharField(
        label=_("Reservations"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What the body declares when it adopts the text. An empty line between one and the next."),
    )

    def __init__(self, instrument: Instrument, *args: Any, **options: Any) -> None:
        last = instrument.proposals.last()
        if last:
            options["initial"] = {"source": last.source, "text": last.text, "reservations": last.reservations}
        super().__init__(*args, **options)


class RulingForm(forms.Form):
    disposition = forms.ChoiceField(
        label=_("What became of it"), choices=capitalised(ClauseRuling.Kind.choices), widget=forms.RadioSelect
    )
    adopted = forms.CharField(
        label=_("Clauses of the adopted text"),
        max_length=200,
        required=False,
        help_text=_("In which it stands, or by which it is covered, with commas between them. Empty if it is omitted."),
    )
    rationale = forms.CharField(
        label=_("Why"), widget=forms.Textarea(attrs={"rows": 4}), help_text=_("It is published with the clause.")
    )

    def __init__(self, row: Settled, *args: Any, **options: Any) -> None:
        outcome = row.outcome
        initial = {
            "disposition": str(outcome.disposition),
            "adopted": ", ".join(clause.number for clause in outcome.adopted),
            "rationale": row.ruling.rationale if row.ruling else "",
        }
        super().__init__(*args, initial=initial, **options)

    def clean_adopted(self) -> list[str]:
        numbers = [number.strip() for number in self.cleaned_data["adopted"].split(",") if number.strip()]
        return [] if self.cleaned_data.get("disposition") == Disposition.OMITTED else numbers


class MotionField(forms.ModelChoiceField):
    """A motion that is still to be decided."""

    def __init__(self, body: Body, **options: Any) -> None:
        waiting = Motion.objects.filter(body=body, state=Motion.State.MOVED).order_by("-number")
        super().__init__(label=_("Motion"), queryset=waiting, empty_label=_("Choose a motion"), **options)

    def label_from_instance(self, motion: Motion) -> str:
        return format_lazy(_("Motion {number}: {title}"), number=motion.number, title=motion.title)


class BindProposalForm(forms.Form):
    in_force_from = forms.DateField(
        label=_("In force from"), required=False, help_text=_("Empty: from the day of the decision.")
    )

    def __init__(self, body: Body, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["motion"] = MotionField(body)
        self.order_fields(["motion"])


class DecisionField(forms.ModelChoiceField):
    def __init__(self, body: Body) -> None:
        carried = Decision.objects.filter(body=body, outcome=Decision.Outcome.CARRIED).order_by("-number")
        super().__init__(label=_("Decision"), queryset=carried, empty_label=_("Choose a decision"))

    def label_from_instance(self, decision: Decision) -> str:
        return format_lazy(_("Decision {number}: {title}"), number=decision.number, title=decision.title)


class RepealForm(forms.Form):
    ends_on = forms.DateField(
        label=_("In force no longer from"), required=False, help_text=_("Empty: from the day of the decision.")
    )

    def __init__(self, body: Body, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["decision"] = DecisionField(body)
        self.order_fields(["decision"])


class AdoptForm(forms.Form):
    in_force_from = forms.DateField(
        label=_("In force from"), required=False, help_text=_("Empty: from the day of the decision.")
    )

    def __init__(self, body: Body, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["decision"] = DecisionField(body)
        self.order_fields(["decision"])
