"""Complaints by anybody: the pages that need no account, from the first question to the words of the receipt."""

from contextlib import suppress
from datetime import date
from typing import Any

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hustings.accounts.errors import ActionRefused, refusals_on
from hustings.accounts.methods import get_or_post
from hustings.accounts.throttle import address_of, attempt
from hustings.conduct import deadlines, evidence, readers, receipts, sealing, vault
from hustings.conduct.actions import complaints as actions
from hustings.conduct.forms.complaints import ComplaintForm, DayForm, NotedForm, WordsForm
from hustings.conduct.models import Receipt
from hustings.conduct.queries.officers import conduct_officers
from hustings.conduct.queries.settings import conduct_rules
from hustings.council.dispositions import read_text
from hustings.council.models import InstrumentVersion
from hustings.council.queries.instruments import in_force, named_clauses
from hustings.register.standing import written

# Families, offices and halls share an address; a machine that fills the officers' desks comes from one, too.
COMPLAINTS_PER_HOUR = 20


@require_safe
@never_cache
def index(request: HttpRequest) -> HttpResponse:
    """What a complaint is, who reads it, and the ways in."""
    rules = conduct_rules()
    context = {
        "rules": rules,
        "in_force": in_force(rules.instrument) if rules.instrument else None,
        "can_receive": actions.officers_who_read().exists(),
        "reads": readers.table(),
    }
    return render(request, "conduct/public/index.html", context)


@get_or_post
@never_cache
def new(request: HttpRequest) -> HttpResponse:
    """First the day of the act, then the clauses that were in force on it, and all the rest."""
    instrument = conduct_rules().instrument
    if instrument is None or not actions.officers_who_read().exists():
        return redirect("conduct:complaints")
    days = DayForm(request.GET if "act_date" in request.GET else None)
    version = None
    if days.is_valid():
        version = in_force(instrument, days.cleaned_data["act_date"])
        if version is None:
            days.add_error("act_date", _no_text(instrument.versions.first()))
    if version is None:
        return render(request, "conduct/public/day.html", {"form": days})
    return _complaint(request, version, days.cleaned_data["act_date"])


def _no_text(first: InstrumentVersion | None) -> str:
    if first is None:
        return _("No text is in force yet under which you could complain.")
    return _(
        "No text was in force on that day under which you could complain. The first came into force on {day}."
    ).format(day=written(first.in_force_from))


def _complaint(request: HttpRequest, version: InstrumentVersion, act_date: date) -> HttpResponse:
    sent: dict[str, Any] = {"data": request.POST, "files": request.FILES} if request.method == "POST" else {}
    member = request.member  # type: ignore[attr-defined]
    clauses = named_clauses(read_text(version.proposal.text), version.identifiers)
    officers = list(conduct_officers())
    form = ComplaintForm(clauses, officers, member is not None, initial={"token": receipts.new_token()}, **sent)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        words = receipts.words_from(data["token"])
        with refusals_on(form):
            attempt("conduct.complaint", address_of(request), limit=COMPLAINTS_PER_HOUR, minutes=60)
            # Sent twice, the form gives the same words, and so the way to the case that is there already.
            holder = receipts.holder_of(words)
            if holder is None:
                files = evidence.check(data["evidence"])
                with suppress(IntegrityError):
                    holder = actions.receive(
                        version,
                        [(clause, act_date) for clause in data["clauses"]],
                        form.words,
                        words,
                        files=files,
                        complainant=member if data.get("in_my_name") else None,
                        without=data["without"],
                    )
                holder = holder or receipts.holder_of(words)
            if holder is None:
                raise ActionRefused(_("This could not be sent. Load the page again, and copy what you wrote into it."))
            response = redirect("conduct:complaint_words")
            vault.put(response, holder, tuple(words))
            return response
    context = {"form": form, "version": version, "act_date": act_date, "files_are_lost": bool(request.FILES)}
    return render(request, "conduct/public/complaint.html", context)


@get_or_post
@never_cache
def words(request: HttpRequest) -> HttpResponse:
    """The receipt: its words, until the complainant says that they are written down."""
    contents = vault.contents(request)
    if contents is None or not isinstance(contents.holder.of, Receipt):
        return redirect("conduct:follow")
    if not contents.words:
        return redirect("conduct:case", contents.holder.of.case.reference)
    form = NotedForm(request.POST or None)
    if form.is_bound and form.is_valid():
        response = redirect("conduct:case", contents.holder.of.case.reference)
        vault.put(response, contents.holder)
        return response
    case = contents.holder.of.case
    context = {"form": form, "words": contents.words, "minutes": vault.MINUTES, "case": case}
    return render(request, "conduct/public/words.html", {**context, "deadline": deadlines.current(case)})


@get_or_post
@never_cache
def follow(request: HttpRequest) -> HttpResponse:
    """Type the words of a receipt, and come to the case."""
    form = WordsForm(request.POST or None)
    if form.is_bound and form.is_valid():
        with refusals_on(form):
            holder = receipts.open_receipt(form.cleaned_data["words"], address_of(request))
            assert isinstance(holder.of, Receipt)
            sealing.settle_all(holder)
            response = redirect("conduct:case", holder.of.case.reference)
            vault.put(response, holder)
            return response
    return render(request, "conduct/public/follow.html", {"form": form})


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Close what a passphrase or a receipt opened in this browser."""
    response = redirect("conduct:complaints")
    vault.close(response)
    messages.success(request, _("Closed. Nobody can read on from this browser."))
    return response
