"""Nominating: the rules of a contest, who acts for a unit, nominations made and taken back, and their close."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import User
from hustings.accounts.queries import in_zone, local
from hustings.audit.log import record
from hustings.elections.actions.candidates import check_candidate
from hustings.elections.actions.contests import locked_draft
from hustings.elections.models import (
    Candidate,
    Contest,
    Election,
    Nomination,
    NominationRules,
    NominationsClose,
    UnitSecretary,
)
from hustings.elections.queries.contests import is_contested, standing
from hustings.elections.queries.nominations import (
    are_open,
    close_of,
    counting,
    judged_on,
    may_nominate,
    may_stand,
    nominations_by,
    rules_of,
    support,
    threshold,
    units_of_officer,
    units_of_secretary,
)
from hustings.franchise.queries import explain
from hustings.jobs.actions import enqueue
from hustings.register.merged import refuse_closed
from hustings.register.models import Member, Unit
from hustings.register.queries import current_memberships

State = Candidate.State
_CHANGEABLE = {field.name for field in NominationRules._meta.concrete_fields} - {"id", "contest"}


@transaction.atomic
def set_rules(contest: Contest, by: User, **details: Any) -> NominationRules:
    """Let the candidates of a contest be nominated, by these rules; refused once somebody stands or was nominated."""
    election = locked_draft(contest.election)
    if unknown := set(details) - _CHANGEABLE:
        raise TypeError(f"Rules of nomination have no such details: {', '.join(sorted(unknown))}")
    if contest.kind != Contest.Kind.SEATS:
        raise ActionRefused(_("This contest asks a question: nobody is nominated for it."))
    if contest.candidates.exists():
        raise ActionRefused(_("There are candidates or nominations already, so the rules can no longer be changed."))
    if not election.nominations_open_at or not election.nominations_close_at:
        raise ActionRefused(_("Set in the timetable when nominations open and close first."))
    if election.nominations_close_at <= timezone.now():
        raise ActionRefused(_("Nominations closed on {moment}.").format(moment=in_zone(election.nominations_close_at)))
    rules = rules_of(contest) or NominationRules(contest=contest)
    for field, value in details.items():
        setattr(rules, field, value)
    if not (rules.by_units or rules.by_members):
        raise ActionRefused(_("Say who nominates: units of some kind, members, or both."), "unit_kind")
    if rules.by_units and not Unit.objects.filter(kind=rules.unit_kind).exists():
        raise ActionRefused(_("There is no unit of this kind in the register."), "unit_kind")
    rules.save()
    record("elections.nomination_rules_set", contest, by=by, **_facts(rules))
    return rules


def _facts(rules: NominationRules) -> dict[str, Any]:
    named = {name: getattr(rules, name) for name in _CHANGEABLE - {"may_stand", "may_nominate"}}
    return {**named, "may_stand": rules.may_stand_id, "may_nominate": rules.may_nominate_id}


@transaction.atomic
def drop_rules(contest: Contest, by: User) -> None:
    """Let the officer enter the candidates again; refused once somebody was nominated."""
    locked_draft(contest.election)
    rules = rules_of(contest)
    if rules is None:
        raise ActionRefused(_("Nobody is nominated for this contest: its candidates are entered here."))
    if contest.candidates.exists():
        raise ActionRefused(_("Somebody has been nominated already, so nominations stay."))
    rules.delete()
    record("elections.nomination_rules_dropped", contest, by=by)


@transaction.atomic
def name_secretary(unit: Unit, member: Member, by: User) -> UnitSecretary:
    """Let a member hand in the nominations of a unit."""
    if UnitSecretary.objects.filter(unit=unit, member=member, ended_at=None).exists():
        raise ActionRefused(_("This member acts for {unit} already.").format(unit=unit.name), "number")
    secretary = UnitSecretary.objects.create(unit=unit, member=member, named_by=by)
    record("elections.secretary_named", secretary, by=by, unit=unit.pk, member=member.pk)
    return secretary


@transaction.atomic
def end_secretary(secretary: UnitSecretary, by: User | str) -> None:
    """Let a member act for a unit no longer; what they handed in stays."""
    running = UnitSecretary.objects.filter(pk=secretary.pk, ended_at=None)
    if not running.update(ended_at=timezone.now()):
        raise ActionRefused(_("This member does not act for the unit any more."))
    record("elections.secretary_ended", secretary, by=by, unit=secretary.unit_id, member=secretary.member_id)


@transaction.atomic
def nominate(contest: Contest, nominee: Member, by: Member, unit: Unit | None = None) -> Nomination:
    """Nominate a member, for a unit as its secretary, or for oneself as a member."""
    rules = _locked_rules(contest)
    if not are_open(rules.contest.election):
        raise ActionRefused(_when(rules.contest.election))
    acts_for_it = unit is None or unit in units_of_secretary(by, rules.unit_kind)
    if unit and not (acts_for_it and explain({"all": []}, by, local(timezone.now()).date()).eligible):
        raise ActionRefused(_("You do not hand in nominations for {unit}.").format(unit=unit.name), "as_whom")
    return _nominate(rules, nominee, by, unit, entered_by=None)


@transaction.atomic
def nominate_for_unit(contest: Contest, nominee: Member, unit: Unit, by: User) -> Nomination:
    """Nominate a member for a unit, as its officer."""
    rules = _locked_rules(contest)
    if not are_open(rules.contest.election):
        raise ActionRefused(_when(rules.contest.election))
    if unit not in units_of_officer(by, rules.unit_kind):
        raise ActionRefused(_("You do not hand in nominations for {unit}.").format(unit=unit.name), "as_whom")
    return _nominate(rules, nominee, None, unit, entered_by=by, on_paper=False)


@transaction.atomic
def enter_nomination(
    contest: Contest, nominee: Member, by: User, unit: Unit | None = None, nominator: Member | None = None
) -> Nomination:
    """Enter a nomination that came on paper in time: of a unit, or of a member."""
    rules = _locked_rules(contest)
    opens = rules.contest.election.nominations_open_at
    if opens is None or opens > timezone.now():
        raise ActionRefused(_when(rules.contest.election))
    if (unit is None) == (nominator is None):
        raise ActionRefused(_("Give the unit that nominates, or the number of the member who does."), "unit")
    if unit and unit.kind != rules.unit_kind:
        raise ActionRefused(_("{unit} is not of the kind that nominates here.").format(unit=unit.name), "unit")
    return _nominate(rules, nominee, nominator, unit, entered_by=by, on_paper=True)


def _locked_rules(contest: Contest) -> NominationRules:
    locked_draft(contest.election)
    rules = rules_of(contest)
    if rules is None:
        raise ActionRefused(_("Nobody is nominated for this contest: its returning officer enters the candidates."))
    if close_of(contest):
        raise ActionRefused(_("Nominations for ‘{contest}’ have been closed.").format(contest=contest.title))
    return rules


def _when(election: Election) -> str:
    opens, closes = election.nominations_open_at, election.nominations_close_at
    if opens is None or closes is None:
        return _("It is not set yet when nominations open and close.")
    if timezone.now() < opens:
        return _("Nominations open on {moment}, not before.").format(moment=in_zone(opens))
    return _("Nominations closed on {moment}.").format(moment=in_zone(closes))


def _nominate(
    rules: NominationRules,
    nominee: Member,
    nominator: Member | None,
    unit: Unit | None,
    entered_by: User | None,
    on_paper: bool = False,
) -> Nomination:
    for person in filter(None, (nominee, nominator)):
        refuse_closed(person)
    _refuse_nominator(rules, nominator, nominee, unit)
    most = rules.names_per_unit if unit else rules.names_per_member
    made = nominations_by(rules.contest, unit, nominator)
    if made.filter(candidate__member=nominee).exists():
        raise ActionRefused(_("{name} has been nominated by the same already.").format(name=nominee.name), "number")
    if made.count() >= most:
        raise ActionRefused(
            ngettext(
                "Only {most} name may be given, and it has been. Take it back to nominate another.",
                "All {most} names have been given. Take one back to nominate another.",
                most,
            ).format(most=most),
            "number",
        )
    # The reasons are for the nominee and for the officer: they say things of a person that others need not know.
    if not may_stand(rules, nominee).eligible:
        raise ActionRefused(
            _("By the rule of this contest, {name} may not stand. They can read why on their own page.").format(
                name=nominee.name
            ),
            "number",
        )
    candidate = _candidate(rules.contest, nominee)
    nomination = Nomination.objects.create(candidate=candidate, unit=unit, nominator=nominator, entered_by=entered_by)
    record(
        "elections.nominated",
        candidate,
        by=entered_by or nominator,
        contest=rules.contest_id,
        unit=unit.pk if unit else None,
        on_paper=on_paper,
    )
    return nomination


def _refuse_nominator(rules: NominationRules, nominator: Member | None, nominee: Member, unit: Unit | None) -> None:
    if unit:
        if not rules.by_units:
            raise ActionRefused(_("In this contest only members nominate."), "as_whom")
        return
    if not rules.by_members or nominator is None:
        raise ActionRefused(_("In this contest only units nominate."), "as_whom")
    if nominator == nominee and not rules.nominate_oneself:
        raise ActionRefused(_("Nobody can nominate themselves in this contest."), "number")
    found = may_nominate(rules, nominator)
    if not found.eligible:
        unmet = " ".join(reason.sentence for reason in found.reasons if not reason.met)
        raise ActionRefused(
            _("By the rule of this contest, {name} may not nominate. {reasons}").format(
                name=nominator.name, reasons=unmet
            )
        )


def _candidate(contest: Contest, nominee: Member) -> Candidate:
    candidate = contest.candidates.filter(member=nominee).first()
    if candidate is None:
        candidate = Candidate(contest=contest, member=nominee, name=_free_name(contest, nominee))
        check_candidate(candidate)
        candidate.save()
    elif candidate.state in Candidate.OUT:
        raise ActionRefused(
            _("{name} does not stand: {state}.").format(name=candidate.name, state=candidate.get_state_display()),
            "number",
        )
    # Also whoever was told before, if all who nominated them have taken it back since.
    if candidate.state == State.NOMINATED and not counting(candidate).exists():
        enqueue("elections.tell_nominee", candidate=candidate.pk)
    return candidate


def _free_name(contest: Contest, nominee: Member) -> str:
    """The nominee's name as the ballot shows it: with their unit if somebody has the same."""
    name = nominee.name[:200]
    if not contest.candidates.filter(name=name).exists():
        return name
    home = current_memberships(judged_on(contest.election)).filter(member=nominee).order_by("from_date", "pk").first()
    return f"{name} ({home.unit.name})"[:200] if home else f"{name} (2)"[:200]


