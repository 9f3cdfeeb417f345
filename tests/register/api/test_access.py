import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from hustings.accounts.actions.users import end_role
from hustings.accounts.models import RoleGrant, User
from hustings.audit.models import AuditEvent
from hustings.register.actions import tokens
from hustings.register.models import ApiToken, Member

Call = Callable[..., HttpResponse]


def test_token_is_kept_only_as_a_hash_and_notes_its_use(call: Call, token: str) -> None:
    row = ApiToken.objects.values().get()
    assert token not in json.dumps(row, default=str) and token.startswith("hustings_")
    assert row["last_used_at"] is None
    call("get", "units")
    assert ApiToken.objects.get().last_used_at is not None


@pytest.mark.parametrize("way", ["revoked", "expired", "unknown", "missing", "of a session", "maker left"])
def test_without_a_good_token_nothing_opens(
    call: Call, token: str, way: str, membership_secretary: User, client_of: Callable[[User], Client]
) -> None:
    if way == "revoked":
        tokens.revoke_token(ApiToken.objects.get(), membership_secretary)
    if way == "expired":
        ApiToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    if way == "maker left":
        RoleGrant.objects.filter(user=ApiToken.objects.get().made_by).update(ended_at=timezone.now())
    client = {"missing": Client(), "of a session": client_of(membership_secretary)}.get(way) or Client(
        headers={"Authorization": f"Bearer {token}{'x' if way == 'unknown' else ''}"}
    )
    for method, address in (("get", "members"), ("put", "members/1"), ("post", "members"), ("put", "units/1")):
        body = {"data": "{}", "content_type": "application/json"} if method != "get" else {}
        response = getattr(client, method)(f"/api/{address}", **body)
        assert response.status_code == 401 and response.headers["WWW-Authenticate"] == "Bearer"
        assert "Send a good one" in response.json()["error"]


@pytest.mark.parametrize(("may_read", "may_write"), [(True, False), (False, True)])
def test_token_does_only_what_its_scopes_allow(administrator: User, may_read: bool, may_write: bool) -> None:
    _token, secret = tokens.make_token("one", 1, administrator, may_read=may_read, may_write=may_write)
    client = Client(headers={"Authorization": f"Bearer {secret}"})
    read = client.get("/api/members")
    write = client.put("/api/members/1", {"name": "Ann"}, content_type="application/json")
    assert (read.status_code == 200, write.status_code == 201) == (may_read, may_write)
    refused = write if may_read else read
    assert refused.status_code == 403 and "This token may not" in refused.json()["error"]
    assert Member.objects.exists() == may_write


def test_token_that_is_used_too_often_waits_for_the_next_minute(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "USES_A_MINUTE", 3)
    ApiToken.objects.update(minute=timezone.now() - timedelta(minutes=1), uses_in_minute=99)
    now = timezone.now()
    monkeypatch.setattr(tokens.timezone, "now", lambda: now)
    assert [call("get", "units").status_code for _ in range(4)] == [200, 200, 200, 429]
    assert call("get", "units").headers["Retry-After"] == "60"
    monkeypatch.setattr(tokens.timezone, "now", lambda: now + timedelta(minutes=1))
    assert call("get", "units").status_code == 200


@pytest.mark.parametrize(
    ("method", "address", "body", "status"),
    [
        ("get", "/api/nothing", "", 404),
        ("get", "/api/members/nobody", "", 404),
        ("delete", "/api/members", "", 405),
        ("post", "/api/members", "{", 400),
        ("post", "/api/members", b"\xff", 400),
        ("get", "/api/members?unit=%00", "", 400),
        ("get", "/api/members?limit=0", "", 422),
        ("get", "/api/members?after=x", "", 422),
        ("put", "/api/members/1", '{"name": "\\ud800"}', 409),
        ("post", "/api/members", '{"as_at": "2771-11-24", "members": [{"number": "1"}]}', 409),
        ("put", "/api/units/1", '{"name": "\\ud800", "kind": "x"}', 422),
        ("put", "/api/units/1", '{"name": "\\u0000", "kind": "x"}', 422),
    ],
)
def test_whatever_is_refused_is_refused_in_one_shape(
    token: str, method: str, address: str, body: str | bytes, status: int
) -> None:
    client = Client(headers={"Authorization": f"Bearer {token}"})
    options = {"data": body, "content_type": "application/json"} if body else {}
    response = getattr(client, method)(address, **options)
    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/json"
    answer = response.json()
    assert set(answer) == {"error", "problems"} and answer["error"].endswith((".", "?"))


def test_form_with_a_file_does_not_break_the_api(token: str) -> None:
    client = Client(headers={"Authorization": f"Bearer {token}"})
    assert client.post("/api/members", {"members": "x"}).status_code == 400


def test_administrator_makes_and_revokes_a_token_on_the_page(
    administrator: User, organisation: object, client_of: Callable[[User], Client]
) -> None:
    office = client_of(administrator)
    given = {"name": "Membership system", "scopes": ["may_read"], "days": "90"}
    page = office.post("/office/tokens/", given)
    assert "no-store" in page.headers["Cache-Control"]
    secret = page.context["secret"]
    assert secret in page.content.decode() and secret not in office.get("/office/tokens/").content.decode()
    made = ApiToken.objects.get()
    assert (made.may_read, made.may_write) == (True, False)
    assert Client(headers={"Authorization": f"Bearer {secret}"}).get("/api/members").status_code == 200
    office.post(f"/office/tokens/{made.pk}/revoke/")
    assert Client(headers={"Authorization": f"Bearer {secret}"}).get("/api/members").status_code == 401
    assert "revoked already" in office.post(f"/office/tokens/{made.pk}/revoke/", follow=True).content.decode()
    verbs = AuditEvent.objects.filter(object_type="register.apitoken").values_list("verb", flat=True)
    assert sorted(verbs) == ["register.token_made", "register.token_revoked"]
    assert "Choose what the program may do." in office.post("/office/tokens/", {**given, "scopes": []}).content.decode()


def test_page_says_whose_tokens_work_no_more(
    administrator: User, make_user: Callable[..., User], organisation: object, client_of: Callable[[User], Client]
) -> None:
    tokens.make_token("one", 1, administrator, may_read=True, may_write=False)
    other = make_user("administrator")
    end_role(administrator, "administrator", other)
    assert (
        f"{administrator.name} is not an administrator now" in client_of(other).get("/office/tokens/").content.decode()
    )


@pytest.mark.parametrize(
    "asked", ["members?uint=N", "members?=N", "standing-events?nummer=1", "changed-members?Since="]
)
def test_misspelt_parameter_is_refused_and_not_taken_for_all(call: Call, asked: str) -> None:
    answer = call("get", asked)
    assert answer.status_code == 422 and "There is no field of this name" in answer.content.decode()
