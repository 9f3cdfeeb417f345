"""Files of members: taken in, checked, imported, discarded."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from hustings.accounts.errors import refusals_on
from hustings.accounts.methods import get_or_post
from hustings.accounts.permissions import requires
from hustings.register import actions
from hustings.register.forms import ColumnsForm, UploadForm
from hustings.register.imports.fields import COLUMNS
from hustings.register.imports.remembered import file_with_headings
from hustings.register.imports.running import as_read, first_row
from hustings.register.imports.running import refused_rows as rows_refused
from hustings.register.imports.workbooks import as_workbook
from hustings.register.models import Duplicate, MemberImport

SEPARATORS = {",": gettext_lazy("commas"), ";": gettext_lazy("semicolons"), "\t": gettext_lazy("tabs")}


@get_or_post
@requires("register.import_members")
def imports(request: HttpRequest) -> HttpResponse:
    """Files that came in, and a new one."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            member_import = actions.upload_import(**form.cleaned_data, by=request.user)
            return redirect("register:import", member_import.pk)
    earlier = MemberImport.objects.select_related("created_by")[:20]
    return render(request, "register/imports.html", {"form": form, "earlier": earlier})


@get_or_post
@requires("register.import_members")
def import_(request: HttpRequest, member_import: int) -> HttpResponse:
    """One file: match its columns, see what it would do, import it."""
    file = get_object_or_404(MemberImport.objects.select_related("job"), pk=member_import)
    first = first_row(file)
    form = ColumnsForm(request.POST or None, member_import=file, first=first)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            job = actions.check_import(file, form.columns(), request.user, month_first=form.cleaned_data["month_first"])
            return redirect("jobs:job", job.pk)
    context: dict[str, Any] = {
        "file": file,
        "form": form,
        "separator": SEPARATORS[file.separator],
        "as_read": as_read(file, first) if file.state == file.State.CHECKED else [],
        "duplicates": [
            (example, Duplicate.Why(example["why"]).label) for example in file.examples.get("duplicates", ())
        ],
        "like": file_with_headings(file.header, before=file.pk) if file.state == file.State.MATCHING else None,
        "matched": [
            (field.label, file.header[file.columns[name]]) for name, field in COLUMNS.items() if name in file.columns
        ],
    }
    return render(request, "register/import.html", context)


@require_POST
@requires("register.import_members")
def start_import(request: HttpRequest, member_import: int) -> HttpResponse:
    """Import a file that was checked."""
    job = actions.start_import(get_object_or_404(MemberImport, pk=member_import), request.user)
    return redirect("jobs:job", job.pk)


@require_POST
@requires("register.import_members")
def discard_import(request: HttpRequest, member_import: int) -> HttpResponse:
    """Remove the files of an import."""
    actions.discard_import(get_object_or_404(MemberImport, pk=member_import), request.user)
    messages.success(request, _("The file and its refused rows are removed."))
    return redirect("register:imports")


@require_safe
@requires("register.import_members")
def refused_rows(request: HttpRequest, member_import: int, ending: str) -> FileResponse:
    """The refused rows as a file (CSV or XLSX), each with its reason."""
    file = get_object_or_404(MemberImport, pk=member_import)
    if not file.refused_rows:
        raise Http404
    made = file.refused_rows.open("rb") if ending == "csv" else as_workbook(rows_refused(file))
    return FileResponse(made, as_attachment=True, filename=f"refused-{file.pk}.{ending}")
