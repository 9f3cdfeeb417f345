"""The key of a case: who can open it, and the texts under it.

Writing, admitting and removing need nobody's open key; reading does. What only an open key can do (sealing the key
to those admitted since, and taking off the layers under which texts lie after somebody left) is done by `settle`, when
the next of those who may read opens the case.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from nacl.bindings import sodium_pad, sodium_unpad
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import User
from hustings.audit.log import record
from hustings.conduct.letters import tell_let_in
from hustings.conduct.log import note
from hustings.conduct.models import Admission, Case, CaseKey, EvidenceFile, PersonKey, Reading, Receipt, Sealed
from hustings.conduct.panels import held_back
from hustings.conduct.people import Actor, Person, Role

# Texts are as long as the next multiple of this, so that their length tells little.
BLOCK = 512
# Those who have a key that nobody else can have put in the place of theirs.
_VOUCHED_FOR = Q(user__conduct_key__awaits_voucher=False) | Q(member__conduct_key__awaits_voucher=False)


@dataclass(frozen=True)
class Holder:
    """Somebody whose own key is open just now: a person, or whoever has the words of a receipt."""

    of: PersonKey | Receipt
    private: PrivateKey

    @property
    def person(self) -> Person | None:
        """Who it is, as far as that is known."""
        return (None if isinstance(self.of, Receipt) else self.of.user) or self.of.member


@dataclass(frozen=True)
class CaseKeys:
    """The private halves of the keys of a case that a holder can open, by the primary key of the CaseKey."""

    case: Case
    holder: Holder
    private: Mapping[int, PrivateKey]

    def can_open(self, row: Sealed | EvidenceFile) -> bool:
        """Whether every layer opens: not those of before the holder was let in, until it is sealed anew."""
        return self.private.keys() >= {row.key_id, *row.inner}

    def opened(self, row: Sealed | EvidenceFile) -> bytes:
        """What was sealed, layer by layer."""
        content = bytes(row.ciphertext)
        for key_id in (row.key_id, *row.inner):
            content = SealedBox(self.private[key_id]).decrypt(content)
        return content


_at_hand: ContextVar[CaseKeys | None] = ContextVar("keys_of_whoever_takes_a_step", default=None)


@contextmanager
def at_hand(keys: CaseKeys | None) -> Iterator[None]:
    """Let what is removed in this block be sealed anew at once by these keys, though their holder may be who goes."""
    token = _at_hand.set(keys)
    try:
        yield
    finally:
        _at_hand.reset(token)


def new_case_key(case: Case, persons: Iterable[Person]) -> PrivateKey:
    """Give a case its first key, open to these persons; those without a key of their own are admitted later.

    Raises ActionRefused if none of them has a key: what is sealed could be read by nobody.
    """
    key, private = _make(case, 1)
    for person in dict.fromkeys(persons):
        _admit(key, _as_person(person), private)
    if not key.admissions.exclude(sealed_key=b"").exists():
        raise ActionRefused(
            _("Complaints cannot be received yet: no conduct officer has chosen a passphrase. Please tell them so.")
        )
    return private


def admit_receipt(case: Case, receipt: Receipt, private: PrivateKey) -> None:
    """Let whoever has the words of this receipt open the case; `private` is the private half of its key."""
    _admit(current_key(case), {"receipt": receipt}, private)


def current_key(case: Case) -> CaseKey:
    """The key to which everything new is sealed. Raises ActionRefused once it is destroyed."""
    key = case.keys.filter(destroyed_at=None).last()
    if key is None:
        raise ActionRefused(
            _("The key of this case has been destroyed, as the rule says. Nothing can be read or added.")
        )
    return key


def seal(case: Case, kind: str, text: str, author: Actor | None = None) -> Sealed:
    """Keep a text of a case, readable by those admitted to it only."""
    key = current_key(case)
    padded = sodium_pad(text.encode(), BLOCK)
    return Sealed.objects.create(
        case=case,
        key=key,
        kind=kind,
        ciphertext=sealed_to(key, padded),
        author_user=author.user if author else None,
        author_member=author.member if author else None,
        author_role=author.role if author else "",
    )


def sealed_to(key: CaseKey, content: bytes) -> bytes:
    """Bytes that only those who can open this key can read."""
    return SealedBox(PublicKey(bytes(key.public_key))).encrypt(content)


def read(sealed: Sealed, keys: CaseKeys) -> str:
    """The words of a text; the reading is logged before they are seen."""
    note_reading(keys, text=sealed)
    return sodium_unpad(keys.opened(sealed), BLOCK).decode()


def note_reading(keys: CaseKeys, text: Sealed | None = None, evidence: EvidenceFile | None = None) -> None:
    """Log that the holder of these keys read a text or fetched a file."""
    of = keys.holder.of
    if isinstance(of, Receipt):
        Reading.objects.create(text=text, evidence=evidence, receipt=of)
    elif party := _party(keys.case, of.member_id):
        Reading.objects.create(text=text, evidence=evidence, party=party)
    else:
        Reading.objects.create(text=text, evidence=evidence, user=of.user, member=of.member)


def _party(case: Case, member: int | None) -> str:
    """As which party that member is in the case; "" if they are none."""
    parties = {case.complainant_id: Role.COMPLAINANT, case.respondent_id: Role.RESPONDENT}
    return parties.get(member, "") if member else ""


@transaction.atomic
def admit(case: Case, person: Person) -> None:
    """Let a person open a case; they can from when somebody who may read it already next opens it."""
    Case.objects.select_for_update().get(pk=case.pk)
    key = current_key(case)
    if not key.admissions.filter(removed_at=None, **_as_person(person)).exists():
        _admit(key, _as_person(person), None)


@transaction.atomic
def remove(case: Case, person: Person) -> None:
    """Take a person's way into a case away at once: all that is in it, and all that is written from now on, is under
    another key.
    """
    Case.objects.select_for_update().get(pk=case.pk)
    receipts = case.receipts.filter(member=person, ended_at=None) if not isinstance(person, User) else []
    mine = Q(**_as_person(person)) | Q(receipt__in=receipts)
    could_read = _admissions(case).filter(mine).exclude(sealed_key=b"").exists()
    _admissions(case).filter(mine).update(removed_at=timezone.now(), sealed_key=b"")
    for receipt in receipts:
        end_receipt(receipt)
    if could_read:
        _renew(case)


def end_receipt(receipt: Receipt) -> None:
    """Let these words open nothing any more."""
    receipt.public_key, receipt.salt, receipt.ended_at = b"", b"", timezone.now()
    receipt.save(update_fields=["public_key", "salt", "ended_at"])


def open_case(case: Case, holder: Holder) -> CaseKeys:
    """The keys of a case that a holder can open. Raises ActionRefused if they are not admitted, or not yet."""
    private = {}
    for admission in _admissions(case).filter(_of(holder)).exclude(sealed_key=b""):
        try:
            opened = SealedBox(holder.private).decrypt(bytes(admission.sealed_key))
        except CryptoError:  # it was sealed to a key that this person has replaced since
            continue
        private[admission.key_id] = PrivateKey(opened)
    if not private:
        current_key(case)
        raise ActionRefused(
            _("This case is not open to you yet. It will be as soon as somebody who can read it has opened it.")
        )
    return CaseKeys(case, holder, private)


@transaction.atomic
def settle(keys: CaseKeys) -> None:
    """Do what waited for an open key: let in those admitted meanwhile, seal anew what lies in layers, destroy old keys.

    Whoever was drawn waits until no party can object to them any more.
    """
    case = Case.objects.select_for_update().get(pk=keys.case.pk)
    latest = current_key(case)
    if latest.pk in keys.private:
        late = [each for each in waiting(case).select_related("user", "member") if not _is_held_back(case, each)]
        for admission in late:
            _complete(admission, keys.private[latest.pk])
        tell_let_in(case, [admission for admission in late if admission.sealed_key])
    for row in _not_under(case, latest):
        if keys.can_open(row):
            _seal_anew(row, latest, [], keys.opened(row))
    _destroy_unneeded(case, latest)


def settle_all(holder: Holder) -> None:
    """Settle every case that waits for somebody such as this holder."""
    may_open = Admission.objects.filter(_of(holder), removed_at=None).exclude(sealed_key=b"")
    live = CaseKey.objects.filter(case=OuterRef("pk"), destroyed_at=None)
    replaced = live.filter(Exists(CaseKey.objects.filter(case=OuterRef("case"), generation__gt=OuterRef("generation"))))
    late = Admission.objects.filter(key__case=OuterRef("pk"), key__destroyed_at=None, removed_at=None, sealed_key=b"")
    cases = Case.objects.filter(Exists(live.filter(admissions__in=may_open)))
    for case in cases.filter(Exists(replaced) | Exists(late.filter(_VOUCHED_FOR))):
        with suppress(ActionRefused):  # their own key came after what waits: another will settle it
            settle(open_case(case, holder))


@transaction.atomic
def destroy(case: Case) -> None:
    """Destroy every key of a case and what was sealed under them: nobody can read it ever again.

    The line of the log does not say of which case.
    """
    Case.objects.select_for_update().get(pk=case.pk)
    for key in case.keys.filter(destroyed_at=None):
        _destroy_key(key)
    case.texts.update(ciphertext=b"")
    case.evidence.update(ciphertext=b"")
    for receipt in case.receipts.filter(ended_at=None):
        end_receipt(receipt)
    record("conduct.case_key_destroyed", by="system")


def is_destroyed(case: Case) -> bool:
    """Whether nothing of a case can be read any more."""
    return not case.keys.filter(destroyed_at=None).exists()


def is_in_layers(case: Case) -> bool:
    """Whether something waits to be sealed anew, since somebody left."""
    return case.keys.filter(destroyed_at=None).count() > 1


def waiting(case: Case) -> QuerySet[Admission]:
    """Admissions that wait: for a passphrase of the person, or for somebody who opens the case."""
    return _admissions(case).filter(key=current_key(case), sealed_key=b"")


def _renew(case: Case) -> None:
    old = current_key(case)
    key, private = _make(case, old.generation + 1)
    for admission in old.admissions.filter(removed_at=None):
        who = {"user": admission.user, "member": admission.member, "receipt": admission.receipt}
        _admit(key, who, None if _is_held_back(case, admission) else private)
    # Not the new key alone: whoever waited has that now, and still nothing of what was sealed before.
    live = case.keys.filter(destroyed_at=None)
    if live.exclude(pk__in=_admissions(case).exclude(sealed_key=b"").values("key")).exists():
        raise ActionRefused(
            _("Nobody else could read this case. Let somebody in who has chosen a passphrase, then try again.")
        )
    at_hand = _at_hand.get()
    for row in _not_under(case, key):
        if at_hand and at_hand.case == case and at_hand.can_open(row):
            _seal_anew(row, key, [], at_hand.opened(row))
        else:
            _seal_anew(row, key, [row.key_id, *row.inner], bytes(row.ciphertext))
    _destroy_unneeded(case, key)


def _not_under(case: Case, key: CaseKey) -> Iterator[Sealed | EvidenceFile]:
    """Everything in a case that this key alone does not open; one at a time, because files are large."""
    for rows in (Sealed.objects.filter(case=case), EvidenceFile.objects.filter(case=case)):
        for pk in list(rows.exclude(key=key, inner=[]).values_list("pk", flat=True)):
            yield rows.get(pk=pk)


def _destroy_unneeded(case: Case, latest: CaseKey) -> None:
    """Destroy the older keys under which nothing lies any more."""
    layers = [pair for rows in (case.texts, case.evidence) for pair in rows.values_list("key", "inner")]
    needed = {latest.pk, *(key_id for outermost, inner in layers for key_id in (outermost, *inner))}
    for old in case.keys.filter(destroyed_at=None).exclude(pk__in=needed):
        _destroy_key(old)
        note("conduct.case_sealed_anew", case, f"key {old.pk}", by="system")


def _seal_anew(row: Sealed | EvidenceFile, key: CaseKey, inner: list[int], content: bytes) -> None:
    row.key, row.inner, row.ciphertext = key, inner, sealed_to(key, content)
    row.save(update_fields=["key", "inner", "ciphertext"])


def _is_held_back(case: Case, admission: Admission) -> bool:
    return admission.member_id is not None and admission.member_id in held_back(case)


def _make(case: Case, generation: int) -> tuple[CaseKey, PrivateKey]:
    private = PrivateKey.generate()
    public = bytes(private.public_key)
    return CaseKey.objects.create(case=case, generation=generation, public_key=public), private


def _admit(key: CaseKey, who: Mapping[str, object], private: PrivateKey | None) -> None:
    admission = Admission.objects.create(key=key, **who)
    if private:
        _complete(admission, private)


def _complete(admission: Admission, private: PrivateKey) -> None:
    """Seal the key to the person, if they have one of their own by now."""
    public = _public_key(admission)
    if public:
        admission.sealed_key = SealedBox(PublicKey(public)).encrypt(bytes(private))
        admission.save(update_fields=["sealed_key"])


def _public_key(admission: Admission) -> bytes:
    if admission.receipt:
        return bytes(admission.receipt.public_key)
    key = PersonKey.objects.filter(user=admission.user, member=admission.member, awaits_voucher=False).first()
    return bytes(key.public_key) if key else b""


def _destroy_key(key: CaseKey) -> None:
    key.admissions.update(sealed_key=b"")
    key.destroyed_at = timezone.now()
    key.save(update_fields=["destroyed_at"])


def _admissions(case: Case) -> QuerySet[Admission]:
    return Admission.objects.filter(key__case=case, key__destroyed_at=None, removed_at=None)


def _of(holder: Holder) -> Q:
    if isinstance(holder.of, Receipt):
        return Q(receipt=holder.of)
    return Q(user=holder.of.user) if holder.of.user else Q(member=holder.of.member)


def _as_person(person: Person) -> dict[str, Person]:
    return {"user": person} if isinstance(person, User) else {"member": person}
