"""The browsers in which members are signed in."""

import json
from collections.abc import Callable
from datetime import timedelta
from importlib import import_module

import pytest
from django.conf import settings
from django.http import HttpRequest
from django.test import Client
from django.utils import timezone

from hustings.accounts.browsers import name_of
from hustings.accounts.models import User
from hustings.audit.models import AuditEvent
from hustings.register import middleware
from hustings.register.models import Member, MemberSession
from hustings.site.tasks import forget_what_has_expired

Make = Callable[..., Member]
FIREFOX = "Mozilla/5.0 (Android 14; Mobile; rv:130.0) Gecko/130.0 Firefox/130.0"
CHROME = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0 Safari/537.36"
EDGE = CHROME + " Edg/129.0"


def signed_in(member: Member, user_agent: str) -> Client:
    """A browser in which the member has signed in."""
    client = Client(headers={"user-agent": user_agent})
    request = HttpRequest()
    request.META["HTTP_USER_AGENT"] = user_agent
    request.session = import_module(settings.SESSION_ENGINE).SessionStore()
    middleware.sign_in(request, member)
    request.session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = request.session.session_key
    return client


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [(FIREFOX, "Firefox, Android"), (CHROME, "Chrome, Windows"), (EDGE, "Edge, Windows"), ("Kettle 1", "Kettle 1")],
)
def test_browser_is_called_as_its_owner_knows_it(user_agent: str, name: str) -> None:
    assert name_of(user_agent) == name


def test_member_sees_where_they_are_signed_in_and_ends_one_and_then_all_others(
    make_member: Make, organisation: object
) -> None:
    ann, bob = make_member("1"), make_member("2")
    here, telephone, third = (signed_in(ann, each) for each in (CHROME, FIREFOX, EDGE))
    strangers = signed_in(bob, FIREFOX)
    page = here.get("/me/browsers/").content.decode()
    assert "Firefox, Android" in page and "Edge, Windows" in page and page.count("This browser") == 1
    assert "Where you are signed in" in here.get("/me/").content.decode()
    end = "/me/browsers/end/"
    for key in (bob.sessions.get().pk, "nonsense"):
        assert "Signed out in 0 browsers" in here.post(end, {"session": key}, follow=True).content.decode()
    assert all(each.get("/me/").status_code == 200 for each in (here, telephone, third, strangers))
    chosen = ann.sessions.get(browser="Firefox, Android")
    assert "Signed out in 1 browser." in here.post(end, {"session": chosen.pk}, follow=True).content.decode()
    assert [each.get("/me/").status_code for each in (here, telephone, third)] == [200, 302, 200]
    here.post(end)
    assert [each.get("/me/").status_code for each in (here, third, strangers)] == [200, 302, 200]
    here.post("/sign-out/")
    assert not ann.sessions.exists()


def test_list_of_browsers_and_the_log_tell_nobody_when_somebody_came(make_member: Make, organisation: object) -> None:
    ann = make_member("1")
    here = signed_in(ann, CHROME)
    signed_in(ann, FIREFOX)
    here.post("/me/browsers/end/")
    [session] = MemberSession.objects.values()
    assert (session["expires_at"].minute, session["expires_at"].second) == (0, 0)
    assert len(session["key"].hex) == 32 and not {"seen_at", "began_at"} & session.keys()
    event = AuditEvent.objects.get(verb="register.browsers_ended")
    assert (event.actor, event.object_id, event.at.minute) == (None, "", 0)


def test_officer_signs_a_member_out_everywhere_and_learns_nothing(
    make_member: Make, organisation: object, membership_secretary: User, client_of: Callable[[User], Client]
) -> None:
    ann, bob = make_member("1"), make_member("2")
    theirs, office = signed_in(ann, FIREFOX), client_of(membership_secretary)
    answers = {
        office.post(f"/office/members/{each.pk}/sign-out/", follow=True).context["messages"]._loaded_data[0].message
        for each in (ann, bob)
    }
    assert answers == {"The member is signed out everywhere."}
    assert theirs.get("/me/").status_code == 302
    facts = AuditEvent.objects.filter(verb="register.member_signed_out").values_list("object_id", "facts")
    assert sorted(facts) == [(str(ann.pk), {}), (str(bob.pk), {})]


def test_session_of_an_earlier_release_is_listed_from_its_next_visit(make_member: Make, organisation: object) -> None:
    client = Client(headers={"user-agent": FIREFOX})
    session = client.session
    session["member_id"] = make_member("1").pk
    session.save()
    assert client.get("/me/").status_code == 200
    assert MemberSession.objects.get().browser == "Firefox, Android"
    client.get("/me/")
    assert MemberSession.objects.count() == 1
    MemberSession.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    forget_what_has_expired()
    assert client.get("/me/").status_code == 302


def test_member_reads_of_their_browsers_among_their_data(make_member: Make, organisation: object) -> None:
    held = json.loads(signed_in(make_member("1"), FIREFOX).get("/me/data.json").content)["held"]
    [rows] = [each["rows"] for each in held if each["table"] == "register.MemberSession"]
    assert rows[0]["browser"] == "Firefox, Android"
