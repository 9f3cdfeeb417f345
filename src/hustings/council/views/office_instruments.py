"""Instruments as the council secretary keeps them: source texts, proposals, rulings, adoption."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hustings.accounts.methods import get_or_post
from hustings.accounts.permissions import requires
from hustings.council.actions import instruments as actions
from hustings.council.forms.instruments import (
    AdoptForm,
    BindProposalForm,
    InstrumentForm,
    ProposalForm,
    RepealForm,
    RulingForm,
    SourceTextForm,
)
from hustings.council.models import Consultation, Instrument, Proposal, SourceText
from hustings.council.queries import instruments as queries
from hustings.council.views.instruments import found_instrument, proposal_facts
from hustings.elections.views.pages import form_page

PER_PAGE, LATEST = 25, 5
TEMPLATE = "council/office/instrument_form.html"


def _home(proposal: Proposal) -> str:
    return reverse("council:office_proposal", args=[proposal.pk])


def _instrument_home(instrument: Instrument) -> str:
    return reverse("council:office_instrument", args=[instrument.slug])


def _found(pk: int) -> Proposal:
    proposals = Proposal.objects.select_related("instrument__body", "source", "version")
    return get_object_or_404(proposals, pk=pk)


@requires("council.view_office")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Instruments, and the latest consultations and source texts."""
    page = Paginator(Instrument.objects.select_related("body"), PER_PAGE).get_page(request.GET.get("page"))
    page.object_list = queries.listed(page.object_list)
    context = {
        "page_obj": page,
        "consultations": Consultation.objects.select_related("body")[:LATEST],
        "sources": SourceText.objects.defer("text").order_by("-pk")[:LATEST],
        "may_manage": request.user.has_perm("council.manage_instruments"),
    }
    return render(request, "council/office/instruments.html", context)


@requires("council.view_office")
@require_safe
def consultations(request: HttpRequest) -> HttpResponse:
    """All consultations, those that end last first."""
    page = Paginator(Consultation.objects.select_related("body"), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "council/office/consultations.html", {"page_obj": page})


@requires("council.view_office")
@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """All source texts by title."""
    page = Paginator(SourceText.objects.defer("text"), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "council/office/sources.html", {"page_obj": page})


@requires("council.manage_instruments")
@get_or_post
def add_source(request: HttpRequest) -> HttpResponse:
    """Keep an outside text."""
    form = SourceTextForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.add_source(by=request.user, **form.cleaned_data),
        heading=_("Keep a source text"),
        intro=_("It is kept as it was published, and never changed. Another edition is another source text."),
        back=reverse("council:office_instruments"),
        done=_("The source text has been kept."),
        template=TEMPLATE,
    )


@requires("council.manage_instruments")
@get_or_post
def create(request: HttpRequest) -> HttpResponse:
    """Name a new instrument."""
    form = InstrumentForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: _instrument_home(
            actions.create_instrument(form.cleaned_data["title"], form.cleaned_data["body"], request.user)
        ),
        heading=_("A new instrument"),
        back=reverse("council:office_instruments"),
        done=_("The instrument has its page. Propose its text now."),
        template=TEMPLATE,
    )


@requires("council.view_office")
@require_safe
def instrument(request: HttpRequest, slug: str) -> HttpResponse:
    """An instrument with its proposals and versions."""
    shown = found_instrument(slug)
    context = {
        "instrument": shown,
        "in_force": queries.in_force(shown),
        "may_end": queries.may_end(shown),
        "proposals": shown.proposals.defer("text").select_related("source", "version").order_by("-number"),
        "may_manage": request.user.has_perm("council.manage_instruments"),
    }
    return render(request, "council/office/instrument.html", context)


@requires("council.manage_instruments")
@get_or_post
def propose(request: HttpRequest, slug: str) -> HttpResponse:
    """Propose a text, beginning with the last one proposed."""
    shown = found_instrument(slug)
    form = ProposalForm(shown, request.POST or None)
    return form_page(
        request,
        form,
        lambda: _home(actions.propose(shown, by=request.user, **form.cleaned_data)),
        heading=_("Propose a text"),
        intro=_("It is kept as you propose it. To change a word of it, propose another."),
        back=_instrument_home(shown),
        done=_("The text has been proposed."),
        instrument=shown,
        template=TEMPLATE,
    )


@requires("council.view_office")
@require_safe
def proposal(request: HttpRequest, proposal: int) -> HttpResponse:
    """A proposed text beside its source, and everything that can be done with it."""
    shown = _found(proposal)
    context = {
        **proposal_facts(shown),
        "motions": shown.motions.select_related("motion__body"),
        "may_manage": request.user.has_perm("council.manage_instruments"),
        "adopted": hasattr(shown, "version"),
    }
    return render(request, "council/office/proposal.html", context)


@requires("council.manage_instruments")
@get_or_post
def rule(request: HttpRequest, proposal: int, clause: str) -> HttpResponse:
    """Confirm or correct what the program proposes for one source clause."""
    shown = _found(proposal)
    comparison = queries.proposal_comparison(shown)
    rows = comparison.sourced if comparison else []
    row = next((row for row in rows if row.outcome.source and row.outcome.source.number == clause), None)
    if row is None:
        raise Http404
    form = RulingForm(row, request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.rule_on_clause(shown, clause, by=request.user, **form.cleaned_data),
        heading=_("What became of source clause {number}").format(number=clause),
        back=f"{_home(shown)}#comparison",
        done=_("Recorded for source clause {number}.").format(number=clause),
        button=_("Confirm"),
        instrument=shown.instrument,
        proposal=shown,
        comparison=comparison,
        row=row,
        template="council/office/ruling.html",
    )


@requires("council.manage_instruments")
@get_or_post
def bind(request: HttpRequest, proposal: int) -> HttpResponse:
    """Name the motion that would adopt a proposed text."""
    shown = _found(proposal)
    form = BindProposalForm(shown.instrument.body, request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.bind_proposal(proposal=shown, by=request.user, **form.cleaned_data),
        heading=_("The motion that adopts this text"),
        intro=_(
            "If it is carried without amendment, and every clause is ruled on by then, the text is in force by itself."
        ),
        back=_home(shown),
        done=_("The motion adopts this text if it is carried."),
        instrument=shown.instrument,
        proposal=shown,
        template=TEMPLATE,
    )


@requires("council.manage_instruments")
@get_or_post
def adopt(request: HttpRequest, proposal: int) -> HttpResponse:
    """Put a proposed text in force by a decision that has been made."""
    shown = _found(proposal)
    form = AdoptForm(shown.instrument.body, request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.adopt(shown, by=request.user, **form.cleaned_data),
        heading=_("Put this text in force"),
        intro=_("It must be the text that was decided, with every amendment that was carried. It cannot be undone."),
        back=_instrument_home(shown.instrument),
        done=_("The text is the instrument's new version."),
        button=_("Put it in force"),
        instrument=shown.instrument,
        proposal=shown,
        template=TEMPLATE,
    )


@requires("council.manage_instruments")
@get_or_post
def repeal(request: HttpRequest, slug: str) -> HttpResponse:
    """Record that an instrument ends by a decision, with nothing in its place."""
    shown = found_instrument(slug)
    form = RepealForm(shown.body, request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.repeal(shown, by=request.user, **form.cleaned_data),
        heading=_("Record that it is repealed"),
        intro=_(
            "Nothing takes its place until another text is adopted. It cannot be undone; every version stays public."
        ),
        back=_instrument_home(shown),
        done=_("The repeal is on record."),
        button=_("Record the repeal"),
        instrument=shown,
        template=TEMPLATE,
    )
