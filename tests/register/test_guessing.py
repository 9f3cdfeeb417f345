"""Brute force fails at every door: what opens one is guessed at a few times, and then even the right answer waits, or
it is so long that nobody guesses it."""

import re
import time
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from hustings.accounts import authenticator_app
from hustings.accounts.actions import second_factors
from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import Attempt, SignInCode, User
from hustings.register.actions import issue_card, redeem_sign_in, send_sign_in_code
from hustings.register.actions.tokens import make_token
from hustings.register.api import keys
from hustings.register.card_queries import card_of, check_address
from hustings.register.models import Member
from hustings.register.views import cards

Make = Callable[..., Member]
SECOND = "/staff/second-factor/"


def test_sign_in_code_ends_with_the_fifth_guess_and_new_ones_are_few(make_member: Make, organisation: object) -> None:
    make_member("M-1", email="ann@example.org")
    guesses = 0
    with pytest.raises(ActionRefused, match="too many tries"):
        for browser in range(100):
            subject = send_sign_in_code("M-1", f"192.0.2.{browser}", str(browser))
            with pytest.raises(ActionRefused, match="5 times"):
                while redeem_sign_in(subject, "nonsense", f"192.0.2.{browser}") is None:
                    guesses += 1
            assert not SignInCode.objects.filter(subject=subject).exists()
    assert guesses < 50  # of 10^8, from a hundred addresses, in a quarter of an hour


@pytest.mark.parametrize("way", ["app", "recovery code", "passkey"])
def test_second_step_is_guessed_at_five_times_and_then_the_right_answer_waits(
    client: Client, administrator: User, organisation: object, way: str
) -> None:
    secret, step = authenticator_app.new_secret(), int(time.time()) // authenticator_app.STEP_SECONDS
    second_factors.add_app(administrator, secret, authenticator_app.code_at(secret, step - 1), "telephone")
    recovery, *_others = second_factors.make_recovery_codes(administrator, by=administrator)
    client.post("/staff/sign-in/", {"email": administrator.email, "password": "correct horse battery"})
    wrong = {"app": {"code": "000000"}, "recovery code": {"code": "aaaaa-aaaaa"}, "passkey": {"answer": "{}"}}[way]
    pages = [client.post(SECOND, wrong).content.decode() for _guess in range(6)]
    assert ["too many tries" in page for page in pages] == [False] * 5 + [True]
    for right in (recovery, authenticator_app.code_at(secret, step)):
        assert "too many tries" in client.post(SECOND, {"code": right}).content.decode()
    assert client.get("/office/log/").status_code == 302
    Attempt.objects.all().delete()  # an hour later
    assert client.post(SECOND, {"code": recovery}).status_code == 302


def test_api_token_is_not_guessed(administrator: User, organisation: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "WRONG_TOKENS", 3)
    _token, secret = make_token("Membership system", 30, administrator, may_read=True, may_write=False)
    assert len(secret) - len("hustings_") == 43  # 256 bits

    def ask(token: str, address: str = "192.0.2.1") -> tuple[int, str]:
        answer = Client(REMOTE_ADDR=address, headers={"Authorization": f"Bearer {token}"}).get("/api/units")
        return answer.status_code, answer.json().get("error", "")

    assert [ask(f"{secret[:-1]}{letter}-")[0] for letter in "abc"] == [401] * 3
    assert ask("guess") == (429, "There were too many tries. Wait 15 minutes, then try again.")
    assert ask("guess", "192.0.2.2")[0] == 401
    assert ask(secret)[0] == 200  # a program that has its token goes on


def test_card_is_not_guessed_and_its_page_tells_nobody_who_is_a_member(
    client: Client, make_member: Make, organisation: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cards, "WRONG_CARDS", 4)
    member = make_member("M-1")
    issued = issue_card(member, date.today(), None)
    good = check_address(card_of(issued, date.today())).split("?t=")[1]
    body, signature = good.split(".")

    def check(token: str) -> str:
        page = client.get("/card/check/", {"t": token}).content.decode()
        return re.sub(r"\s+", " ", page[page.index("<h1") : page.index("</main>")]).replace(token, "")

    guesses = [f"{body}.{signature[:-4]}AAAA", f"{body[:-2]}AA.{signature}", f"eyJudW1iZXIiOiJNLTEifQ.{signature}"]
    pages = {check(guess) for guess in guesses}
    assert len(pages) == 1 and "was not signed by this organisation" in pages.pop()
    check("M-1")
    assert "too many tries" in check("M-1") == check("M-999")
    assert "This card is valid until" in check(good)
