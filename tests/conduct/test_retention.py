"""A case ends by rule: when, what is left of it, and what an officer who leaves can still open."""

from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.apps import apps
from django.db import connection
from django.utils import timezone
from tests.conduct import cases
from tests.conduct.codes import PASSPHRASE, code_in_force, give_key, officer
from tests.council import bodies

from hustings.accounts.actions.users import end_role
from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import Organisation, Role, User
from hustings.audit.append_only import missing_guards
from hustings.audit.models import AuditEvent
from hustings.cli.main import main
from hustings.conduct import sealing, tasks
from hustings.conduct.actions import findings, notice
from hustings.conduct.actions.complaints import add, receive
from hustings.conduct.actions.retention import end_retention, end_what_is_over, over
from hustings.conduct.log import mark
from hustings.conduct.models import Case, CaseEvent, ConductRules, Reading, Receipt, Sanction, Stage
from hustings.conduct.people import Actor
from hustings.conduct.people import Role as Part
from hustings.conduct.person_keys import make_key, unlock
from hustings.conduct.queries.statistics import figures_of, years
from hustings.conduct.receipts import new_token, words_from
from hustings.conduct.sealing import Holder
from hustings.council.queries.instruments import in_force
from hustings.register.models import Member
from hustings.register.queries import standing
from hustings.register.standing import Word

pytestmark = pytest.mark.django_db


@pytest.fixture
def odo(organisation: Organisation) -> Holder:
    return give_key(officer())


@pytest.fixture
def case(odo: Holder) -> Case:
    version = in_force(code_in_force())
    assert version
    member = Member.objects.get(number="B0002")
    words = words_from(new_token())
    holder = receive(version, [("2", bodies.days_ago(3).date())], "Secret words.", words, complainant=member)
    assert isinstance(holder.of, Receipt)
    return holder.of.case


def close(case: Case, days_ago: int) -> None:
    moment = timezone.now() - timedelta(days=days_ago)
    Case.objects.filter(pk=case.pk).update(stage="closed", outcome="not_upheld", closed_at=moment)


def test_case_is_kept_for_the_months_of_the_rule_and_as_long_as_anybody_is_protected(case: Case) -> None:
    ConductRules.objects.update(retention_months=6, protected_months=12)
    assert not over().exists(), "it runs"
    for days, is_over in ((200, False), (360, False), (370, True)):
        close(case, days)
        assert over().exists() is is_over
    today = timezone.now().date()
    Sanction.objects.create(
        case=case, kind="suspension", from_date=today, until=today + timedelta(days=5), imposed_at=timezone.now()
    )
    assert not over().exists(), "its suspension still runs"


def test_what_is_left_of_a_case_names_nobody_and_opens_to_nobody(case: Case, odo: Holder) -> None:
    close(case, 900)
    tasks._last.clear()
    tasks.look_after_cases()
    case.refresh_from_db()
    assert sealing.is_destroyed(case)
    assert (case.complainant, case.respondent) == (None, None)
    assert not case.parts.exists() and not case.receipts.exists() and not case.allegations.exists()
    assert (case.outcome, case.kept) == ("not_upheld", {"clauses": ["2"], "appeal": ""})
    with pytest.raises(ActionRefused, match="destroyed"):
        sealing.open_case(case, odo)
    assert AuditEvent.objects.filter(verb="conduct.case_key_destroyed").count() == 1
    assert end_what_is_over() == 0


