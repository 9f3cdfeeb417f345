"""The chained log: what is written stays, and what was tampered with is found."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction

from hustings.accounts.models import User
from hustings.audit import append_only
from hustings.audit.log import GENESIS, record, verify_chain
from hustings.audit.models import AuditEvent

TABLE = AuditEvent._meta.db_table


@pytest.fixture
def chain(administrator: User) -> list[AuditEvent]:
    return [record("tests.happened", administrator, by=administrator, number=number) for number in range(5)]


@pytest.fixture
def tampering(chain: list[AuditEvent]) -> Iterator[list[AuditEvent]]:
    """The chain, in the hands of someone who can drop the triggers."""
    append_only.unguard(connection, TABLE)
    yield chain
    append_only.guard(connection, TABLE)


def test_chain_links_each_event_to_the_one_before(chain: list[AuditEvent]) -> None:
    assert [event.sequence for event in chain] == [1, 2, 3, 4, 5]
    assert [event.previous_hash for event in chain] == [GENESIS, *(event.hash for event in chain[:-1])]
    assert verify_chain() is None


def test_chain_holds_when_facts_of_every_kind_are_read_back(administrator: User) -> None:
    facts = {
        "text": 'Zoë 🗳 \\ "',
        "large": 2**80,
        "nothing": None,
        "yes": True,
        "day": date(2026, 11, 30),
        "moment": datetime(2026, 11, 30, 18, tzinfo=UTC),
        "id": UUID(int=7),
        "nested": {"b": [1, (2, 3)], "a": {"x", "w"}},
    }
    record("tests.happened", administrator, by="system", **facts)
    assert verify_chain() is None
    assert AuditEvent.objects.get().facts["nested"] == {"b": [1, [2, 3]], "a": ["w", "x"]}


def test_event_that_must_not_be_dated_holds_only_its_hour(administrator: User) -> None:
    exact, coarse = record("tests.happened", by="system"), record("tests.happened", by="system", to_the_hour=True)
    assert coarse.at.replace(tzinfo=None).isoformat().endswith(":00:00")
    assert coarse.at <= exact.at
    assert verify_chain() is None


def test_record_refuses_what_would_not_read_back_the_same(db: None) -> None:
    with pytest.raises(TypeError, match="float"):
        record("tests.happened", share=0.1)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"verb": "tests.never_happened"}, "Event 3 was changed"),
        ({"facts": {"number": 7}}, "Event 3 was changed"),
        ({"actor": None}, "Event 3 was changed"),
        ({"at": datetime(2020, 1, 1, tzinfo=UTC)}, "Event 3 was changed"),
        ({"hash": "f" * 64}, "Event 3 was changed"),
        ({"previous_hash": GENESIS}, "Event 3 does not follow event 2"),
    ],
)
def test_verify_finds_a_changed_event(tampering: list[AuditEvent], change: dict, sentence: str) -> None:
    AuditEvent.objects.filter(sequence=3).update(**change)
    found = verify_chain()
    assert found is not None
    assert found.sequence == 3
    assert found.sentence.startswith(sentence)


@pytest.mark.parametrize("gone", [1, 3])
def test_verify_finds_a_removed_event(tampering: list[AuditEvent], gone: int) -> None:
    AuditEvent.objects.filter(sequence=gone).delete()
    found = verify_chain()
    assert found is not None
    assert found.sequence == gone
    assert "missing" in found.sentence


def test_verify_finds_events_cut_off_at_the_end_by_the_hash_noted_earlier(tampering: list[AuditEvent]) -> None:
    AuditEvent.objects.filter(sequence=5).delete()
    assert verify_chain() is None
    assert verify_chain(noted=tampering[3].hash) is None
    found = verify_chain(noted=tampering[4].hash)
    assert found is not None
    assert "noted" in found.sentence


def test_verify_finds_reordered_events(tampering: list[AuditEvent]) -> None:
    for old, new in ((2, 99), (3, 2), (99, 3)):
        AuditEvent.objects.filter(sequence=old).update(sequence=new)
    found = verify_chain()
    assert found is not None
    assert found.sequence == 2


def test_verify_finds_a_forged_event_whose_own_hash_is_right(tampering: list[AuditEvent]) -> None:
    from hustings.audit.log import hash_of

    forged = AuditEvent.objects.get(sequence=3)
    forged.facts = {"number": 7}
    AuditEvent.objects.filter(sequence=3).update(facts=forged.facts, hash=hash_of(forged))
    found = verify_chain()
    assert found is not None
    assert found.sequence == 4


def test_an_action_that_fails_leaves_no_event(administrator: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        record("tests.happened", by=administrator)
        User.objects.create_user(administrator.email, "The same again")
    assert not AuditEvent.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_chain_stays_whole_when_many_write_at_once(in_threads: Callable[[Callable[[int], None], int], None]) -> None:
    together = threading.Barrier(6)

    def write(number: int) -> None:
        together.wait()
        for _ in range(5):
            with transaction.atomic():
                record("tests.happened", by="system", writer=number)

    in_threads(write, 6)
    assert AuditEvent.objects.count() == 30
    assert verify_chain() is None
