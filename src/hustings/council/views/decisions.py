"""The register of decisions."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from hustings.accounts.methods import get_or_post
from hustings.council import chain
from hustings.council.forms.decisions import ExportForm, SearchForm
from hustings.council.models import Decision
from hustings.council.papers import decision_pdf
from hustings.council.queries import decisions
from hustings.council.views.meetings import division_facts

PER_PAGE = 25


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The register, searched and paged."""
    form = SearchForm(request.GET)
    page = Paginator(decisions.search(**form.wanted()), PER_PAGE).get_page(request.GET.get("page"))
    context = {"search": form, "page_obj": page, "count": page.paginator.count, "last": Decision.objects.first()}
    return render(request, "council/public/decisions.html", context)


@require_safe
def decision(request: HttpRequest, number: int) -> HttpResponse:
    """One decision, with its division and its place in the chain."""
    may_run = request.user.has_perm("council.run_meetings")
    return render(request, "council/public/decision.html", _facts(number) | {"may_run": may_run})


def _facts(number: int) -> dict[str, Any]:
    found = get_object_or_404(
        Decision.objects.select_related(
            "body", "motion__question", "division__result__casting_by", "division__meeting__body", "corrects"
        ),
        pk=number,
    )
    return {
        "decision": found,
        "body": found.body,
        "division": found.division,
        "shown": division_facts(found.division),
        "corrections": found.corrected_by.all(),
        "next": Decision.objects.filter(number=number + 1).first(),
        "signatures": found.reopening_signatures.select_related("member"),
    }


@require_safe
def decision_file(request: HttpRequest, number: int) -> HttpResponse:
    """One decision as PDF."""
    response = HttpResponse(decision_pdf(_facts(number)), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="decision-{number}.pdf"'
    return response


@require_safe
def as_json(request: HttpRequest) -> JsonResponse:
    """The whole register, as it can be checked without this site."""
    response = JsonResponse(decisions.exported())
    response["Content-Disposition"] = 'attachment; filename="decisions.json"'
    return response


@require_safe
def as_csv(request: HttpRequest) -> HttpResponse:
    """What a search found, as a table for a spreadsheet."""
    found = decisions.search(**SearchForm(request.GET).wanted())
    response = HttpResponse(decisions.as_csv(found), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="decisions.csv"'
    return response


@get_or_post
def check(request: HttpRequest) -> HttpResponse:
    """Whether the chain of the register is whole, and whether an export that somebody kept is still part of it."""
    form = ExportForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form, "wrong": decisions.what_is_wrong(), "last": Decision.objects.first()}
    if request.method == "POST" and form.is_valid():
        try:
            kept = chain.read_export(form.cleaned_data["export"])
        except chain.BadExportError as error:
            form.add_error("export", str(error))
        else:
            context["kept"] = len(kept)
            context["kept_wrong"] = chain.first_break(kept) or decisions.missing_from_register(kept)
    return render(request, "council/public/check.html", context)
