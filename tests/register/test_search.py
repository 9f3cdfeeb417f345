"""What a search of the register finds, whether those it finds are few or many."""

from collections.abc import Callable
from datetime import date

import pytest

from hustings.register import queries
from hustings.register.models import Member, Unit, UnitMembership

ON = date(2026, 9, 1)


@pytest.mark.django_db
@pytest.mark.parametrize("few", [0, 1, 2000])
def test_search_finds_the_same_if_they_are_few_and_if_they_are_many(
    few: int, make_member: Callable[..., Member], north: Unit, organisation: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "FEW", few)
    ann = make_member("1", name="Ann Lee", paid_up_to=date(2026, 12, 31))
    late = make_member("2", name="Ann Löw", paid_up_to=date(2020, 12, 31))
    other = make_member("3", name="Bob Lee", email="ann@example.org")
    UnitMembership.objects.create(member=late, unit=north, from_date=date(2020, 1, 1))

    def found(q: str, word: str = "", unit: Unit | None = None) -> set[Member]:
        return set(queries.search(q, word, unit, ON))

    assert found("ann") == {ann, late, other}
    assert found("ANN low") == {late} == found("ann", "arrears") == found("ann", unit=north)
    assert found("lee", "good") == {ann, other}
    assert found("lee", unit=north) == set() == found("nobody")
