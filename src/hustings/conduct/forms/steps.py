"""What is typed to take a step: the words that belong to it, and whatever else it asks for."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from hustings.conduct.actions.steps import LONGEST_TEXT
from hustings.conduct.actions.time import longest_pause
from hustings.conduct.deadlines import current, today
from hustings.conduct.forms.members import FindsMember, confirmed, found_by
from hustings.conduct.models import Appeal, Case, SanctionKind
from hustings.conduct.panels import size
from hustings.conduct.people import Actor, Role
from hustings.conduct.queries.allegations import allegation_label
from hustings.conduct.queries.cases import was_notified
from hustings.conduct.queries.findings import to_find
from hustings.conduct.queries.next_steps import open_to_objection, replaceable, to_draw
from hustings.conduct.queries.settings import conduct_rules
from hustings.conduct.readers import readers_of_step
from hustings.conduct.states import STEPS
from hustings.council.forms.people import NumberField
from hustings.elections.forms.choices import capitalised
from hustings.register.models import Member

YES, NO = "yes", "no"
# What an appeal panel can decide before the respondent was given notice.
NOT_TAKEN_UP = [
    (Appeal.Outcome.DISMISSED.value, _("dismissed: the complaint is not taken up")),
    (Appeal.Outcome.REHEARD.value, _("upheld: the complaint is taken up")),
]


class YesNoField(forms.TypedChoiceField):
    """One of two answers, each in words."""

    def __init__(self, yes: Any, no: Any, **options: Any) -> None:
        super().__init__(
            choices=[(YES, yes), (NO, no)], coerce=lambda value: value == YES, widget=forms.RadioSelect, **options
        )


class DayField(forms.DateField):
    """A day."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.DateInput(format="%Y-%m-%d"), **options)


