"""Evidence as it is handed in: how much, of which kind, and clean before it is sealed."""

import json
import subprocess
import sys
from collections.abc import Sequence
from threading import BoundedSemaphore

from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hustings.accounts.errors import ActionRefused
from hustings.conduct.cleaning import Cleaned

# Long enough for a photograph or a scanned letter; short enough to be sealed, and sealed anew, while a page waits.
LARGEST = 10 * 1024 * 1024
MOST_FILES, MOST_IN_A_CASE = 5, 40
LONGEST_NAME = 100
SECONDS = 30
# Each may take as much memory as `cleaning` allows it: the others wait.
_AT_ONCE = BoundedSemaphore(2)

ACCEPT = ".jpg,.jpeg,.png,.webp,.gif,.pdf,.txt,image/jpeg,image/png,image/webp,image/gif,application/pdf,text/plain"
ENDINGS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/gif": "gif",
    "application/pdf": "pdf",
    "text/plain": "txt",
}

REASONS: dict[str, Promise] = {
    "empty": gettext_lazy("“{name}” is empty. Choose the file again."),
    "large": gettext_lazy("“{name}” has {size}; a file can have {largest}. Give a smaller one, or a part of it."),
    "archive": gettext_lazy(
        "“{name}” is an archive (or an office file, which is one inside). "
        "Take the files out of it, or save it as PDF, and give those."
    ),
    "kind": gettext_lazy(
        "“{name}” is neither a picture (JPEG, PNG, WebP, GIF) nor PDF nor plain text in UTF-8. Save it as one of them."
    ),
    "pixels": gettext_lazy("“{name}” is a picture of too many pixels. Give a smaller copy of it."),
    "broken": gettext_lazy("“{name}” is damaged and cannot be read. Save or take it again."),
    "password": gettext_lazy("“{name}” is locked by a password. Save it without one."),
    "attachments": gettext_lazy(
        "“{name}” has other files, sound or film inside it. Print it to a new PDF, and give what is inside separately."
    ),
    "too_much": gettext_lazy("“{name}” takes too much work to check. Print it to a new PDF, or give a picture of it."),
}


def check_number(uploads: Sequence[UploadedFile], there_already: int = 0) -> None:
    """Refuse more files than can be given at once, or than a case can hold."""
    if len(uploads) > MOST_FILES:
        raise ActionRefused(
            _("These are {given} files; give at most {most} at once. You can add others afterwards.").format(
                given=len(uploads), most=MOST_FILES
            ),
            field="evidence",
        )
    if there_already + len(uploads) > MOST_IN_A_CASE:
        raise ActionRefused(
            _("A case can hold {most} files, and this one has {there}.").format(
                most=MOST_IN_A_CASE, there=there_already
            ),
            field="evidence",
        )


def cleaned(upload: UploadedFile) -> Cleaned:
    """A file as it is kept, without its metadata. Raises ActionRefused with a sentence that names the file."""
    if (upload.size or 0) > LARGEST:
        raise _refusal("large", upload)
    upload.seek(0)
    command = [sys.executable, "-I", "-m", "hustings.conduct.cleaning"]
    try:
        # Nothing of the file is in the command, and nothing of ours (passwords of services) in its environment.
        with _AT_ONCE:
            done = subprocess.run(  # noqa: S603
                command, input=upload.read(), capture_output=True, timeout=SECONDS, check=False, env={}
            )
    except subprocess.TimeoutExpired:
        raise _refusal("too_much", upload) from None
    if done.returncode:
        raise _refusal("too_much", upload)
    said, _newline, content = done.stdout.partition(b"\n")
    answer = json.loads(said)
    if "refused" in answer:
        raise _refusal(answer["refused"], upload)
    if len(content) > 2 * LARGEST:
        raise _refusal("too_much", upload)
    return Cleaned(answer["media_type"], content)


def short_name(name: str) -> str:
    """The name of a file as it is shown: its end is cut where it is long, and control characters are left out."""
    return "".join(letter for letter in name if letter.isprintable())[:LONGEST_NAME]


def _refusal(reason: str, upload: UploadedFile) -> ActionRefused:
    sentence = str(REASONS[reason]).format(
        name=short_name(upload.name or ""), size=filesizeformat(upload.size or 0), largest=filesizeformat(LARGEST)
    )
    return ActionRefused(sentence, field="evidence")
