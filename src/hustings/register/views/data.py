"""What is held on a member, for the member; and erasure, which those who keep the register carry out."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hustings.accounts.errors import ActionRefused
from hustings.accounts.methods import get_or_post
from hustings.accounts.permissions import requires
from hustings.accounts.queries import organisation
from hustings.audit.log import record
from hustings.register import actions, queries
from hustings.register.actions.erasure import places_to_redact, why_not_yet
from hustings.register.decorators import member_required
from hustings.register.forms import today
from hustings.register.free_texts import MOST
from hustings.register.models import ErasureRequest, Member
from hustings.register.personal_data import held_on, holdings, log_of

LONGEST = 200


@require_safe
@never_cache
@member_required
def my_data(request: HttpRequest) -> HttpResponseBase:
    """Everything that is held on the member, and what erasure would do with it."""
    member: Member = request.member  # type: ignore[attr-defined]
    context = {
        "member": member,
        "held": held_on(member),
        "log": log_of(member),
        "kept": [holding for holding in holdings() if holding.kept and holding.fields],
        "rules": queries.register_rules(),
        "standing": queries.standing(member, today()),
        "asked": ErasureRequest.objects.filter(member=member).first(),
    }
    return render(request, "register/my_data.html", context)


@require_safe
@never_cache
@member_required
def my_data_json(request: HttpRequest) -> HttpResponseBase:
    """The same as a file."""
    member: Member = request.member  # type: ignore[attr-defined]
    content = {
        "format": "hustings-personal-data/1",
        "organisation": organisation().name,
        "made_at": timezone.now(),
        "held": [
            {"title": str(held.holding.title), "table": held.holding.table, "of": held.holding.of, "rows": held.rows}
            | ({"instead": str(held.holding.instead)} if held.holding.instead else {})
            for held in held_on(member)
        ],
        "log": log_of(member),
    }
    headers = {"Content-Disposition": 'attachment; filename="my-data.json"'}
    return JsonResponse(content, headers=headers, json_dumps_params={"ensure_ascii": False, "indent": 1})


@require_POST
@member_required
def ask_for_erasure(request: HttpRequest) -> HttpResponseBase:
    """A former member asks to be erased."""
    try:
        actions.ask_for_erasure(request.member)  # type: ignore[attr-defined]
    except ActionRefused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("Those who keep the register have been asked to erase you."))
    return redirect("register:my_data")


@require_safe
@requires("register.erase_members")
def erasures(request: HttpRequest) -> HttpResponse:
    """Who asked to be erased, and what stands against it yet."""
    asked = ErasureRequest.objects.select_related("member").order_by("asked_at")
    context = {"asked": [(each, why_not_yet(each.member)) for each in asked], "rules": queries.register_rules()}
    return render(request, "register/erasures.html", context)


@get_or_post
@requires("register.erase_members")
def erase(request: HttpRequest, member: int) -> HttpResponse:
    """Erase a former member who asked for it: first see where else they are named, and choose what is taken out."""
    person = get_object_or_404(Member, pk=member)
    if not ErasureRequest.objects.filter(member=person).exists():
        raise Http404
    also = (request.POST if request.method == "POST" else request.GET).get("also", "")[:LONGEST]
    if request.method == "POST":
        try:
            erased = actions.erase(person, request.user, redact_in=request.POST.getlist("place"), also=also)
        except ActionRefused as refusal:
            messages.error(request, refusal.sentence)
        else:
            messages.success(
                request, _("The person is erased. The register knows them as {name}.").format(name=erased.name)
            )
        return redirect("register:erasures")
    found = places_to_redact(person, also)
    more, found = len(found) > MOST, found[:MOST]
    record("register.places_read", person, by=request.user, places=len(found))
    context = {
        "person": person,
        "also": also,
        "more": more,
        "places": [place for place in found if not place.stays],
        "staying": [place for place in found if place.stays],
        "reasons": why_not_yet(person),
    }
    return render(request, "register/erase.html", context)
