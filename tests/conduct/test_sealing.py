"""Keys of cases: who can open what, what a reader of the tables sees, and what is left when somebody goes."""

import pytest
from django.db import DatabaseError, connection, transaction
from tests.conduct.codes import PASSPHRASE, code_in_force, give_key, officer
from tests.council import bodies

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import Organisation, User
from hustings.audit.models import AuditEvent
from hustings.conduct import sealing
from hustings.conduct.actions.complaints import add, receive
from hustings.conduct.models import Admission, Case, PersonKey, Reading, Receipt, Sealed, TextKind
from hustings.conduct.people import Actor, Role
from hustings.conduct.person_keys import awaiting_voucher, change_passphrase, fingerprint, make_key, unlock, vouch
from hustings.conduct.receipts import new_token, open_receipt, words_from
from hustings.conduct.sealing import Holder
from hustings.council.queries.instruments import in_force
from hustings.register.models import Member

WORDS = "On the stairs, at noon: «you will be sorry»."


@pytest.fixture
def odo(organisation: Organisation) -> Holder:
    return give_key(officer())


@pytest.fixture
def complained(odo: Holder) -> tuple[Case, Holder, list[str]]:
    version = in_force(code_in_force())
    assert version
    words = words_from(new_token())
    holder = receive(version, [("2", bodies.days_ago(3).date())], WORDS, words)
    assert isinstance(holder.of, Receipt)
    return holder.of.case, holder, words


def read_all(case: Case, holder: Holder) -> list[str]:
    keys = sealing.open_case(case, holder)
    return [sealing.read(text, keys) for text in case.texts.all()]


def everything_in_the_database() -> bytes:
    with connection.cursor() as cursor:
        found = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            found += [repr([bytes(v) if isinstance(v, memoryview) else v for v in row]) for row in cursor.fetchall()]
    return "\n".join(found).encode()


@pytest.mark.django_db
def test_complaint_is_read_by_its_receipt_and_by_officers_and_each_reading_is_logged(
    complained: tuple[Case, Holder, list[str]], odo: Holder
) -> None:
    case, by_words, words = complained
    assert read_all(case, odo) == read_all(case, by_words) == [WORDS]
    typed = open_receipt("  " + " ".join(words).upper().replace(" ", ", ") + ".", "192.0.2.1")
    assert read_all(case, typed) == [WORDS]
    assert [(reading.user, reading.receipt) for reading in Reading.objects.all()] == [
        (odo.person, None),
        (None, by_words.of),
        (None, by_words.of),
    ]
    with pytest.raises(DatabaseError), transaction.atomic():
        Reading.objects.all().delete()


@pytest.mark.django_db
def test_tables_hold_neither_a_word_of_the_case_nor_what_opens_it(
    complained: tuple[Case, Holder, list[str]], odo: Holder
) -> None:
    case, by_words, words = complained
    add(case, Actor(Role.COMPLAINANT), "It was Ms Blackwood.")
    dump = everything_in_the_database()
    for secret in (b"stairs", b"Blackwood", PASSPHRASE.encode(), " ".join(words[2:4]).encode()):
        assert secret not in dump
    for private in (odo.private, by_words.private, *sealing.open_case(case, odo).private.values()):
        assert repr(bytes(private))[2:-1].encode() not in dump


@pytest.mark.django_db
def test_texts_of_much_the_same_length_look_the_same_from_outside(complained: tuple[Case, Holder, list[str]]) -> None:
    case = complained[0]
    texts = [sealing.seal(case, TextKind.MESSAGE, "x" * length) for length in (1, 200, 511, 512)]
    lengths = [len(text.ciphertext) for text in texts]
    assert lengths[0] == lengths[1] == lengths[2] < lengths[3]


@pytest.mark.django_db
def test_nobody_else_opens_the_case(complained: tuple[Case, Holder, list[str]]) -> None:
    case = complained[0]
    late = give_key(officer("Late"))
    member = give_key(Member.objects.get(number="B0001"))
    for holder in (late, member):
        with pytest.raises(ActionRefused, match="not open to you yet"):
            sealing.open_case(case, holder)


@pytest.mark.django_db
def test_admitted_person_reads_once_somebody_who_can_has_opened_the_case(
    complained: tuple[Case, Holder, list[str]], odo: Holder
) -> None:
    case = complained[0]
    member = Member.objects.get(number="B0001")
    sealing.admit(case, member)
    sealing.admit(case, member)
    assert sealing.waiting(case).count() == 1
    sealing.settle_all(odo)
    assert sealing.waiting(case).count() == 1, "the member has no key yet"
    holder = give_key(member)
    with pytest.raises(ActionRefused):
        sealing.open_case(case, holder)
    sealing.settle_all(holder)
    sealing.settle_all(odo)
    assert read_all(case, holder) == [WORDS]
    assert not sealing.waiting(case).exists()


