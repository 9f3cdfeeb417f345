"""A code of conduct in two versions, and people with keys of their own."""

from tests.council import bodies

from hustings.accounts.models import Role, RoleGrant, User
from hustings.conduct.models import ConductRules
from hustings.conduct.people import Person
from hustings.conduct.person_keys import make_key
from hustings.conduct.sealing import Holder
from hustings.council.actions.instruments import bind_proposal, create_instrument, propose
from hustings.council.models import Instrument

PASSPHRASE = "seven grey herons at dusk"
FIRST = """# Our code

1. Nobody is insulted.
2. Nobody is threatened.
"""
SECOND = """# Our code

1. Nobody is insulted.
2. Nobody is threatened or followed home.
3. Money of members is accounted for.
"""
SINCE = (400, 100)  # days ago


def code_in_force() -> Instrument:
    """An instrument under which people can complain: two versions, each in force since so many days."""
    body = bodies.make_body("Council of the code")
    members = bodies.seat(body, bodies.make_members(3))
    instrument = create_instrument("Code of conduct", body, bodies.secretary())
    for text, days in zip((FIRST, SECOND), SINCE, strict=True):
        motion = bodies.move(bodies.in_session(body, members, days=days), members, title=f"Adopt, {days}")
        bind_proposal(
            motion, propose(instrument, text, bodies.secretary()), bodies.secretary(), bodies.days_ago(days).date()
        )
        bodies.divide(motion, dict.fromkeys(members, "for"))
    ConductRules.objects.update_or_create(pk=1, defaults={"instrument": instrument})
    return instrument


def officer(name: str = "Odo") -> User:
    """A conduct officer."""
    user = User.objects.create_user(f"{name.lower()}@pilots.example", name)
    RoleGrant.objects.create(user=user, role=Role.CONDUCT_OFFICER)
    return user


def give_key(person: Person) -> Holder:
    """A person's key, open."""
    return make_key(person, PASSPHRASE)
