"""The key of a person: made when they choose a passphrase, opened with it, and put in place of one that was lost."""

import secrets

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from nacl import pwhash
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey
from nacl.secret import SecretBox

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import User
from hustings.accounts.throttle import attempt, forget
from hustings.audit.log import record
from hustings.conduct.letters import tell_who_waits
from hustings.conduct.models import Admission, PersonKey
from hustings.conduct.people import Person
from hustings.conduct.sealing import Holder

# People choose passphrases, so each guess must cost: most of a second, and 256 MB.
OPERATIONS, MEMORY = pwhash.argon2id.OPSLIMIT_MODERATE, pwhash.argon2id.MEMLIMIT_MODERATE
TRIES, MINUTES = 10, 15


def key_of(person: Person) -> PersonKey | None:
    """The key pair of a person, if they have made one."""
    return PersonKey.objects.filter(_whose(person)).select_related("user", "member").first()


@transaction.atomic
def make_key(person: Person, passphrase: str) -> Holder:
    """Make the key of a person; one that they had is replaced, and opens nothing any more.

    Whoever has lost a passphrase, or has taken over somebody's account, is let in again only when an officer vouches.
    """
    _check(person, passphrase)
    private = PrivateKey.generate()
    key = key_of(person)
    verb = "conduct.key_replaced" if key else "conduct.key_made"
    if key is None:
        key = PersonKey(**{"user" if isinstance(person, User) else "member": person})
    Admission.objects.filter(_whose(person), removed_at=None, key__destroyed_at=None).update(sealed_key=b"")
    key.public_key, key.made_at, key.awaits_voucher = bytes(private.public_key), timezone.now(), key.pk is not None
    _wrap(key, private, passphrase)
    record(verb, _shown_in_the_log(key), by=_named_in_the_log(person))
    tell_who_waits(key)
    return Holder(key, private)


def unlock(person: Person, passphrase: str) -> Holder:
    """Open the key of a person. Raises ActionRefused; tries are counted per person."""
    key = key_of(person)
    if key is None:
        raise ActionRefused(_("You have not chosen a passphrase yet."))
    counted = f"{key._meta.label_lower} {key.pk}"
    attempt("conduct.unlock", counted, limit=TRIES, minutes=MINUTES)
    try:
        private = SecretBox(_stretched(passphrase, key)).decrypt(bytes(key.wrapped_private))
    except CryptoError:
        raise ActionRefused(_("This passphrase is wrong. Capitals and spaces count."), field="passphrase") from None
    forget("conduct.unlock", counted)
    return Holder(key, PrivateKey(private))


@transaction.atomic
def change_passphrase(holder: Holder, passphrase: str) -> None:
    """Keep the key, under another passphrase."""
    assert isinstance(holder.of, PersonKey) and holder.person
    _check(holder.person, passphrase)
    _wrap(holder.of, holder.private, passphrase)
    record("conduct.passphrase_changed", _shown_in_the_log(holder.of), by=_named_in_the_log(holder.person))


@transaction.atomic
def vouch(key: PersonKey, mark: str, by: User) -> None:
    """An officer has heard from this person that the key with this mark is theirs: they are let in again."""
    key = PersonKey.objects.select_for_update(of=("self",)).get(pk=key.pk)
    if key.user == by:
        raise ActionRefused(_("Nobody vouches for their own key. Ask another conduct officer."))
    if mark != fingerprint(key):
        raise ActionRefused(_("This key has been replaced meanwhile. Ask for its mark again."))
    key.awaits_voucher = False
    key.save(update_fields=["awaits_voucher"])
    record("conduct.key_vouched_for", _shown_in_the_log(key), by=by)


def awaiting_voucher() -> QuerySet[PersonKey]:
    """The keys that were put in the place of others, and for which nobody has vouched yet."""
    return PersonKey.objects.filter(awaits_voucher=True).select_related("user", "member").order_by("made_at")


def fingerprint(key: PersonKey) -> str:
    """The public half of a key, to read out on the telephone to whoever lets this person in."""
    return " ".join(bytes(key.public_key)[:8].hex()[at : at + 4] for at in range(0, 16, 4))


def _named_in_the_log(person: Person) -> User | None:
    """Officers alone: a member who chooses a passphrase just after a notice is whoever it was given to."""
    return person if isinstance(person, User) else None


def _shown_in_the_log(key: PersonKey) -> PersonKey | None:
    return key if key.user_id else None


def _check(person: Person, passphrase: str) -> None:
    try:
        validate_password(passphrase, person if isinstance(person, User) else None)
    except ValidationError as error:
        raise ActionRefused(" ".join(error.messages), field="passphrase") from error


def _wrap(key: PersonKey, private: PrivateKey, passphrase: str) -> None:
    key.salt = secrets.token_bytes(pwhash.argon2id.SALTBYTES)
    key.operations, key.memory = OPERATIONS, MEMORY
    key.wrapped_private = SecretBox(_stretched(passphrase, key)).encrypt(bytes(private))
    key.save()


def _stretched(passphrase: str, key: PersonKey) -> bytes:
    stretched: bytes = pwhash.argon2id.kdf(
        SecretBox.KEY_SIZE, passphrase.encode(), bytes(key.salt), key.operations, key.memory
    )
    return stretched


def _whose(person: Person) -> Q:
    return Q(user=person) if isinstance(person, User) else Q(member=person)
