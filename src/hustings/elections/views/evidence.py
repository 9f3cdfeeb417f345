"""The scrutineer's desk, and their reports as the public reads them."""

import json
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hustings.accounts.errors import ActionRefused
from hustings.accounts.methods import get_or_post
from hustings.accounts.permissions import requires
from hustings.elections.actions import evidence as actions
from hustings.elections.forms.evidence import CONCLUSIONS, CustodyForm, KeyForm, ReportForm
from hustings.elections.models import Election, EvidenceKey
from hustings.elections.queries.elections import public_elections
from hustings.elections.queries.evidence import bundles
from hustings.elections.views.office import found
from hustings.elections.views.pages import form_page
from hustings.jobs import files

SHOWN = 5


@requires("elections.take_evidence")
@require_safe
def desk(request: HttpRequest, slug: str) -> HttpResponse:
    """What the scrutineer of an election can do."""
    election = found(slug)
    context = {
        "election": election,
        "key": EvidenceKey.objects.filter(user=request.user).first(),
        "reports": election.scrutineer_reports.select_related("signed_by"),
        "custody": election.custody.all(),
        "bundles": [job for job in bundles(election, request.user)[:SHOWN] if not job.is_over or files.find(job.pk)],
    }
    return render(request, "elections/office/evidence.html", context)


@requires("elections.take_evidence")
@get_or_post
def key(request: HttpRequest, slug: str) -> HttpResponse:
    """Set the key that bundles are sealed for."""
    form = KeyForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.set_evidence_key(form.cleaned_data["public_key"], request.user),
        heading=_("Your key"),
        back=reverse("elections:evidence", args=[slug]),
        done=_("Bundles are sealed for this key from now on."),
        election=found(slug),
    )


@requires("elections.take_evidence")
@require_POST
def bundle(request: HttpRequest, slug: str) -> HttpResponse:
    """Have the bundle sealed."""
    try:
        job = actions.take_evidence(found(slug), request.user)
    except ActionRefused as refusal:
        messages.error(request, refusal.sentence)
        return redirect("elections:evidence", slug)
    return redirect("jobs:job", job.pk)


@requires("elections.take_evidence")
@require_safe
def bundle_file(request: HttpRequest, slug: str, job: UUID) -> HttpResponseBase:
    """The sealed bundle, which nobody can open but whoever had it made."""
    made = get_object_or_404(bundles(found(slug), request.user), pk=job)
    path = files.find(made.pk)
    if path is None:
        messages.error(request, _("This bundle is kept no longer than a day. Take it again."))
        return redirect("elections:evidence", slug)
    response = FileResponse(path.open("rb"), as_attachment=True, filename=f"{slug}.evidence")
    response["Cache-Control"] = "no-store"
    return response


@requires("elections.take_evidence")
@get_or_post
def report(request: HttpRequest, slug: str) -> HttpResponse:
    """Write, sign and publish a report."""
    election = found(slug)
    form = ReportForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.sign_report(election, by=request.user, **form.cleaned_data) and None,
        heading=_("Report on the election"),
        back=reverse("elections:evidence", args=[slug]),
        done=_("Your report is signed and published."),
        button=_("Sign and publish"),
        election=election,
    )


@requires("elections.take_evidence")
@get_or_post
def custody(request: HttpRequest, slug: str) -> HttpResponse:
    """Record a step in the keeping of the evidence."""
    election = found(slug)
    form = CustodyForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.record_custody(election, by=request.user, **form.cleaned_data) and None,
        heading=_("Who keeps the evidence"),
        intro=_("Each step is published with the reports, and none is edited."),
        back=reverse("elections:evidence", args=[slug]),
        done=_("The step has been recorded."),
        election=election,
    )


@require_safe
def reports(request: HttpRequest, slug: str) -> HttpResponse:
    """The scrutineers' reports, for everybody."""
    election = _public(slug)
    read = [(each, json.loads(each.document)) for each in election.scrutineer_reports.all()]
    context = {
        "election": election,
        "custody": election.custody.all(),
        "reports": [
            (each, content, dict(CONCLUSIONS).get(content["conclusion"]), parse_datetime(content["signed_at"]))
            for each, content in read
        ],
    }
    return render(request, "elections/public/reports.html", context)


@require_safe
def report_json(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """A report byte for byte as it was signed; the signature stands in a header."""
    signed = _public(slug).scrutineer_reports.filter(number=number).first()
    if signed is None:
        raise Http404
    response = HttpResponse(signed.document.encode(), content_type="application/json")
    response["X-Signature"] = signed.signature
    return response


def _public(slug: str) -> Election:
    return get_object_or_404(public_elections(), slug=slug)
