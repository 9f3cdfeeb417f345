"""One-time codes."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from hustings.accounts.actions import issue_code, redeem_code
from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import SignInCode

pytestmark = pytest.mark.django_db


def wrong(code: str) -> str:
    return f"{(int(code.replace(' ', '')) + 1) % 10**8:08}"


def test_code_works_once() -> None:
    code = issue_code("member", "7")
    assert re.fullmatch(r"\d{4} \d{4}", code)
    assert redeem_code("member", "7", f" {code.replace(' ', '')} ")
    assert not redeem_code("member", "7", code)


def test_code_is_good_for_its_subject_and_purpose_only() -> None:
    code = issue_code("member", "7")
    assert not redeem_code("member", "8", code)
    assert not redeem_code("another", "7", code)
    assert redeem_code("member", "7", code)


def test_a_later_code_replaces_the_one_before() -> None:
    first = issue_code("member", "7")
    second = issue_code("member", "7")
    if first != second:
        assert not redeem_code("member", "7", first)
    assert redeem_code("member", "7", second)


def test_fifth_wrong_code_ends_the_right_one() -> None:
    code = issue_code("member", "7")
    for _ in range(4):
        assert not redeem_code("member", "7", wrong(code))
    with pytest.raises(ActionRefused, match="5 times"):
        redeem_code("member", "7", wrong(code))
    assert not redeem_code("member", "7", code)


def test_expired_code_says_so() -> None:
    code = issue_code("member", "7")
    SignInCode.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(ActionRefused, match="expired"):
        redeem_code("member", "7", code)


def test_database_holds_no_code() -> None:
    code = issue_code("member", "7")
    assert SignInCode.objects.get().code_hash != code
    assert len(SignInCode.objects.get().code_hash) == 64


@pytest.mark.django_db(transaction=True)
def test_code_redeemed_twice_at_once_works_once(in_threads: Callable[[Callable[[int], None], int], None]) -> None:
    code = issue_code("member", "7")
    answers = []
    in_threads(lambda _: answers.append(redeem_code("member", "7", code)), 4)
    assert sorted(answers) == [False, False, False, True]
