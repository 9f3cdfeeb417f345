"""A case as one person sees it: what is alleged, whose turn it is, who has which part, what happened, in what words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hustings.conduct import panels, sealing
from hustings.conduct.conflicts import Conflict
from hustings.conduct.models import (
    Appeal,
    Case,
    CaseEvent,
    Draw,
    Part,
    Sanction,
    SanctionKind,
    Sealed,
    Stage,
    TextKind,
)
from hustings.conduct.people import PARTIES, Actor, Person, Role
from hustings.conduct.person_keys import key_of
from hustings.conduct.queries.allegations import Alleged, allegation_label, alleged
from hustings.conduct.queries.cases import events, needs_a_letter, readable_text
from hustings.conduct.queries.progress import Progress, progress
from hustings.conduct.queries.settings import conduct_rules
from hustings.conduct.retaliation import spoke
from hustings.conduct.sealing import CaseKeys
from hustings.conduct.states import DUTIES, NEEDED, ORDER, RECEIVED, Duty, may_read, told
from hustings.register.models import Member
from hustings.register.standing import written


@dataclass(frozen=True)
class Words:
    """A text that this person may read; `text` is None while no key is open."""

    kind: str
    author: str
    text: str | None


@dataclass(frozen=True)
class Happened:
    """An event of a case, with the words that belong to it."""

    event: CaseEvent
    what: object
    detail: str
    role: str
    words: list[Words]


@dataclass(frozen=True)
class DrawShown:
    """How people were drawn, with the numbers of the lot; `excluded` only for those who may know why."""

    draw: Draw
    pool: list[Member]
    drawn: list[Member]
    excluded: list[tuple[Member, list[object]]]
    again: bool


@dataclass(frozen=True)
class Ahead:
    """A stage that may still come: who must do what, within how many days; `only_if` where it may be left out."""

    stage: Stage
    duty: Duty
    days: int
    only_if: object


@dataclass(frozen=True)
class CasePage:
    """Everything on the page of a case."""

    case: Case
    roles: list[Role]
    alleged: list[Alleged]
    now: Progress
    is_your_turn: bool
    lacks: str
    chair: Member | None
    ahead: list[Ahead]
    unreached: list[str]
    to_print: list[Part]
    without_passphrase: list[str]
    to_let_in: list[str]
    held_back: list[str]
    you_wait: date | None
    in_layers: bool
    parts: list[Part]
    draws: list[DrawShown]
    sanctions: list[Sanction]
    history: list[Happened]
    sees_parties: bool
    spoke: list[Part]


# Who learns who else is in the case. Parties learn who was drawn, so that they can object; that a complainant is not
# named to the respondent by this page leaves it to the notice whether the rule asks for that.
_NAMES: dict[Role, frozenset[Role]] = {
    Role.COMPLAINANT: frozenset({Role.INVESTIGATOR, Role.PANEL, Role.APPEAL_PANEL}),
    Role.RESPONDENT: frozenset({Role.INVESTIGATOR, Role.PANEL, Role.APPEAL_PANEL}),
}


def names_seen(roles: Sequence[Role]) -> frozenset[Role]:
    """The roles whose holders are named to somebody who has these roles."""
    return frozenset().union(*(_NAMES.get(role, frozenset(Role)) for role in roles))


def case_page(case: Case, by: Sequence[Actor], keys: CaseKeys | None) -> CasePage:
    """What these actors see. Texts are read, and each reading logged, if `keys` are open."""
    roles = [actor.role for actor in by]
    named = names_seen(roles)
    parts = case.parts.filter(role__in=named, ended_at=None).exclude(member=None).select_related("member")
    now = progress(case, roles)
    needed = NEEDED.get(now.stage)
    chair = panels.chair(case, needed) if needed in named else None
    is_officer = Role.OFFICER in roles
    waiting = _waiting(case) if is_officer else []
    held, by_words = panels.held_back(case), {each.member for each in case.receipts.filter(ended_at=None)}
    held_back = [person for person in waiting if isinstance(person, Member) and person.pk in held]
    sees_sanctions = any(may_read(role, TextKind.SANCTION, Stage(case.stage)) for role in roles)
    imposed = case.sanctions.select_related("end").all()
    if not sees_sanctions:
        imposed = imposed.filter(before_finding=True) if Role.COMPLAINANT not in roles else imposed.none()
    return CasePage(
        case=case,
        roles=roles,
        alleged=alleged(case) if _may_know_findings(case, roles) else [_unfound(each) for each in alleged(case)],
        now=now,
        is_your_turn=now.deadline is not None and now.deadline.role in roles,
        lacks=panels.lacks(case, needed) if needed else "",
        chair=chair,
        ahead=_ahead(now.stage),
        unreached=_unreached(case) if is_officer else [],
        to_print=[part for part in needs_a_letter(case) if part.member_id not in held] if is_officer else [],
        without_passphrase=[person.name for person in waiting if key_of(person) is None and person not in by_words],
        to_let_in=[person.name for person in waiting if key_of(person) and person not in held_back],
        held_back=[person.name for person in held_back],
        you_wait=max((panels.open_until(p) for p in _own_parts(case, by) if p.member_id in held), default=None),
        in_layers=is_officer and sealing.is_in_layers(case),
        parts=list(parts),
        draws=[_shown(draw, roles) for draw in case.draws.all() if Role(draw.role) in named],
        sanctions=list(imposed),
        history=_history(case, by, keys),
        sees_parties=not PARTIES & set(roles),
        # What a reviewer must know to tell retaliation, and nobody else: that the respondent spoke, as what, and when.
        spoke=spoke(case.respondent) if Role.REVIEWER in roles and case.respondent else [],
    )


_ONLY_IF: Mapping[Stage, Promise] = {
    Stage.REVIEW: gettext_lazy("only if the respondent spoke in another case lately, or an officer asks for it"),
    Stage.CONCILIATION: gettext_lazy("only if both sides agree to it"),
    Stage.SANCTION: gettext_lazy("only if something is upheld"),
    Stage.APPEAL: gettext_lazy("only if a side appeals"),
}


def _ahead(now: Stage) -> list[Ahead]:
    rules, begun = conduct_rules(), ORDER.index(now)
    return [
        Ahead(stage, DUTIES[stage], getattr(rules, DUTIES[stage].days), _ONLY_IF.get(stage, ""))
        for stage in ORDER[begun + 1 :]
        if stage in DUTIES
    ]


def _unreached(case: Case) -> list[str]:
    """Those to whom no e-mail can be sent, whoever is to be given notice among them."""
    parts = case.parts.exclude(role__in=(Role.WITNESS, Role.SUPPORTER)).filter(ended_at=None, member__email="")
    members = [part.member for part in parts.select_related("member") if part.member]
    if case.stage == Stage.NOTICE and case.respondent and not case.respondent.email:
        members.append(case.respondent)
    return [member.name for member in members]


def _own_parts(case: Case, by: Sequence[Actor]) -> list[Part]:
    mine = [actor.member for actor in by if actor.member]
    return list(case.parts.filter(member__in=mine, role__in=panels.OBJECTED_TO, ended_at=None))


def _waiting(case: Case) -> list[Person]:
    """Those who cannot read the case yet: nobody could let them in, or has."""
    if sealing.is_destroyed(case):
        return []
    admissions = sealing.waiting(case).select_related("user", "member")
    persons = [admission.user or admission.member for admission in admissions]
    return [person for person in persons if person]


def _may_know_findings(case: Case, roles: Sequence[Role]) -> bool:
    return any(may_read(role, TextKind.FINDING, Stage(case.stage)) for role in roles)


def _unfound(row: Alleged) -> Alleged:
    return Alleged(row.allegation, row.clause, None)


def _shown(draw: Draw, roles: Sequence[Role]) -> DrawShown:
    members = Member.objects.in_bulk([*draw.pool, *draw.drawn])
    # Why somebody was left out can tell of a party which unit they are of.
    left_out = draw.left_out.none() if PARTIES & set(roles) else draw.left_out.select_related("member")
    return DrawShown(
        draw,
        [members[pk] for pk in draw.pool],
        [members[pk] for pk in draw.drawn],
        [(each.member, [Conflict(reason).label for reason in each.reasons]) for each in left_out],
        panels.drawn_again(draw) == draw.drawn,
    )


def _history(case: Case, by: Sequence[Actor], keys: CaseKeys | None) -> list[Happened]:
    roles = [actor.role for actor in by]
    loose = case.texts.filter(event=None, kind=TextKind.COMPLAINT).select_related("author_user", "author_member")
    shown = []
    for event in events(case, by):
        texts = [event.text] if event.text else list(loose) if event.verb == RECEIVED else []
        words = [_words(text, roles, keys) for text in texts if readable_text(case, roles, text, by)]
        role = Role(event.role).label if event.role else ""
        shown.append(Happened(event, told(event.verb), _detail(event), role, words))
    return shown


def _detail(event: CaseEvent) -> str:
    """What a step decided, in a few words, from the facts that stand beside it in the clear."""
    facts = event.facts
    if event.verb == "find":
        allegation = event.case.allegations.get(pk=facts["allegation"])
        return f"{allegation_label(allegation)}: {_('upheld') if facts['upheld'] else _('not upheld')}"
    if event.verb in ("draw", "step-aside", "replace"):
        return str(Role(facts["role"]).label)
    if event.verb == "decide-objection":
        return _("upheld: somebody else is drawn") if facts["upheld"] else _("refused")
    if event.verb == "decide-review":
        return _("it is retaliation") if facts["retaliation"] else _("it is not retaliation")
    if event.verb == "review-suspension":
        return _("lifted") if facts["lifted"] else _("confirmed")
    if event.verb == "sanction":
        return str(SanctionKind(facts["kind"]).label) if facts["kind"] else _("no sanction")
    if event.verb == "decide-appeal":
        if ORDER.index(Stage(event.stage)) < ORDER.index(Stage.ANSWER):
            return _("upheld: the complaint is taken up")
        return str(Appeal.Outcome(facts["decision"]).label)
    if day := facts.get("due_on") or facts.get("until"):
        return _("until the end of {day}").format(day=written(date.fromisoformat(day)))
    return ""


def _words(text: Sealed, roles: Sequence[Role], keys: CaseKeys | None) -> Words:
    author = ""
    if Role(text.author_role) in names_seen(roles) or Role(text.author_role) in roles:
        author = text.author.name if text.author else ""
    readable = keys if keys and keys.can_open(text) else None
    return Words(TextKind(text.kind).label, author, sealing.read(text, readable) if readable else None)
