"""Which event of the log last changed a member, noted for many at once."""

from collections.abc import Callable

import pytest

from hustings.audit.log import record
from hustings.register import changes
from hustings.register.models import Member


@pytest.mark.django_db
@pytest.mark.parametrize("at_once", [1, 2, 100])
def test_changes_are_noted_of_exactly_these_members(
    at_once: int, make_member: Callable[..., Member], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "AT_ONCE", at_once)
    keys = [make_member(str(number)).pk for number in range(9)]
    event = record("tests.changed")
    changed = [keys[place] for place in (7, 0, 2, 3, 4, 5, 4)]
    changes.note_changes(event, changed)
    assert set(Member.objects.filter(changed_in=event.sequence).values_list("pk", flat=True)) == set(changed)
    changes.note_changes(event, [])