@transaction.atomic
def take_back(nomination: Nomination, by: Any) -> None:
    """Take a nomination back while nominations are open; the place is free for another name."""
    rules = _locked_rules(nomination.candidate.contest)
    if not are_open(rules.contest.election):
        raise ActionRefused(_when(rules.contest.election))
    if not Nomination.objects.filter(pk=nomination.pk, ended_at=None).update(
        ended_at=timezone.now(), ending=Nomination.Ending.TAKEN_BACK
    ):
        raise ActionRefused(_("This nomination does not count any more."))
    record("elections.nomination_taken_back", nomination.candidate, by=by, contest=rules.contest_id)


@transaction.atomic
def close_nominations(contest: Contest, by: User | None) -> NominationsClose:
    """Close the nominations of a contest at their time: who has not accepted, or lacks nominations, does not stand.

    By None where the worker does it. A contest with no more candidates than seats is said to be unopposed.
    """
    rules = _locked_rules(contest)
    closes = rules.contest.election.nominations_close_at
    if closes is None or closes > timezone.now():
        raise ActionRefused(
            _("Nominations close on {moment}, not before.").format(moment=in_zone(closes) if closes else "–")
        )
    lapsed = sum(settle(rules, candidate) for candidate in contest.candidates.exclude(state__in=Candidate.OUT))
    close = NominationsClose.objects.create(
        contest=contest,
        closed_by=by,
        standing=standing(contest).count(),
        lapsed=lapsed,
        is_unopposed=not is_contested(contest),
    )
    facts = {"standing": close.standing, "lapsed": close.lapsed, "unopposed": close.is_unopposed}
    record("elections.nominations_closed", contest, by=by or "system", **facts)
    return close


def settle(rules: NominationRules, candidate: Candidate) -> bool:
    """Let a candidate lapse who has not accepted or has too few nominations that count; say whether they did."""
    if candidate.state == State.ACCEPTED and support(rules, candidate).is_enough:
        return False
    reason = threshold(rules) if candidate.state == State.ACCEPTED else _("They did not accept in time.")
    candidate.state, candidate.in_group, candidate.withdrawn_reason = State.LAPSED, False, reason[:300]
    candidate.save(update_fields=["state", "in_group", "withdrawn_reason"])
    return True


def close_due() -> None:
    """Close the nominations of every contest whose time has come. The worker calls this all the time."""
    due = Contest.objects.filter(
        election__state=Election.State.DRAFT,
        election__nominations_close_at__lte=timezone.now(),
        nomination_rules__isnull=False,
        nominations_close=None,
    )
    for contest in due.select_related("election"):
        close_nominations(contest, None)
