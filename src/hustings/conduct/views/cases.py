"""The one page of a case, as each of those who have a part in it sees it, and the page of every step."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hustings.accounts.errors import ActionRefused, refusals_on
from hustings.accounts.methods import get_or_post
from hustings.accounts.models import Role as OfficeRole
from hustings.accounts.rules import has_role
from hustings.accounts.throttle import address_of
from hustings.conduct import readers, sealing, vault
from hustings.conduct.actions import appeals, findings, notice, panels, suspensions, time, triage
from hustings.conduct.actions.lookups import looked_up
from hustings.conduct.forms.complaints import WordsForm
from hustings.conduct.forms.members import FindsMember
from hustings.conduct.forms.steps import step_form
from hustings.conduct.guidance import guidance
from hustings.conduct.models import Case, Receipt
from hustings.conduct.papers import papers
from hustings.conduct.people import Actor, Role
from hustings.conduct.person_keys import key_of
from hustings.conduct.queries.next_steps import actor_for, next_steps
from hustings.conduct.queries.pages import case_page
from hustings.conduct.receipts import open_receipt
from hustings.conduct.states import STEPS
from hustings.elections.views.pages import form_page

TAKE: Mapping[str, Callable[..., Any]] = {
    "name-respondent": triage.name_respondent,
    "accept": triage.accept,
    "dismiss": triage.dismiss,
    "decide-review": triage.decide_review,
    "send-to-review": triage.send_to_review,
    "notify": notice.notify,
    "answer": notice.answer,
    "investigate": notice.investigate,
    "conciliate": notice.conciliate,
    "settle": notice.settle,
    "end-conciliation": notice.end_conciliation,
    "name-witness": notice.name_witness,
    "report": notice.report,
    "draw": panels.draw,
    "object": panels.object_to,
    "decide-objection": panels.decide_objection,
    "step-aside": panels.step_aside,
    "replace": panels.replace,
    "join": panels.join,
    "suspend": suspensions.suspend,
    "review-suspension": suspensions.review_suspension,
    "find": findings.find,
    "sanction": findings.sanction,
    "close": findings.close,
    "appeal": appeals.appeal,
    "decide-appeal": appeals.decide_appeal,
    "pause": time.pause,
    "resume": time.resume,
    "extend": time.extend,
}


def inside_case(request: HttpRequest, reference: str) -> tuple[Case, list[Actor]] | HttpResponse:
    """The case, and in which roles this browser is in it; or the way to sign in."""
    found = Case.objects.select_related("version__instrument", "version__proposal", "respondent", "complainant")
    case = found.filter(reference=reference, kept__isnull=True).first()
    by = vault.actors(request, case) if case else []
    if case and by:
        return case, by
    member = request.member  # type: ignore[attr-defined]
    if not request.user.is_authenticated and not member:
        return redirect_to_login(reverse("conduct:case", args=[reference]), reverse("conduct:door"))
    if not member and not has_role(request.user, OfficeRole.CONDUCT_OFFICER):
        raise PermissionDenied
    raise Http404


@require_safe
@never_cache
def case(request: HttpRequest, case: str) -> HttpResponse:
    """What this person may know of a case, and what they can do in it now."""
    inside = inside_case(request, case)
    if isinstance(inside, HttpResponse):
        return inside
    shown, by = inside
    keys = vault.case_keys(request, shown)
    steps = next_steps(shown, by)
    context = {
        "page": case_page(shown, by, keys),
        "case": shown,
        "is_open": keys is not None,
        "next": [step for step, _actor in steps if step.is_next],
        "other": [step for step, _actor in steps if not step.is_next],
        "waits": keys is None and vault.own_key_is_open(request),
        "papers": papers(shown, by),
        "reads": readers.table(),
        "has_passphrase": any(actor.person and key_of(actor.person) for actor in by),
        "is_complainant": any(actor.role == Role.COMPLAINANT for actor in by),
    }
    return render(request, "conduct/case.html", context)


@require_POST
@never_cache
def settle(request: HttpRequest, case: str) -> HttpResponse:
    """Let in at once whoever waits for it, and seal anew what somebody who left could read."""
    inside = inside_case(request, case)
    if isinstance(inside, HttpResponse):
        return inside
    shown, _by = inside
    home = reverse("conduct:case", args=[shown.reference])
    keys = vault.case_keys(request, shown)
    if keys is None:
        return redirect(f"{reverse('conduct:unlock')}?{urlencode({'next': home})}")
    sealing.settle(keys)
    messages.success(request, _("Done."))
    return redirect(home)


def _words_again(request: HttpRequest, case: str, verb: str) -> HttpResponse:
    """The hour of a receipt is over, or nobody showed one: what was typed stays, and the words are asked for."""
    form = WordsForm(request.POST if "words" in request.POST else None)
    if form.is_bound and form.is_valid():
        with refusals_on(form):
            holder = open_receipt(form.cleaned_data["words"], address_of(request))
            assert isinstance(holder.of, Receipt)
            if holder.of.case.reference != case:
                raise ActionRefused(_("These words open another case. Type those of this one."), field="words")
            vault.open_for(request, holder)
            response = step(request, case, verb)
            vault.put(response, holder)
            return response
    typed = [(name, text) for name, text in request.POST.items() if name not in ("words", "csrfmiddlewaretoken")]
    context = {"form": form, "typed": typed, "text": request.POST.get("text", ""), "next": request.path}
    return render(request, "conduct/words_again.html", context, status=403)


@never_cache
@get_or_post
def step(request: HttpRequest, case: str, verb: str) -> HttpResponse:
    """Take a step."""
    inside = inside_case(request, case)
    if isinstance(inside, HttpResponse):
        return _words_again(request, case, verb) if request.method == "POST" else inside
    shown, by = inside
    if verb not in STEPS:
        raise Http404
    if not any(actor.role in STEPS[verb].by for actor in by):
        raise PermissionDenied
    actor = actor_for(shown, by, verb)
    if actor is None:
        raise ActionRefused(_("This cannot be done in the case just now. Its page shows what can."))
    if request.method == "POST" and actor.user:
        looked_up(actor.user, request.POST)
    form = step_form(verb, shown, actor, request.POST if request.method == "POST" else None)
    home = reverse("conduct:case", args=[shown.reference])

    # Opened before the step: with it may end their own way in, and the key of all that was written before.
    keys = vault.case_keys(request, shown)

    def take() -> str:
        with sealing.at_hand(keys):
            TAKE[verb](shown, actor, **form.cleaned_data)
        if keys:  # whoever was let in by this step can read at once
            sealing.settle(keys)
        if vault.actors(request, shown):
            return home
        return reverse("office") if actor.user else reverse("register:me")  # with this step their part ended

    return form_page(
        request,
        form,
        take,
        heading=STEPS[verb].label,
        intro=guidance(verb),
        back=home,
        done=STEPS[verb].done,
        button=_("Find") if isinstance(form, FindsMember) and form.is_looking else STEPS[verb].label,
        case=shown,
        template="conduct/form.html",
    )
