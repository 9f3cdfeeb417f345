"""Cases for tests, played by the actions up to the stage that a test begins with."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from nacl.public import PrivateKey
from tests.council import bodies

from hustings.accounts.models import Role as OfficeRole
from hustings.accounts.models import RoleGrant, User
from hustings.conduct import sealing
from hustings.conduct.actions import appeals, findings, notice, panels, triage
from hustings.conduct.actions.opening import open_case
from hustings.conduct.deadlines import today
from hustings.conduct.models import Case, ConductRules, PersonKey, PoolMember, Stage
from hustings.conduct.people import DRAWN, Actor, Person, Role
from hustings.conduct.queries.cases import running
from hustings.council.actions.instruments import bind_proposal, create_instrument, propose
from hustings.council.models import InstrumentVersion
from hustings.register.actions import add_member
from hustings.register.models import Member, Unit

CODE = """1. Members treat each other with respect.
2. Nobody takes the society's property.
"""


@dataclass(frozen=True)
class Story:
    """A case and those around it, each as they act in it."""

    case: Case
    complainant: Actor
    respondent: Actor
    officer: Actor

    def now(self) -> Case:
        return Case.objects.get(pk=self.case.pk)

    def drawn(self, role: Role) -> list[Actor]:
        """Those who were drawn, whoever chairs first."""
        return [Actor(role, part.member) for part in running(self.case, role)]


def give_key(person: Person) -> PrivateKey:
    """A key of a person, without the passphrase that only their pages need."""
    private = PrivateKey.generate()
    PersonKey.objects.create(
        **{"user" if isinstance(person, User) else "member": person},
        public_key=bytes(private.public_key),
        wrapped_private=b"-",
        salt=b"-",
        operations=1,
        memory=8192,
    )
    return private


def officer(name: str = "Cleo Conduct") -> User:
    """A conduct officer who has chosen a passphrase."""
    email = f"{name.split()[0].lower()}@pilots.example"
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_user(email, name)
        RoleGrant.objects.create(user=user, role=OfficeRole.CONDUCT_OFFICER)
        give_key(user)
    return user


def member(number: str, unit: str = "") -> Member:
    """A member in good standing, of a unit of their own if none is named."""
    code = unit or f"U{number}"
    of = Unit.objects.get_or_create(code=code, defaults={"name": f"Branch {code}", "kind": "branch"})[0]
    made = Member(number=number, name=f"Member {number}", email=f"{number.lower()}@pilots.example")
    return add_member(made, today() - timedelta(days=900), bodies.secretary(), unit=of)


def instrument() -> InstrumentVersion:
    """A code of conduct in force since yesterday."""
    version = InstrumentVersion.objects.first()
    if version is None:
        holders = [member("H1"), member("H2")]
        body = bodies.make_body("Committee that adopts codes")
        bodies.seat(body, holders)
        proposal = propose(create_instrument("The code", body, bodies.secretary()), CODE, bodies.secretary())
        motion = bodies.move(bodies.in_session(body, holders), holders)
        bind_proposal(motion, proposal, bodies.secretary())
        bodies.divide(motion, dict.fromkeys(holders, "for"))
        version = InstrumentVersion.objects.get()
    return version


def pool(count: int = 7) -> list[Member]:
    """Members who can be drawn, each of a unit of their own; and rules that let panels act at once."""
    ConductRules.objects.update_or_create(pk=1, defaults={"objection_days": 0, "instrument": instrument().instrument})
    found = []
    for n in range(count):
        found.append(member(f"P{n}"))
        PoolMember.objects.create(member=found[-1], from_date=today())
    return found


def pool_more(letter: str, count: int) -> None:
    """More members who can be drawn, where those of `pool` are used up."""
    for n in range(count):
        PoolMember.objects.create(member=member(f"{letter}{n}"), from_date=today())


def complaint(*, allegations: int = 1, anonymous: bool = False) -> Story:
    """A complaint that has just come in, of Member C about Member R."""
    version = instrument()
    complainant = None if anonymous else Member.objects.filter(number="C").first() or member("C")
    respondent = Member.objects.filter(number="R").first() or member("R")
    acts = [(version.identifiers[n % 2], version.in_force_from) for n in range(allegations)]
    case = open_case(version, acts, complainant)
    sealing.new_case_key(case, [officer(), *([complainant] if complainant else [])])
    return Story(
        case,
        Actor(Role.COMPLAINANT, complainant),
        Actor(Role.RESPONDENT, respondent),
        Actor(Role.OFFICER, officer()),
    )


def draw(story: Story, role: Role) -> list[Actor]:
    panels.draw(story.case, story.officer, role)
    return story.drawn(role)


WAY = (
    Stage.TRIAGE,
    Stage.NOTICE,
    Stage.ANSWER,
    Stage.INVESTIGATION,
    Stage.HEARING,
    Stage.SANCTION,
    Stage.APPEALABLE,
    Stage.APPEAL,
    Stage.CLOSED,
)


def at(stage: Stage, *, allegations: int = 1, kind: str = "warning", days: int | None = None) -> Story:
    """A case that has come to that stage by the shortest way; everything alleged is upheld."""
    if not PoolMember.objects.exists():
        pool()
    story = complaint(allegations=allegations)
    case, office = story.case, story.officer
    assert isinstance(story.respondent.person, Member)
    until = WAY.index(stage)

    def named() -> None:
        triage.name_respondent(case, office, story.respondent.person)  # type: ignore[arg-type]
        triage.accept(case, office, "It is a breach if it is true.")

    def heard() -> None:
        (chair, *_others) = draw(story, Role.PANEL)
        for allegation in case.allegations.all():
            findings.find(case, chair, allegation, True, 3, "Two people saw it.")

    def sanctioned() -> None:
        end = today() + timedelta(days=days) if days else None
        chair = story.drawn(Role.PANEL)[0]
        findings.sanction(case, chair, kind, "It was the first time.", from_date=today(), until=end)

    def investigated() -> None:
        notice.report(case, draw(story, Role.INVESTIGATOR)[0], "Two people saw it, and one did not.")

    def decided() -> None:
        appeals.decide_appeal(case, draw(story, Role.APPEAL_PANEL)[0], "dismissed", "The panel was right.")

    steps = (
        named,
        lambda: notice.notify(case, office, "This is alleged."),
        lambda: notice.answer(case, story.respondent, "I was not there."),
        investigated,
        heard,
        sanctioned,
        lambda: appeals.appeal(case, story.respondent, "Nobody asked my witness."),
        decided,
    )
    for step in steps[:until]:
        step()
    return Story(story.now(), story.complainant, story.respondent, office)


def agree(story: Story) -> None:
    """Both parties agree to conciliation."""
    notice.conciliate(story.case, story.complainant)
    notice.conciliate(story.case, story.respondent)


def everybody_drawn(story: Story) -> list[Actor]:
    """Those who were drawn and have not left; of a panel whoever chairs."""
    found = ((role, running(story.case, role).first()) for role in sorted(DRAWN))
    return [Actor(role, part.member) for role, part in found if part]


def days_ago(days: int) -> datetime:
    return timezone.now() - timedelta(days=days)