@pytest.mark.django_db
def test_removed_person_reads_nothing_old_nor_new_even_with_a_copy_of_the_key(
    complained: tuple[Case, Holder, list[str]], odo: Holder
) -> None:
    case, by_words, _words = complained
    leaving = give_key(Member.objects.get(number="B0001"))
    assert leaving.person
    sealing.admit(case, leaving.person)
    sealing.settle_all(odo)
    copied = sealing.open_case(case, leaving)

    sealing.remove(case, leaving.person)
    sealing.remove(case, leaving.person)
    after = sealing.seal(case, TextKind.MESSAGE, "After they left.")
    with pytest.raises(ActionRefused):
        sealing.open_case(case, leaving)
    assert not any(copied.can_open(text) for text in (after, *Sealed.objects.all())), (
        "though nobody has opened it since"
    )
    late = give_key(officer("Late"))
    sealing.admit(case, late.person)  # type: ignore[arg-type]
    sealing.remove(case, Member.objects.get(number="B0002"))  # who could not read: nothing is done
    assert {len(text.inner) for text in Sealed.objects.all()} == {0, 1}
    assert read_all(case, by_words) == read_all(case, odo) == [WORDS, "After they left."]

    sealing.settle_all(odo)
    assert [key.destroyed_at is None for key in case.keys.all()] == [False, True]
    assert not any(copied.can_open(text) for text in Sealed.objects.all())
    assert not Admission.objects.filter(key__in=copied.private).exclude(sealed_key=b"").exists()
    for holder in (by_words, odo, late):
        assert read_all(case, holder) == [WORDS, "After they left."]


@pytest.mark.django_db
def test_last_reader_is_not_removed(complained: tuple[Case, Holder, list[str]], odo: Holder) -> None:
    case, by_words, _words = complained
    Admission.objects.filter(receipt=by_words.of).delete()
    assert odo.person
    with pytest.raises(ActionRefused, match="Nobody else could read"):
        sealing.remove(case, odo.person)
    assert read_all(case, odo) == [WORDS]


@pytest.mark.django_db
def test_destroyed_key_ends_reading_writing_and_the_receipt_for_good(
    complained: tuple[Case, Holder, list[str]], odo: Holder
) -> None:
    case, by_words, words = complained
    keys = sealing.open_case(case, odo)
    sealing.destroy(case)
    assert sealing.is_destroyed(case)
    assert not Admission.objects.exclude(sealed_key=b"").exists()
    assert [bytes(text.ciphertext) for text in case.texts.all()] == [b""]
    for attempt in (
        lambda: sealing.open_case(case, odo),
        lambda: sealing.open_case(case, by_words),
        lambda: sealing.seal(case, TextKind.MESSAGE, "More."),
    ):
        with pytest.raises(ActionRefused, match="destroyed"):
            attempt()
    with pytest.raises(ActionRefused, match="open no case"):
        open_receipt(" ".join(words), "192.0.2.1")
    assert keys.private


@pytest.mark.django_db
def test_passphrase_opens_the_key_and_another_can_take_its_place(odo: Holder) -> None:
    assert odo.person
    assert bytes(unlock(odo.person, PASSPHRASE).private) == bytes(odo.private)
    change_passphrase(odo, "nine pale herons at dawn")
    assert bytes(unlock(odo.person, "nine pale herons at dawn").private) == bytes(odo.private)
    with pytest.raises(ActionRefused, match="wrong"):
        unlock(odo.person, PASSPHRASE)
    with pytest.raises(ActionRefused, match="too short"):
        change_passphrase(odo, "short")


@pytest.mark.django_db
def test_log_names_no_member_who_chooses_a_passphrase(odo: Holder) -> None:
    (member,) = bodies.make_members(1)
    change_passphrase(make_key(member, PASSPHRASE), "another " + PASSPHRASE)
    logged = AuditEvent.objects.filter(verb__in=("conduct.key_made", "conduct.passphrase_changed"))
    assert [event.actor for event in logged.order_by("sequence")] == [odo.person.pk, None, None]  # type: ignore[union-attr]


@pytest.mark.django_db
def test_guessing_a_passphrase_is_stopped(odo: Holder) -> None:
    assert odo.person
    for number in range(10):
        with pytest.raises(ActionRefused, match="wrong"):
            unlock(odo.person, f"guess {number}")
    with pytest.raises(ActionRefused, match="too many tries"):
        unlock(odo.person, PASSPHRASE)


@pytest.mark.django_db
def test_new_key_opens_nothing_until_another_officer_vouches_for_it(
    complained: tuple[Case, Holder, list[str]], odo: Holder
) -> None:
    case, by_words, _words = complained
    assert odo.person
    again = make_key(odo.person, PASSPHRASE)
    with pytest.raises(ActionRefused, match="not open to you yet"):
        sealing.open_case(case, again)
    sealing.settle_all(by_words)
    with pytest.raises(ActionRefused, match="not open to you yet"):
        sealing.open_case(case, again)

    key, cleo = again.of, officer("Cleo")
    assert isinstance(key, PersonKey) and isinstance(odo.person, User)
    assert list(awaiting_voucher()) == [key]
    for mark, by, sentence in (("0000", cleo, "replaced meanwhile"), (fingerprint(key), odo.person, "their own key")):
        with pytest.raises(ActionRefused, match=sentence):
            vouch(key, mark, by)
    vouch(key, fingerprint(key), cleo)
    sealing.settle_all(by_words)
    assert read_all(case, again) == [WORDS]
