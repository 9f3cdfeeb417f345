"""Files and words that are added to a case, and files that are fetched from it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hustings.accounts.errors import ActionRefused, refusals_on
from hustings.accounts.throttle import address_of, attempt
from hustings.conduct import evidence, vault
from hustings.conduct.actions.complaints import add as add_to_case
from hustings.conduct.actions.paper import give_words
from hustings.conduct.forms.complaints import AddForm, WordsForm
from hustings.conduct.models import Case, EvidenceFile, Receipt, Stage
from hustings.conduct.paper_letters import letter_pdf
from hustings.conduct.papers import may_fetch
from hustings.conduct.people import Actor, Role
from hustings.conduct.queries.cases import needs_a_letter
from hustings.conduct.readers import readers_of_additions
from hustings.conduct.receipts import open_receipt
from hustings.conduct.views.cases import inside_case

ADDITIONS_PER_HOUR = 60
# What strangers gave is never shown by the browser as a page of ours.
SANDBOX = "default-src 'none'; sandbox"


@require_POST
@never_cache
def add(request: HttpRequest, case: str) -> HttpResponse:
    """Add words or files to a case, in the role in which one acts there."""
    found = Case.objects.filter(reference=case).first()
    acting = vault.actors(request, found) if found else []
    # Who stands outside is told nothing by the form, not even whether there is such a case.
    readers = readers_of_additions(Stage(found.stage)) if found and acting else ""
    form = AddForm(request.POST, request.FILES, readers=readers)
    if found is None or not acting:
        return _words_again(request, case, form)
    if form.is_valid():
        with refusals_on(form):
            _add(request, found, acting[0], form)
            return redirect("conduct:case", found.reference)
    return render(request, "conduct/add.html", {"form": form, "case": case, "files_are_lost": bool(request.FILES)})


def _add(request: HttpRequest, case: Case, actor: Actor, form: AddForm) -> None:
    attempt("conduct.addition", address_of(request), limit=ADDITIONS_PER_HOUR, minutes=60)
    files = evidence.check(form.cleaned_data["evidence"], case.evidence.count())
    add_to_case(case, actor, form.cleaned_data["text"], files)
    messages.success(request, _("It has been added to the case."))


def _words_again(request: HttpRequest, case: str, form: AddForm) -> HttpResponse:
    """The hour of a receipt is over, or nobody showed one: what was typed stays, and the words are asked for."""
    typed = WordsForm(request.POST if "words" in request.POST else None)
    if typed.is_bound and typed.is_valid() and form.is_valid():
        with refusals_on(typed):
            holder = open_receipt(typed.cleaned_data["words"], address_of(request))
            assert isinstance(holder.of, Receipt)
            if holder.of.case.reference != case:
                raise ActionRefused(_("These words open another case. Type those of this one."), field="words")
            with refusals_on(form):
                _add(request, holder.of.case, Actor(Role(holder.of.role), holder.of.member), form)
                response = redirect("conduct:case", case)
                vault.put(response, holder)
                return response
    context = {"form": form, "words": typed, "case": case, "files_are_lost": bool(request.FILES)}
    return render(request, "conduct/add.html", context)


@require_POST
@never_cache
def letter(request: HttpRequest, case: str) -> HttpResponse:
    """A letter with words that open the case, for somebody who has no e-mail address; each makes new words."""
    inside = inside_case(request, case)
    if isinstance(inside, HttpResponse):
        return inside
    found, by = inside
    officer = next((actor for actor in by if actor.role == Role.OFFICER), None)
    if officer is None:
        raise PermissionDenied
    home, keys = reverse("conduct:case", args=[found.reference]), vault.case_keys(request, found)
    if keys is None:
        return redirect(f"{reverse('conduct:unlock')}?next={home}")
    whose = (request.POST.get("role", ""), request.POST.get("place", ""))
    part = next((each for each in needs_a_letter(found) if (each.role, str(each.place)) == whose), None)
    if part is None or part.member is None:
        raise Http404
    pdf = letter_pdf(found, part.member, give_words(found, officer, part, keys))
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="letter-{found.reference}.pdf"'
    return response


@require_safe
@never_cache
def fetch(request: HttpRequest, case: str, file: int) -> HttpResponse:
    """One file, opened; the reading is logged."""
    found = get_object_or_404(EvidenceFile.objects.select_related("case"), pk=file, case__reference=case)
    if not may_fetch(found, vault.actors(request, found.case)):
        raise Http404
    keys = vault.case_keys(request, found.case)
    if keys is None:
        return redirect(f"{reverse('conduct:unlock')}?next={reverse('conduct:case', args=[case])}")
    if not keys.can_open(found):  # sealed before they were let in, and not sealed anew since
        raise ActionRefused(
            _("This case is not open to you yet. It will be as soon as somebody who can read it has opened it.")
        )
    opened = evidence.fetch(found, keys)
    charset = "; charset=utf-8" if opened.media_type == "text/plain" else ""
    response = HttpResponse(opened.content, content_type=opened.media_type + charset)
    response["Content-Disposition"] = f'attachment; filename="{evidence.plain_name(found)}"'
    response["Content-Security-Policy"] = SANDBOX
    return response
