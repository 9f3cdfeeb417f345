"""Meetings, motions, divisions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hustings.council.actions.divisions import Numbers
from hustings.council.clauses import Clause, parse
from hustings.council.forms.people import HolderField, WhenForm
from hustings.council.models import Amendment, Division, Meeting, Motion, MotionClause, PledgeTest, Threshold, Vote
from hustings.council.queries.divisions import division_roll
from hustings.council.queries.meetings import meeting_members
from hustings.council.queries.motions import own_clauses
from hustings.elections.forms.choices import capitalised
from hustings.elections.forms.moments import MomentField
from hustings.elections.models import Pledge
from hustings.register.models import Member
from hustings.texts import full_wording
from hustings.texts import parse as parse_text


class MeetingForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=200, help_text=_("For example ‘Ordinary meeting, March’."))
    starts_at = MomentField(label=_("Begins"))
    place = forms.CharField(label=_("Place"), max_length=300, required=False)


class AgendaItemForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=200)
    text = forms.CharField(
        label=_("Explanation"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("You can use Markdown."),
    )


class OpenForm(WhenForm):
    field_order = ("chair", "at")

    def __init__(self, meeting: Meeting, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["chair"] = HolderField(meeting_members(meeting), label=_("Chair"))
        self.order_fields(self.field_order)


class MinutesForm(forms.Form):
    text = forms.CharField(
        label=_("Minutes"),
        widget=forms.Textarea(attrs={"rows": 16}),
        help_text=_(
            "What is to be told beside the record: who was there, the motions and the divisions stand in the minutes "
            "by themselves. You can use Markdown."
        ),
    )
    correction = forms.CharField(label=_("What this edition corrects"), max_length=300, required=False)

    def __init__(self, meeting: Meeting, *args: Any, **options: Any) -> None:
        last = meeting.minutes.last()
        super().__init__(*args, initial={"text": last.text if last else ""}, **options)
        if last is None:
            del self.fields["correction"]


class _MovedForm(WhenForm):
    """Something that a seat-holder moves and another one seconds."""

    def __init__(self, meeting: Meeting, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        holders = meeting_members(meeting)
        self.fields["mover"] = HolderField(holders, label=_("Mover"))
        self.fields["seconder"] = HolderField(
            holders,
            label=_("Seconder"),
            required=meeting.body.seconder_required,
            error_messages={"required": _("The standing orders ask for a seconder. Name one.")},
        )


class MotionForm(_MovedForm):
    field_order = ("title", "text", "mover", "seconder", "threshold", "question", "agenda_item", "at")
    title = forms.CharField(label=_("Title"), max_length=200)
    text = forms.CharField(
        label=_("Text"),
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("Clause by clause, an empty line between them. Clauses without a number are numbered."),
    )
    threshold = forms.ChoiceField(label=_("What carries it"))
    question = forms.CharField(
        label=_("Question it decides"),
        max_length=200,
        required=False,
        help_text=_(
            "Only if its title says it in other words than an earlier motion: a question that was decided cannot be "
            "moved again at once."
        ),
    )
    agenda_item = forms.ModelChoiceField(
        label=_("Item of the agenda"), queryset=None, required=False, empty_label=_("None")
    )

    def __init__(self, meeting: Meeting, *args: Any, **options: Any) -> None:
        super().__init__(meeting, *args, **options)
        self.fields["threshold"].choices = capitalised(Threshold.choices)
        self.fields["threshold"].initial = meeting.body.threshold
        self.fields["agenda_item"].queryset = meeting.agenda.all()
        self.order_fields(self.field_order)

    def clauses(self) -> list[Clause]:
        return parse(self.cleaned_data["text"])


_OF_TEXT = "text-"


class AmendmentForm(_MovedForm):
    field_order = ("clause", "kind", "text", "mover", "seconder", "at")
    clause = forms.ChoiceField(label=_("Clause"))
    kind = forms.ChoiceField(label=_("What the amendment does"), widget=forms.RadioSelect)
    text = forms.CharField(label=_("New words"), required=False, widget=forms.Textarea(attrs={"rows": 5}))

    def __init__(self, motion: Motion, *args: Any, **options: Any) -> None:
        super().__init__(motion.meeting, *args, **options)
        self.clauses = {str(clause.pk): clause for clause in own_clauses(motion)}
        own = [(key, _shown(clause.label, clause.text)) for key, clause in self.clauses.items()]
        adopts = getattr(motion, "adopts", None)
        text = parse_text(adopts.proposal.text).clauses if adopts else ()
        of_text = [(f"{_OF_TEXT}{clause.number}", _shown(clause.number, full_wording(clause))) for clause in text]
        self.fields["clause"].choices = [
            ("", _("Choose a clause")),
            (_("Clauses of the motion"), own),
            *([(_("Clauses of the text that it adopts"), of_text)] if of_text else []),
        ]
        self.fields["kind"].choices = capitalised(Amendment.Kind.choices)
        self.order_fields(self.field_order)

    def chosen(self) -> MotionClause | str:
        """A clause of the motion, or the number of a clause of the text that it adopts."""
        key = self.cleaned_data["clause"]
        return self.clauses.get(key) or key.removeprefix(_OF_TEXT)


def _shown(number: str, words: str) -> str:
    return f"{number}. {' '.join(words.split())[:80]}"


class OrderForm(forms.Form):
    """A place for each amendment to one clause that is still to be put."""

    def __init__(self, clause: MotionClause, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.amendments = list(clause.amendments.filter(state=Amendment.State.MOVED).order_by("order"))
        for place, amendment in enumerate(self.amendments, start=1):
            self.fields[f"place_{amendment.pk}"] = forms.IntegerField(
                label=_("Amendment {number}: {text}").format(
                    number=amendment.number, text=amendment.text[:80] or amendment.get_kind_display()
                ),
                min_value=1,
                max_value=len(self.amendments),
                initial=place,
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and len(set(cleaned.values())) < len(cleaned):
            raise forms.ValidationError(_("Two amendments have the same place. Give each a place of its own."))
        return cleaned

    def in_order(self) -> list[Amendment]:
        return sorted(self.amendments, key=lambda amendment: self.cleaned_data[f"place_{amendment.pk}"])


class DivisionForm(WhenForm):
    field_order = ("by_name", "at")
    by_name = forms.BooleanField(label=_("Record each vote by name"), required=False, initial=True)

    def __init__(self, motion: Motion, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if not motion.body.numbers_only:
            del self.fields["by_name"]

    def is_by_name(self) -> bool:
        return self.cleaned_data.get("by_name", True)


class VotesForm(forms.Form):
    """A choice for each seat-holder who is there."""

    def __init__(self, division: Division, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.voters: dict[str, tuple[Member, str]] = {}
        choices = [choice for choice in Vote.Choice.choices if choice[0] != Vote.Choice.ABSENT]
        for row in division_roll(division):
            if row.is_present or row.choice:
                name = f"vote_{row.member.pk}"
                self.voters[name] = (row.member, row.choice)
                self.fields[name] = forms.ChoiceField(
                    label=row.member.name,
                    choices=capitalised(choices),
                    required=False,
                    initial=row.choice,
                    widget=forms.RadioSelect,
                )

    def changed_votes(self) -> list[tuple[Member, str]]:
        """Who votes otherwise than is on record, and how."""
        return [
            (member, self.cleaned_data[name])
            for name, (member, before) in self.voters.items()
            if self.cleaned_data[name] not in ("", before)
        ]


class CloseDivisionForm(WhenForm):
    silent_abstain = forms.BooleanField(label=_("Who is there and has not voted abstains"), required=False)
    in_favour = forms.IntegerField(label=_("For"), min_value=0, max_value=100_000)
    against = forms.IntegerField(label=_("Against"), min_value=0, max_value=100_000)
    abstaining = forms.IntegerField(label=_("Abstaining"), min_value=0, max_value=100_000)
    casting_vote = forms.ChoiceField(
        label=_("Casting vote of the chair"),
        required=False,
        widget=forms.RadioSelect,
        choices=[("", _("None")), ("for", _("For")), ("against", _("Against"))],
        help_text=_("Only on a tie."),
    )
    field_order = ("silent_abstain", "in_favour", "against", "abstaining", "casting_vote", "at")

    def __init__(self, division: Division, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        left_out = ("in_favour", "against", "abstaining") if division.by_name else ("silent_abstain",)
        for name in left_out:
            del self.fields[name]
        if not division.meeting.body.casting_vote:
            del self.fields["casting_vote"]
        self.order_fields(self.field_order)

    def details(self) -> dict[str, Any]:
        """What was typed, as the action takes it."""
        typed = self.cleaned_data
        numbers = Numbers(typed["in_favour"], typed["against"], typed["abstaining"]) if "in_favour" in typed else None
        return {
            "silent_abstain": typed.get("silent_abstain", False),
            "numbers": numbers,
            "casting_vote": typed.get("casting_vote", ""),
            "at": self.moment(),
        }


class VoteForm(forms.Form):
    """A seat-holder's own vote."""

    choice = forms.ChoiceField(label=_("Your vote"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["choice"].choices = capitalised(
            [choice for choice in Vote.Choice.choices if choice[0] != Vote.Choice.ABSENT]
        )


class PledgeTestForm(forms.Form):
    pledge = forms.ModelChoiceField(label=_("Pledge"), queryset=None, empty_label=_("Choose a pledge"))
    amendment = forms.ModelChoiceField(
        label=_("Tested by"), queryset=None, required=False, empty_label=_("The division on the motion")
    )
    promised = forms.ChoiceField(label=_("What keeps it"), widget=forms.RadioSelect)

    def __init__(self, motion: Motion, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        pledges = Pledge.objects.filter(contest__seats_term__body=motion.body) | Pledge.objects.filter(
            contest__seats_term=None, contest__body_name=motion.body.name
        )
        self.fields["pledge"].queryset = pledges.select_related("contest__election").order_by("-pk")
        self.fields["pledge"].label_from_instance = lambda pledge: f"{pledge.text} ({pledge.contest.election.name})"
        self.fields["amendment"].queryset = motion.amendments.all()
        self.fields["amendment"].label_from_instance = lambda amendment: str(
            _("The division on amendment {number}").format(number=amendment.number)
        )
        self.fields["promised"].choices = capitalised(PledgeTest.Promised.choices)


class CorrectionForm(forms.Form):
    text = forms.CharField(
        label=_("Correction"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("What is wrong in the entry, and what is right. It becomes an entry of its own."),
    )
