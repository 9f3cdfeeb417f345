"""Files of a case: cleaned, sealed with their names, and fetched by those who may read them."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet

from hustings.conduct.cleaning import Cleaned
from hustings.conduct.files import ENDINGS, check_number, cleaned, short_name
from hustings.conduct.models import Case, EvidenceFile
from hustings.conduct.people import Actor
from hustings.conduct.sealing import CaseKeys, current_key, note_reading, sealed_to


@dataclass(frozen=True)
class CheckedFile:
    """A file that can be kept: clean, with the name it came under and the SHA-256 of what was handed in."""

    name: str
    fingerprint: str
    cleaned: Cleaned


@dataclass(frozen=True)
class Fetched:
    """A file as somebody fetches it."""

    name: str
    media_type: str
    content: bytes
    fingerprint: str


def check(uploads: Sequence[UploadedFile], there_already: int = 0) -> list[CheckedFile]:
    """Clean files before anything is changed. Raises ActionRefused, which names the file."""
    check_number(uploads, there_already)
    checked = []
    for upload in uploads:
        kept = cleaned(upload)
        upload.seek(0)
        fingerprint = hashlib.sha256(upload.read()).hexdigest()
        checked.append(CheckedFile(short_name(upload.name or ""), fingerprint, kept))
    return checked


def keep(case: Case, files: Sequence[CheckedFile], author: Actor) -> list[EvidenceFile]:
    """Seal files into a case."""
    key = current_key(case)
    rows = []
    for file in files:
        about = json.dumps({"name": file.name, "fingerprint": file.fingerprint}).encode()
        ciphertext = sealed_to(key, about + b"\n" + file.cleaned.content)
        rows.append(
            EvidenceFile.objects.create(
                case=case,
                key=key,
                media_type=file.cleaned.media_type,
                size=len(file.cleaned.content),
                ciphertext=ciphertext,
                author_user=author.user,
                author_member=author.member,
                author_role=author.role,
            )
        )
    return rows


def files_of(case: Case) -> QuerySet[EvidenceFile]:
    """The files of a case, without their content."""
    return case.evidence.defer("ciphertext").select_related("author_user", "author_member")


def fetch(file: EvidenceFile, keys: CaseKeys) -> Fetched:
    """A file, opened; that it was fetched is logged first."""
    note_reading(keys, evidence=file)
    about, _newline, content = keys.opened(file).partition(b"\n")
    told = json.loads(about)
    return Fetched(told["name"], file.media_type, content, told["fingerprint"])


def plain_name(file: EvidenceFile) -> str:
    """The name under which a file is saved: its number and its kind; what it was called is inside."""
    return f"evidence-{file.pk}.{ENDINGS[file.media_type]}"
