"""Evidence on its way in: kept in memory, never in a file of the server that is not sealed, and only so much of it."""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopFutureHandlers

from hustings.conduct.files import LARGEST, MOST_FILES

FIELD = "evidence"


class EvidenceInMemory(FileUploadHandler):
    """Takes the files of any form field called `evidence`; what is too large is counted to its end, and not kept.

    So the rest of the form survives, and the answer can say which file was too large and by how much.
    """

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.is_ours = False
        self.left = MOST_FILES * LARGEST

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Take a file of ours, so that no other handler writes it down."""
        super().new_file(*args, **kwargs)
        self.is_ours = self.field_name == FIELD
        self.file = BytesIO()
        if self.is_ours:
            raise StopFutureHandlers

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Keep a piece, unless there is too much."""
        if not self.is_ours:
            return raw_data
        if start + len(raw_data) <= min(LARGEST, self.left):
            self.file.write(raw_data)
        return None

    def file_complete(self, file_size: int) -> InMemoryUploadedFile | None:
        """The file with its true size; without its content, if it was too large."""
        if not self.is_ours:
            return None
        self.left -= self.file.tell()
        if self.file.tell() < file_size:
            self.file = BytesIO()
            file_size = max(file_size, LARGEST + 1)
        return InMemoryUploadedFile(
            self.file, self.field_name, self.file_name, self.content_type, file_size, self.charset
        )
