"""What a member's own page says of the council."""

import pytest
from tests.council import story
from tests.council.bodies import in_session, move, secretary
from tests.elections.polls import browser, make_roll

from hustings.accounts.models import Organisation, User
from hustings.council.actions.divisions import open_division
from hustings.council.models import Decision
from hustings.elections.models import Contest
from hustings.register.models import Member

pytestmark = pytest.mark.django_db


def test_seat_holder_finds_the_open_division(organisation: Organisation, returning_officer: User) -> None:
    body, members, _contest = story.elected_body(returning_officer)
    division = open_division(move(in_session(body, members), members), secretary())
    page = browser(members[0]).get("/me/").content.decode()
    assert "Your seats" in page
    assert f"/me/divisions/{division.pk}/" in page
    stranger = Member.objects.create(number="9", name="Stranger")
    assert "Your seats" not in browser(stranger).get("/me/").content.decode()


def test_elector_sees_how_those_they_could_vote_for_acted(organisation: Organisation, returning_officer: User) -> None:
    body, members, contest = story.elected_body(returning_officer)
    elector, other = (Member.objects.create(number=n, name=f"Elector {n}") for n in ("8", "9"))
    Contest.objects.filter(pk=contest.pk).update(roll=make_roll([elector]))
    motion = move(in_session(body, members[:4]), members)
    story.vote(motion, dict(zip(members[:4], ("for", "against", "against", "for"), strict=True)))
    page = browser(elector).get("/me/").content.decode()
    assert "How those you could vote for acted" in page
    assert f"/decisions/{Decision.objects.get().number}/" in page
    assert f'#vote-{motion.divisions.get().pk}-{members[1].pk}">against' in page
    assert f"/pledges/{contest.pk}/" in page
    assert "How those you could vote for acted" not in browser(other).get("/me/").content.decode()