def test_nothing_of_a_case_leads_to_a_party_or_a_witness_once_it_is_kept_no_longer(organisation: Organisation) -> None:
    for party in (cases.member("C"), cases.member("R")):
        make_key(party, PASSPHRASE)
    witness = cases.member("W")
    drawable = [*cases.pool(), witness]
    cases.PoolMember.objects.create(member=witness, from_date=cases.today())
    story = cases.at(Stage.NOTICE)
    notice.name_witness(story.case, story.officer, witness, Part.WITNESS)
    notice.notify(story.case, story.officer, "This is alleged.")
    add(story.case, story.complainant, "It was noon.", [])
    respondent = story.respondent.member
    assert respondent
    keys = sealing.open_case(story.case, unlock(story.complainant.member, PASSPHRASE))  # type: ignore[arg-type]
    assert sealing.read(story.case.texts.filter(kind="message").get(), keys) == "It was noon."
    notice.answer(story.case, story.respondent, "I was not there.")
    notice.report(story.case, cases.draw(story, Part.INVESTIGATOR)[0], "Two saw it.")
    chair = cases.draw(story, Part.PANEL)[0]
    findings.find(story.case, chair, story.case.allegations.get(), True, 3, "Two saw it.")
    findings.sanction(
        story.case, chair, "suspension", "Why.", from_date=cases.today(), until=cases.today() + timedelta(days=9)
    )
    ended = timezone.now() - timedelta(days=400)
    Case.objects.filter(pk=story.case.pk).update(
        stage="closed", outcome="upheld", opened_at=ended - timedelta(days=100), closed_at=ended
    )
    (year, *_others), figures = years(), figures_of(ended.year)
    marks = {mark(story.now(), event.pk) for event in story.case.events.all()}
    lines = AuditEvent.objects.filter(verb__startswith="conduct.")
    assert marks <= set(lines.values_list("facts__mark", flat=True)), "as long as it is kept"
    moments = {*story.case.events.values_list("at", flat=True), *Sanction.objects.values_list("imposed_at", flat=True)}
    end_retention(story.now())
    assert missing_guards(connection) == set() and (years()[0], figures_of(ended.year)) == (year, figures)
    assert not moments & {story.now().opened_at, story.now().closed_at} and story.now().closed_at.year == ended.year
    assert mark(story.now(), 1) not in marks and not lines.filter(object_type__contains="conduct.case").exists()
    assert not lines.filter(object_type="conduct.personkey", actor=None).exists()
    facts = {name for line in lines.filter(verb__in=("conduct.step_taken", "conduct.reminded")) for name in line.facts}
    assert facts == {"mark"}
    gone = {story.complainant.member, respondent, witness}
    for model in apps.get_app_config("conduct").get_models():
        if model._meta.model_name in ("interest", "poolmember"):  # theirs, whatever their cases
            continue
        for field in model._meta.get_fields():
            if field.concrete and field.related_model is Member:
                left = set(model._base_manager.values_list(field.name, flat=True))
                assert not left & {member.pk for member in gone if member}, (model, field.name)
    for model in (Reading, CaseEvent, Sanction):
        assert not model._base_manager.exists()  # their moments are those of the change that the register keeps
    assert standing(respondent, cases.today()).word == Word.SUSPENDED and len(drawable) == 8


def test_command_names_the_cases_first_and_then_ends_them(case: Case) -> None:
    close(case, 900)
    listed = CliRunner().invoke(main, ["conduct", "retention", "--list"])
    assert (listed.exit_code, listed.output.split(",")[0]) == (0, case.reference)
    assert not sealing.is_destroyed(case)
    assert "were destroyed: 1." in CliRunner().invoke(main, ["conduct", "retention"]).output
    assert sealing.is_destroyed(case)
    assert CliRunner().invoke(main, ["conduct", "remind"]).output == "Cases in which somebody was reminded: 0.\n"


def test_officer_who_leaves_loses_every_case_unless_nobody_else_could_read_it(
    case: Case, odo: Holder, administrator: User
) -> None:
    assert isinstance(odo.person, User)
    sealing.end_receipt(case.receipts.get())
    case.receipts.get().admissions.update(sealed_key=b"")
    with pytest.raises(ActionRefused, match="Nobody else could read"):
        end_role(odo.person, Role.CONDUCT_OFFICER, administrator)
    assert odo.person.current_roles() == {Role.CONDUCT_OFFICER}
    cleo = give_key(officer("Cleo"))
    assert isinstance(cleo.person, User)
    sealing.admit(case, cleo.person)
    sealing.settle_all(odo)
    end_role(odo.person, Role.CONDUCT_OFFICER, administrator)
    with pytest.raises(ActionRefused, match="not open to you"):
        sealing.open_case(case, odo)
    keys = sealing.open_case(case, cleo)
    assert sealing.read(case.texts.get(), keys) == "Secret words."
    assert sealing.read(sealing.seal(case, "message", "New.", Actor(Part.OFFICER, cleo.person)), keys) == "New."
