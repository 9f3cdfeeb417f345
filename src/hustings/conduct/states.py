"""The rules of a case as one table: who may take which step at which stage, where it leads, who must act by when, and
who may read what from which stage on.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hustings.conduct.models.cases import Stage, TextKind
from hustings.conduct.people import DRAWN, PARTIES, Role

Text = str | Promise

ORDER = tuple(Stage)
OPEN = frozenset(Stage) - {Stage.CLOSED}
# Stages at which people who were drawn are at work, and who they are.
AT_WORK = {
    Stage.REVIEW: Role.REVIEWER,
    Stage.INVESTIGATION: Role.INVESTIGATOR,
    Stage.HEARING: Role.PANEL,
    Stage.APPEAL: Role.APPEAL_PANEL,
}
# Stages at which nobody can act before they have been drawn; who leaves a panel that has found is replaced, too.
NEEDED = {**AT_WORK, Stage.SANCTION: Role.PANEL}
# Between the notice and the findings: when a suspension on urgent grounds may be needed.
NOT_FOUND_YET = frozenset({Stage.ANSWER, Stage.CONCILIATION, Stage.INVESTIGATION, Stage.HEARING})
OFFICER = frozenset({Role.OFFICER})


@dataclass(frozen=True)
class Step:
    """Something that can be done in a case.

    `leads_to` names the stages that can follow; without any the case stays where it is. `writes` is the kind of the
    words that come with it. `quiet` steps are seen by officers alone.
    """

    verb: str
    label: Text
    done: Text
    by: frozenset[Role]
    stages: frozenset[Stage]
    leads_to: tuple[Stage, ...] = ()
    writes: TextKind | None = None
    while_paused: bool = False
    quiet: bool = False

    @property
    def is_next(self) -> bool:
        """Whether the case waits for it: it leads on, or nothing does before it is done."""
        return bool(self.leads_to) or self.verb in ("name-respondent", "draw", "decide-objection", "resume")


STEPS: Mapping[str, Step] = {
    step.verb: step
    for step in (
        Step(
            "name-respondent",
            _("Say who is complained of"),
            _("The respondent was named."),
            OFFICER,
            frozenset({Stage.TRIAGE}),
            quiet=True,
        ),
        Step(
            "accept",
            _("Take the complaint up"),
            _("The complaint was taken up."),
            OFFICER,
            frozenset({Stage.TRIAGE}),
            (Stage.NOTICE, Stage.REVIEW),
            TextKind.TRIAGE,
        ),
        Step(
            "dismiss",
            _("Do not take the complaint up"),
            _("The complaint was not taken up."),
            OFFICER,
            frozenset({Stage.TRIAGE}),
            (Stage.APPEALABLE,),
            TextKind.TRIAGE,
        ),
        Step(
            "decide-review",
            _("Decide whether it is retaliation"),
            _("The independent reviewer decided whether the case is retaliation."),
            frozenset({Role.REVIEWER}),
            frozenset({Stage.REVIEW}),
            (Stage.NOTICE, Stage.APPEALABLE),
            TextKind.REVIEW,
        ),
        Step(
            "send-to-review",
            _("Have it reviewed first"),
            _("The case was sent to an independent reviewer."),
            OFFICER,
            frozenset({Stage.NOTICE}),
            (Stage.REVIEW,),
            quiet=True,
        ),
        Step(
            "notify",
            _("Give notice to the respondent"),
            _("The respondent was given notice of what is alleged."),
            OFFICER,
            frozenset({Stage.NOTICE}),
            (Stage.ANSWER,),
            TextKind.NOTICE,
        ),
        Step(
            "answer",
            _("Answer what is alleged"),
            _("The respondent answered."),
            frozenset({Role.RESPONDENT}),
            frozenset({Stage.ANSWER}),
            (Stage.INVESTIGATION,),
            TextKind.ANSWER,
        ),
        Step(
            "investigate",
            _("Go on without an answer"),
            _("The time to answer was over, and the case went on."),
            OFFICER,
            frozenset({Stage.ANSWER}),
            (Stage.INVESTIGATION,),
        ),
        Step(
            "conciliate",
            _("Agree to conciliation"),
            _("A party agreed to conciliation."),
            PARTIES,
            frozenset({Stage.ANSWER, Stage.INVESTIGATION}),
            (Stage.CONCILIATION,),
        ),
        Step(
            "settle",
            _("Record that both agree"),
            _("Conciliation settled the case."),
            OFFICER,
            frozenset({Stage.CONCILIATION}),
            (Stage.CLOSED,),
            TextKind.CONCILIATION,
        ),
        Step(
            "end-conciliation",
            _("End the conciliation"),
            _("Conciliation ended without agreement."),
            OFFICER | PARTIES,
            frozenset({Stage.CONCILIATION}),
            (Stage.ANSWER, Stage.INVESTIGATION),
        ),
        Step(
            "name-witness",
            _("Name a witness"),
            _("A witness, or somebody who spoke up for the complainant, was named."),
            frozenset({Role.OFFICER, Role.INVESTIGATOR}),
            frozenset({Stage.NOTICE, Stage.ANSWER, Stage.INVESTIGATION, Stage.HEARING}),
            quiet=True,
        ),
        Step(
            "draw",
            _("Draw by lot who acts next"),
            _("People were drawn by lot."),
            OFFICER,
            frozenset(NEEDED) | NOT_FOUND_YET,
        ),
        Step(
            "object",
            _("Object to somebody who was drawn"),
            _("A party objected to somebody who was drawn."),
            PARTIES,
            frozenset(NEEDED) - {Stage.REVIEW},
            writes=TextKind.OBJECTION,
        ),
        Step(
            "decide-objection",
            _("Decide an objection"),
            _("An objection was decided."),
            frozenset({Role.REVIEWER}),
            frozenset(NEEDED) - {Stage.REVIEW},
            writes=TextKind.OBJECTION,
        ),
        Step(
            "step-aside",
            _("Step aside"),
            _("Somebody who was to act stepped aside."),
            DRAWN | OFFICER,
            OPEN,
            while_paused=True,
        ),
        Step(
            "replace",
            _("Replace somebody who does not act"),
            _("Somebody who had not acted in time was released."),
            OFFICER,
            frozenset(NEEDED),
            writes=TextKind.TIME,
        ),
        Step("join", _("Ask to be let in"), _("A conduct officer joined the case."), OFFICER, OPEN, while_paused=True),
        Step(
            "report",
            _("Report what was found out"),
            _("The investigator reported."),
            frozenset({Role.INVESTIGATOR}),
            frozenset({Stage.INVESTIGATION}),
            (Stage.HEARING,),
            TextKind.REPORT,
        ),
        Step(
            "suspend",
            _("Suspend on urgent grounds"),
            _("The respondent was suspended before a finding, on urgent grounds."),
            OFFICER,
            NOT_FOUND_YET,
            writes=TextKind.SUSPENSION,
        ),
        Step(
            "review-suspension",
            _("Review the suspension"),
            _("The suspension before a finding was reviewed."),
            frozenset({Role.REVIEWER}),
            NOT_FOUND_YET,
            writes=TextKind.SUSPENSION,
            while_paused=True,
        ),
        Step(
            "find",
            _("Record a finding"),
            _("The panel found on an allegation."),
            frozenset({Role.PANEL}),
            frozenset({Stage.HEARING}),
            (Stage.SANCTION, Stage.APPEALABLE),
            TextKind.FINDING,
        ),
        Step(
            "sanction",
            _("Decide on a sanction"),
            _("The panel decided on a sanction."),
            frozenset({Role.PANEL}),
            frozenset({Stage.SANCTION}),
            (Stage.APPEALABLE,),
            TextKind.SANCTION,
        ),
        Step(
            "appeal",
            _("Appeal"),
            _("A party appealed."),
            PARTIES,
            frozenset({Stage.APPEALABLE, Stage.APPEAL}),
            (Stage.APPEAL,),
            TextKind.APPEAL,
        ),
        Step(
            "decide-appeal",
            _("Decide the appeal"),
            _("The appeal was decided."),
            frozenset({Role.APPEAL_PANEL}),
            frozenset({Stage.APPEAL}),
            (Stage.CLOSED, Stage.HEARING, Stage.NOTICE, Stage.REVIEW, Stage.TRIAGE),
            TextKind.APPEAL_DECISION,
        ),
        Step(
            "close",
            _("Close the case"),
            _("The time for an appeal was over, and the case was closed."),
            OFFICER,
            frozenset({Stage.APPEALABLE}),
            (Stage.CLOSED,),
        ),
        Step(
            "pause",
            _("Pause the case"),
            _("The case was paused."),
            OFFICER,
            OPEN - {Stage.TRIAGE},
            writes=TextKind.TIME,
        ),
        Step(
            "resume",
            _("Go on with the case"),
            _("The case went on after a pause."),
            OFFICER,
            OPEN,
            writes=TextKind.TIME,
            while_paused=True,
        ),
        Step(
            "extend",
            _("Give more time"),
            _("More time was given."),
            OFFICER,
            OPEN,
            writes=TextKind.TIME,
            while_paused=True,
        ),
    )
}


@dataclass(frozen=True)
class Duty:
    """Who must act at a stage; `days` is the field of ConductRules that says within how many days."""

    role: Role
    days: str
    what: Text


DUTIES: Mapping[Stage, Duty] = {
    Stage.TRIAGE: Duty(Role.OFFICER, "triage_days", _("decide whether the complaint is taken up")),
    Stage.REVIEW: Duty(Role.REVIEWER, "review_days", _("decide whether the case is retaliation")),
    Stage.NOTICE: Duty(Role.OFFICER, "notice_days", _("give the respondent notice of what is alleged")),
    Stage.ANSWER: Duty(Role.RESPONDENT, "answer_days", _("answer what is alleged")),
    Stage.CONCILIATION: Duty(Role.OFFICER, "conciliation_days", _("bring the parties together")),
    Stage.INVESTIGATION: Duty(Role.INVESTIGATOR, "investigation_days", _("find out what happened, and report")),
    Stage.HEARING: Duty(Role.PANEL, "hearing_days", _("hear both sides, and find on each allegation")),
    Stage.SANCTION: Duty(Role.PANEL, "sanction_days", _("decide on a sanction")),
    Stage.APPEALABLE: Duty(Role.OFFICER, "appeal_days", _("close the case if neither side appeals")),
    Stage.APPEAL: Duty(Role.APPEAL_PANEL, "appeal_decision_days", _("decide the appeal")),
}

# Whatever the stage: a pause ends by nobody but an officer, who is reminded of it.
PAUSED = Duty(Role.OFFICER, "pause_days", _("let the case go on, or say why it must wait longer"))

# Kind of text -> role -> the stage from which on that role may read it. Whoever is not named never may. Nobody is a
# respondent before the notice: until then the person complained of has no part in the case.
_C, _R, _O = Role.COMPLAINANT, Role.RESPONDENT, Role.OFFICER
_V, _I, _P, _A = Role.REVIEWER, Role.INVESTIGATOR, Role.PANEL, Role.APPEAL_PANEL
_DRAWN_TO_HEAR = {_I: Stage.INVESTIGATION, _P: Stage.HEARING, _A: Stage.APPEAL}
READABLE: Mapping[TextKind, Mapping[Role, Stage]] = {
    TextKind.COMPLAINT: {_C: Stage.TRIAGE, _R: Stage.ANSWER, _O: Stage.TRIAGE, _V: Stage.REVIEW, **_DRAWN_TO_HEAR},
    TextKind.TRIAGE: {_C: Stage.REVIEW, _R: Stage.ANSWER, _O: Stage.TRIAGE, _V: Stage.REVIEW, **_DRAWN_TO_HEAR},
    TextKind.REVIEW: {_C: Stage.APPEALABLE, _R: Stage.ANSWER, _O: Stage.TRIAGE, _V: Stage.REVIEW, _A: Stage.APPEAL},
    TextKind.NOTICE: {_C: Stage.ANSWER, _R: Stage.ANSWER, _O: Stage.TRIAGE, _V: Stage.REVIEW, **_DRAWN_TO_HEAR},
    TextKind.ANSWER: {_C: Stage.INVESTIGATION, _R: Stage.ANSWER, _O: Stage.TRIAGE, _V: Stage.ANSWER, **_DRAWN_TO_HEAR},
    TextKind.CONCILIATION: {_C: Stage.TRIAGE, _R: Stage.ANSWER, _O: Stage.TRIAGE},
    TextKind.MESSAGE: {_C: Stage.TRIAGE, _R: Stage.ANSWER, _O: Stage.TRIAGE, **_DRAWN_TO_HEAR},
    TextKind.REPORT: {_C: Stage.HEARING, _R: Stage.HEARING, _O: Stage.TRIAGE, **_DRAWN_TO_HEAR},
    TextKind.OBJECTION: {
        _C: Stage.TRIAGE,
        _R: Stage.ANSWER,
        _O: Stage.TRIAGE,
        _V: Stage.INVESTIGATION,
        **_DRAWN_TO_HEAR,
    },
    TextKind.FINDING: {_C: Stage.SANCTION, _R: Stage.SANCTION, _O: Stage.SANCTION, _P: Stage.HEARING, _A: Stage.APPEAL},
    TextKind.SANCTION: {
        _C: Stage.APPEALABLE,
        _R: Stage.APPEALABLE,
        _O: Stage.APPEALABLE,
        _P: Stage.SANCTION,
        _A: Stage.APPEAL,
    },
    TextKind.APPEAL: {_C: Stage.TRIAGE, _R: Stage.APPEAL, _O: Stage.TRIAGE, _A: Stage.APPEAL},
    TextKind.APPEAL_DECISION: {
        _C: Stage.TRIAGE,
        _R: Stage.ANSWER,
        _O: Stage.TRIAGE,
        _V: Stage.REVIEW,
        **_DRAWN_TO_HEAR,
    },
    TextKind.SUSPENSION: {_R: Stage.ANSWER, _O: Stage.TRIAGE, _V: Stage.ANSWER, _P: Stage.HEARING, _A: Stage.APPEAL},
    TextKind.TIME: {_C: Stage.TRIAGE, _R: Stage.ANSWER, _O: Stage.TRIAGE, _V: Stage.REVIEW, **_DRAWN_TO_HEAR},
}


def may_read(role: Role, kind: TextKind, stage: Stage) -> bool:
    """Whether who has that role may read texts of that kind while the case is at that stage."""
    begins = READABLE[kind].get(role)
    return begins is not None and ORDER.index(stage) >= ORDER.index(begins)


def may_see(role: Role, verb: str, stage: Stage) -> bool:
    """Whether who has that role is told that this step was taken."""
    step = STEPS.get(verb)
    if verb == ADDED:
        return may_read(role, TextKind.MESSAGE, stage)
    if step is None:  # the complaint came in, or the program reminded somebody or lifted a suspension
        return role == Role.OFFICER or verb == RECEIVED or (verb in (LIFTED, LETTER) and role == Role.RESPONDENT)
    if step.quiet:
        return role == Role.OFFICER
    return step.writes is None or may_read(role, step.writes, stage)


# Events that are no step: a complaint came in, more words or files were added, somebody was reminded, or came too late;
# nobody can object any more to those who were drawn; words on paper were given to somebody without e-mail.
RECEIVED, ADDED, REMINDED, LIFTED, READY, LETTER = "receive", "add", "remind", "lift", "ready", "letter"


NO_STEP: Mapping[str, Text] = {
    RECEIVED: _("The complaint was received."),
    ADDED: _("Words or files were added."),
    REMINDED: _("Whoever must act was reminded."),
    LIFTED: _("The suspension was lifted, because nobody reviewed it in time."),
    LETTER: _("A letter was printed with words that open the case, for somebody who has no e-mail address."),
    READY: _("The time to object to those who were drawn was over: they can be let in."),
}


def told(verb: str) -> Text:
    """What is said of an event."""
    return STEPS[verb].done if verb in STEPS else NO_STEP[verb]


def steps_of(role: Role, stage: Stage, paused: bool = False) -> list[Step]:
    """What who has that role may do at that stage, as far as the table says; an action may have further conditions."""
    return [
        step
        for step in STEPS.values()
        if role in step.by
        and stage in step.stages
        and (step.while_paused or not paused)
        and not (step.verb == "resume" and not paused)
    ]
