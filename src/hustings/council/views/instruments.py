"""Instruments as the public sees them: what is in force, where it comes from, and what became of every clause."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from hustings.council.dispositions import read_text
from hustings.council.instrument_pdf import instrument_pdf
from hustings.council.models import Consultation, Instrument, InstrumentVersion, Proposal, SourceText
from hustings.council.queries import instruments as queries

PER_PAGE = 50


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every instrument, with what is in force of it."""
    words = request.GET.get("q", "").strip()
    found = Instrument.objects.filter(title__icontains=words) if words else Instrument.objects.all()
    page = Paginator(found.select_related("body"), PER_PAGE).get_page(request.GET.get("page"))
    page.object_list = queries.listed(page.object_list)
    return render(request, "council/public/instruments.html", {"page_obj": page, "words": words})


def found_instrument(slug: str) -> Instrument:
    """Return an instrument, or the page that says there is none."""
    return get_object_or_404(Instrument.objects.select_related("body"), slug=slug)


def found_version(slug: str, number: int) -> InstrumentVersion:
    """Return a version of an instrument, or the page that says there is none."""
    versions = InstrumentVersion.objects.select_related(
        "instrument__body", "proposal__source", "decision__body", "repeal__decision"
    )
    return get_object_or_404(versions, instrument__slug=slug, number=number)


@require_safe
def instrument(request: HttpRequest, slug: str) -> HttpResponse:
    """The one page of an instrument: what is in force now, or what is proposed."""
    shown = found_instrument(slug)
    latest = queries.in_force(shown) or queries.repealed(shown)
    return render(request, "council/public/instrument.html", version_facts(latest) if latest else _about(shown))


@require_safe
def version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """An instrument as it was, or will be."""
    return render(request, "council/public/instrument.html", version_facts(found_version(slug, number)))


@require_safe
def version_file(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """A version as PDF."""
    shown = found_version(slug, number)
    response = HttpResponse(instrument_pdf(version_facts(shown)), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{slug}-{number}.pdf"'
    return response


@require_safe
def changes(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """A version beside the one that it replaced."""
    shown = found_version(slug, number)
    comparison = queries.changes(shown)
    if comparison is None:
        raise Http404
    facts = {"instrument": shown.instrument, "version": shown, "comparison": comparison}
    return render(request, "council/public/changes.html", {**facts, "before": queries.previous(shown)})


@require_safe
def clause(request: HttpRequest, slug: str, clause: str) -> HttpResponse:
    """The history of a clause."""
    shown = found_instrument(slug)
    states = queries.clause_history(shown, clause)
    if not states:
        raise Http404
    return render(
        request, "council/public/clause.html", {"instrument": shown, "identifier": clause, "states": states[::-1]}
    )


@require_safe
def proposal(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """A text that may become the next version: once units were asked, or a motion would adopt it or has carried it."""
    proposals = Proposal.objects.select_related("instrument__body", "source")
    shown = get_object_or_404(proposals, instrument__slug=slug, number=number)
    is_bound = shown.consultations.exists() or shown.motions.exists() or hasattr(shown, "carried_by")
    is_public = is_bound or hasattr(shown, "version")
    if not is_public and not request.user.has_perm("council.view_office"):
        raise Http404
    return render(request, "council/public/proposal.html", proposal_facts(shown))


@require_safe
def source(request: HttpRequest, source: int) -> HttpResponse:
    """A source text as it was published, and the instruments that stem from it."""
    shown = get_object_or_404(SourceText, pk=source)
    stemming = Instrument.objects.filter(versions__proposal__source=shown).distinct()
    text = read_text(shown.text)
    context = {"source": shown, "text": text, "clauses": queries.plain_clauses(text)}
    return render(request, "council/public/source.html", {**context, "stemming": queries.listed(stemming)})


def _about(instrument: Instrument) -> dict[str, Any]:
    return {
        "instrument": instrument,
        "versions": instrument.versions.select_related("decision__body", "proposal__source").order_by("-number"),
        "today": queries.today(),
    }


def version_facts(version: InstrumentVersion) -> dict[str, Any]:
    """Everything that is said of a version, on its page and in its PDF."""
    text = read_text(version.proposal.text)
    consultations = Consultation.objects.filter(motion=version.decision.motion_id)
    return {
        **_about(version.instrument),
        "version": version,
        "text": text,
        "clauses": queries.named_clauses(text, version.identifiers),
        "comparison": queries.version_comparison(version),
        "before": queries.previous(version),
        "ends_on": queries.ends_on(version),
        "repeal": getattr(version, "repeal", None),
        "in_force": queries.in_force(version.instrument),
        "consultations": consultations,
        "reservations": queries.reservations(version.proposal),
    }


def proposal_facts(proposal: Proposal) -> dict[str, Any]:
    """Everything that is said of a proposed text."""
    text = read_text(proposal.text)
    return {
        "instrument": proposal.instrument,
        "proposal": proposal,
        "text": text,
        "clauses": queries.plain_clauses(text),
        "comparison": queries.proposal_comparison(proposal),
        "reservations": queries.reservations(proposal),
    }
