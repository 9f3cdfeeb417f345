"""Candidates, slates, pledges and answers."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hustings.elections.forms.choices import capitalised
from hustings.elections.models import STATEMENT_WORDS, Candidate, Contest, Pledge, PledgeAnswer, Slate
from hustings.elections.pasted import CandidateRow, read_candidates
from hustings.register.models import Member


class StatementField(forms.CharField):
    def __init__(self, **options: Any) -> None:
        super().__init__(
            label=_("Statement"),
            required=False,
            widget=forms.Textarea(attrs={"rows": 12}),
            help_text=format_lazy(
                _("At most {words} words. You can use Markdown: *emphasis*, lists, links."), words=STATEMENT_WORDS
            ),
            max_length=20_000,
            **options,
        )


class GroupField(forms.BooleanField):
    """Whether a candidate belongs to the group for which the contest keeps seats."""

    def __init__(self, contest: Contest) -> None:
        group = contest.reserved_for
        assert group
        super().__init__(
            label=gettext("Belongs to the group “{group}”").format(group=group.name),
            help_text=gettext("Seats are reserved for it. {meaning} The answer is published.").format(
                meaning=group.meaning
            ),
            required=False,
        )


class CandidateForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200, help_text=_("As it stands on the ballot."))
    number = forms.CharField(
        label=_("Membership number"), max_length=40, required=False, help_text=_("Links the candidate to the register.")
    )
    slate = forms.ModelChoiceField(label=_("Slate"), queryset=Slate.objects.none(), required=False)
    accepted = forms.BooleanField(label=_("Has accepted the nomination"), required=False)
    statement = StatementField()

    def __init__(self, contest: Contest, candidate: Candidate | None = None, **options: Any) -> None:
        if candidate:
            options["initial"] = {
                "name": candidate.name,
                "number": candidate.member.number if candidate.member else "",
                "slate": candidate.slate,
                "in_group": candidate.in_group,
                "accepted": candidate.state == Candidate.State.ACCEPTED,
                "statement": candidate.statement,
            }
        super().__init__(**options)
        self.fields["slate"].queryset = contest.slates.all()
        self.fields["slate"].empty_label = _("None")
        if contest.reserved_for:
            self.fields["in_group"] = GroupField(contest)

    def clean_number(self) -> Member | None:
        number = self.cleaned_data["number"].strip()
        member = Member.objects.filter(number=number).first() if number else None
        if number and member is None:
            raise forms.ValidationError(_("No member has this number. Correct it, or leave it empty."))
        return member

    def details(self) -> dict[str, Any]:
        """Return what was typed, as the actions take it."""
        typed = self.cleaned_data
        return {
            "name": typed["name"],
            "member": typed["number"],
            "slate": typed["slate"],
            "in_group": typed.get("in_group", False),
            "statement": typed["statement"],
            "state": Candidate.State.ACCEPTED if typed["accepted"] else Candidate.State.NOMINATED,
        }


class PasteForm(forms.Form):
    table = forms.CharField(
        label=_("Candidates"),
        widget=forms.Textarea(attrs={"rows": 14}),
        max_length=2_000_000,
        help_text=_(
            "From a spreadsheet or a CSV file. The first line names the columns: name, and if you have them number, "
            "slate, statement. Or just names, each on a line of its own. All of them count as having accepted."
        ),
    )
    rows: list[CandidateRow]

    def clean_table(self) -> str:
        pasted = read_candidates(self.cleaned_data["table"])
        if pasted.faults:
            raise forms.ValidationError(pasted.faults)
        self.rows = pasted.rows
        return self.cleaned_data["table"]


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=300, required=False, help_text=_("It is published with the withdrawal.")
    )


class SlateForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    statement = StatementField()


class PledgeForm(forms.Form):
    text = forms.CharField(
        label=_("Pledge"), max_length=300, help_text=_("For example ‘I will vote to adopt the code in full’.")
    )
    decision = forms.CharField(
        label=_("The decision it promises"),
        max_length=300,
        help_text=_("What is to be decided, so that everybody can see later whether the pledge was kept."),
    )


class AnswersForm(forms.Form):
    """One radio group per pledge of the candidate's contest."""

    def __init__(self, candidate: Candidate, **options: Any) -> None:
        super().__init__(**options)
        self.pledges: dict[str, Pledge] = {f"pledge_{pledge.pk}": pledge for pledge in candidate.contest.pledges.all()}
        latest = dict(candidate.answers.order_by("pk").values_list("pledge_id", "answer"))
        for name, pledge in self.pledges.items():
            self.fields[name] = forms.ChoiceField(
                label=pledge.text,
                choices=capitalised(PledgeAnswer.Answer.choices),
                widget=forms.RadioSelect,
                initial=latest.get(pledge.pk, PledgeAnswer.Answer.NONE),
            )

    def answers(self) -> dict[Pledge, str]:
        return {pledge: self.cleaned_data[name] for name, pledge in self.pledges.items()}