class StepForm(forms.Form):
    """A step that needs nothing but a yes; with `text`, the words that belong to it."""

    def __init__(
        self, verb: str, case: Case, actor: Actor, *args: Any, found: Sequence[Member] = (), **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.step, self.case, self.actor, self.found = STEPS[verb], case, actor, found
        self.ask()
        if self.step.writes:
            self.fields["text"] = forms.CharField(
                label=self.words_label(),
                max_length=LONGEST_TEXT,
                widget=forms.Textarea(attrs={"rows": 8}),
                help_text=readers_of_step(self.step.verb),
            )

    def ask(self) -> None:
        """Add the fields that this step has beside its words."""

    def words_label(self) -> Any:
        return self.step.writes.label if self.step.writes else ""


class ReasonedForm(StepForm):
    def words_label(self) -> Any:
        return _("Reasons")


class MemberForm(FindsMember, StepForm):
    def ask(self) -> None:
        self.ask_for_member(_("Who is complained of?"))


class AcceptForm(ReasonedForm):
    def ask(self) -> None:
        self.fields["review"] = forms.BooleanField(
            label=_("An independent reviewer looks first whether this is retaliation"),
            required=False,
            help_text=_("Against somebody who complained, testified or spoke up lately this happens in any case."),
        )


class DismissForm(ReasonedForm):
    def ask(self) -> None:
        if self.case.respondent is None:
            self.fields["no_member"] = forms.BooleanField(
                label=_("It is about nobody on the register"),
                required=False,
                help_text=_("Otherwise say first who it is: in an appeal the lot must not fall on them."),
            )


class ReviewForm(ReasonedForm):
    def ask(self) -> None:
        self.fields["retaliation"] = YesNoField(
            _("It is retaliation: the case ends"), _("It is not: the case goes on"), label=_("Your decision")
        )


class WitnessForm(StepForm):
    """For an investigator, who is a member like others and looks for nobody's name."""

    def ask(self) -> None:
        self.fields["member"] = NumberField()
        self.ask_as_what()

    def ask_as_what(self) -> None:
        self.fields["role"] = forms.TypedChoiceField(
            label=_("As"),
            choices=capitalised([(role.value, role.label) for role in (Role.WITNESS, Role.SUPPORTER)]),
            coerce=Role,
            widget=forms.RadioSelect,
        )


class OfficersWitnessForm(FindsMember, WitnessForm):
    def ask(self) -> None:
        self.ask_for_member(_("Who is it?"))
        if self.found:
            self.ask_as_what()


class DrawForm(StepForm):
    def ask(self) -> None:
        self.fields["role"] = forms.TypedChoiceField(
            label=_("Draw by lot"),
            choices=capitalised([(role.value, role.label) for role in to_draw(self.case)]),
            coerce=Role,
            widget=forms.RadioSelect,
            help_text=_("Members of the pool with a conflict are left out, each with the reason on record."),
        )


class ObjectForm(ReasonedForm):
    def ask(self) -> None:
        parts = open_to_objection(self.case, self.actor.role)
        self.fields["part"] = forms.TypedChoiceField(
            label=_("To whom do you object?"),
            # By their place, and no number that all cases share: it would tell the parties how many there are.
            choices=[(part.place, part.member.name) for part in parts if part.member],
            coerce=lambda place: next(part for part in parts if str(part.place) == place),
            widget=forms.RadioSelect,
        )


class ReplaceForm(ReasonedForm):
    def ask(self) -> None:
        parts = replaceable(self.case)
        self.fields["part"] = forms.TypedChoiceField(
            label=_("Who is to be replaced?"),
            choices=[(part.place, part.member.name) for part in parts if part.member],
            coerce=lambda place: next(part for part in parts if str(part.place) == place),
            widget=forms.RadioSelect,
        )


class DecideObjectionForm(ReasonedForm):
    def ask(self) -> None:
        waiting = list(self.case.objections.filter(decided_at=None).select_related("part__member"))
        self.fields["objection"] = forms.TypedChoiceField(
            label=_("Objection"),
            choices=[
                (
                    each.pk,
                    format_lazy(_("to {name}, by the {role}"), name=each.part.member, role=each.get_by_role_display()),
                )
                for each in waiting
            ],
            coerce=lambda pk: next(each for each in waiting if str(each.pk) == pk),
            widget=forms.RadioSelect,
        )
        self.fields["upheld"] = YesNoField(
            _("It is upheld: somebody else is drawn"), _("It is refused"), label=_("Your decision")
        )


class SuspendForm(ReasonedForm):
    def ask(self) -> None:
        last = today() + timedelta(days=conduct_rules().suspension_days - 1)
        self.fields["until"] = DayField(label=_("Suspended until the end of"), initial=last)

    def words_label(self) -> Any:
        return _("Urgent grounds")


class ReviewSuspensionForm(ReasonedForm):
    def ask(self) -> None:
        self.fields["lift"] = YesNoField(
            _("It is lifted at once"), _("It stays until its last day"), label=_("Your decision")
        )


class FindForm(ReasonedForm):
    def ask(self) -> None:
        open_ = to_find(self.case)
        self.fields["allegation"] = forms.TypedChoiceField(
            label=_("Allegation"),
            choices=[(each.pk, allegation_label(each)) for each in open_],
            coerce=lambda pk: next(each for each in open_ if str(each.pk) == pk),
            widget=forms.RadioSelect,
        )
        self.fields["upheld"] = YesNoField(_("Upheld"), _("Not upheld"), label=_("What the panel finds"))
        self.fields["agreed"] = forms.IntegerField(
            label=_("Members of the panel who agree"), min_value=1, max_value=size(Role.PANEL)
        )


class SanctionForm(ReasonedForm):
    def ask(self) -> None:
        allowed = [(kind.value, kind.label) for kind in SanctionKind if kind in conduct_rules().sanctions]
        self.fields["kind"] = forms.ChoiceField(
            label=_("Sanction"),
            choices=[*capitalised(allowed), ("", _("No sanction"))],
            required=False,
            widget=forms.RadioSelect,
        )
        self.fields["from_date"] = DayField(label=_("From"), initial=today, required=False)
        self.fields["until"] = DayField(
            label=_("Until the end of"),
            required=False,
            help_text=_("A suspension needs a last day; conditions can have one."),
        )

    def words_label(self) -> Any:
        return _("Reasons, and what any conditions are")


class DecideAppealForm(ReasonedForm):
    def ask(self) -> None:
        choices = Appeal.Outcome.choices if was_notified(self.case) else NOT_TAKEN_UP
        self.fields["decision"] = forms.ChoiceField(
            label=_("Your decision"), choices=capitalised(choices), widget=forms.RadioSelect
        )


class PauseForm(ReasonedForm):
    def ask(self) -> None:
        self.fields["until"] = DayField(
            label=_("Paused until the end of"),
            initial=longest_pause,
            help_text=_("By then you let the case go on, or say why it must wait longer; you are reminded of it."),
        )


class ExtendForm(ReasonedForm):
    def ask(self) -> None:
        due = current(self.case)
        self.fields["due_on"] = DayField(
            label=_("Paused until the end of") if self.case.paused_at else _("New last day"),
            initial=max(due.due_on, today()) + timedelta(days=7) if due else None,
        )


FORMS: Mapping[str, type[StepForm]] = {
    "name-respondent": MemberForm,
    "accept": AcceptForm,
    "dismiss": DismissForm,
    "decide-review": ReviewForm,
    "name-witness": WitnessForm,
    "draw": DrawForm,
    "object": ObjectForm,
    "replace": ReplaceForm,
    "decide-objection": DecideObjectionForm,
    "suspend": SuspendForm,
    "review-suspension": ReviewSuspensionForm,
    "find": FindForm,
    "sanction": SanctionForm,
    "decide-appeal": DecideAppealForm,
    "pause": PauseForm,
    "resume": ReasonedForm,
    "extend": ExtendForm,
}


def step_form(verb: str, case: Case, actor: Actor, data: Any = None) -> StepForm:
    """The form of a step."""
    form = FORMS.get(verb, StepForm)
    if form is WitnessForm and actor.role == Role.OFFICER:
        form = OfficersWitnessForm
    if not issubclass(form, FindsMember):
        return form(verb, case, actor, data)
    found = found_by(data.get("find", "")) if data else []
    if found and not confirmed(data, found):
        return form(verb, case, actor, found=found, initial={"find": data["find"]})
    return form(verb, case, actor, data, found=found)
