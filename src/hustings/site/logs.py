"""What the log of the service says."""

import logging

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404


class RefusalsInOneLine(logging.Filter):
    """Leave out the traceback of a request that was refused: its line says all, and nothing of ours failed."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and isinstance(record.exc_info[1], PermissionDenied | SuspiciousOperation | Http404):
            record.exc_info = record.exc_text = None
        return True
