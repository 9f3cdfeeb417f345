"""Spreadsheets: the first sheet with anything in it as the CSV file that the import reads, and rows as a sheet."""

import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable
from typing import BinaryIO

import xlsxwriter
from django.utils.translation import gettext as _

from hustings.accounts.errors import ActionRefused
from hustings.register.imports import sheets

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"  # how XLSX and ODS files begin, and XLS files
LARGEST_INSIDE = 2 * 2**30


def is_workbook(file: BinaryIO) -> bool:
    """Whether a file is a spreadsheet rather than text, by its first bytes."""
    file.seek(0)
    return file.read(4) in (_ZIP, _OLE)


def as_csv(file: BinaryIO) -> BinaryIO:
    """Write the sheet as CSV in UTF-8 to a temporary file; rows keep the numbers that the spreadsheet shows."""
    _refuse_what_swells(file)
    file.seek(0)
    made = tempfile.TemporaryFile()  # noqa: SIM115 (the caller reads it)
    with tempfile.NamedTemporaryFile() as workbook:
        shutil.copyfileobj(file, workbook)
        workbook.flush()
        command = [sys.executable, "-m", "hustings.register.imports.sheets", workbook.name]
        done = subprocess.run(command, stdout=made, stderr=subprocess.DEVNULL)  # noqa: S603 (arguments of our own)
    if done.returncode:
        raise ActionRefused(_refusal(done.returncode), "file")
    return made


def _refusal(status: int) -> str:
    if status == sheets.LOCKED:
        return _("The spreadsheet is locked with a password. Save it without one.")
    if status == sheets.EMPTY:
        return _("The spreadsheet is empty. Export the members again, then choose the new file.")
    return _("The spreadsheet cannot be read. Open it in your program, save it again as XLSX or CSV, and try again.")


def as_workbook(rows: Iterable[list[str]]) -> BinaryIO:
    """Rows as XLSX. Every cell is text, so that no program takes a number for an amount or a day for a formula."""
    made = tempfile.TemporaryFile()  # noqa: SIM115 (the response reads and closes it)
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(made, options) as book:
        sheet = book.add_worksheet()
        for place, row in enumerate(rows):
            sheet.write_row(place, 0, row)
    made.seek(0)
    return made


def _refuse_what_swells(file: BinaryIO) -> None:
    """A small file can unpack to more than the machine holds."""
    file.seek(0)
    if not zipfile.is_zipfile(file):
        return
    with zipfile.ZipFile(file) as inside:
        if sum(part.file_size for part in inside.infolist()) > LARGEST_INSIDE:
            raise ActionRefused(_("The spreadsheet unpacks to more than 2 GB: cut it in two."), "file")
