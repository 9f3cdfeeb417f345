"""Reserved groups: what the officer makes of them, and what a member declares of themselves."""

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hustings.accounts.errors import ActionRefused, refusals_on
from hustings.accounts.methods import get_or_post
from hustings.accounts.permissions import requires
from hustings.franchise import actions
from hustings.franchise.forms import DeclarationForm, GroupForm
from hustings.franchise.groups import reserved_for, rules_asking_for
from hustings.franchise.models import ReservedGroup
from hustings.register.decorators import member_required


@require_safe
@requires("franchise.record_declarations")
def groups(request: HttpRequest) -> HttpResponse:
    """The groups, and what asks for each. Who belongs to one is listed nowhere."""
    shown = [(group, rules_asking_for(group), reserved_for(group)) for group in ReservedGroup.objects.all()]
    return render(request, "franchise/groups.html", {"groups": shown})


@get_or_post
@requires("franchise.make_groups")
def new_group(request: HttpRequest) -> HttpResponse:
    """Make a reserved group."""
    form = GroupForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            actions.make_group(form.cleaned_data["name"], form.cleaned_data["meaning"], request.user)
            messages.success(request, _("The group is made. Members find it on their own page."))
            return redirect("franchise:groups")
    return _form(request, form, _("Make a reserved group"))


@get_or_post
@requires("franchise.record_declarations")
def declaration(request: HttpRequest) -> HttpResponse:
    """Record what a member declared on paper."""
    form = DeclarationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        with refusals_on(form):
            if given["what"] == "declared":
                actions.declare(given["group"], given["member"], request.user, given["on"])
            else:
                actions.take_back_declaration(given["group"], given["member"], request.user)
            messages.success(request, _("It is recorded."))
            return redirect("franchise:groups")
    return _form(request, form, _("Record a declaration from paper"))


def _form(request: HttpRequest, form: BaseForm, heading: str) -> HttpResponse:
    context = {"form": form, "heading": heading, "back": reverse("franchise:groups")}
    return render(request, "franchise/group_form.html", context)


@require_POST
@requires("franchise.make_groups")
def retire(request: HttpRequest, group: int) -> HttpResponse:
    """Let nobody declare a group any more."""
    found = get_object_or_404(ReservedGroup, pk=group)
    try:
        actions.retire_group(found, request.user)
        messages.success(request, _("The group is retired. What was declared stays."))
    except ActionRefused as refusal:
        messages.error(request, refusal.sentence)
    return redirect("franchise:groups")


@require_POST
@member_required
def declare(request: HttpRequest, group: int) -> HttpResponseBase:
    """A member declares that they belong to a group, or takes it back."""
    found = get_object_or_404(ReservedGroup, pk=group)
    member = request.member  # type: ignore[attr-defined]
    try:
        if "take_back" in request.POST:
            actions.take_back_declaration(found, member, member)
            messages.success(request, _("You have taken it back. From today on it counts no longer."))
        else:
            actions.declare(found, member, member)
            messages.success(request, _("You have declared it. It counts from today on."))
    except ActionRefused as refusal:
        messages.error(request, refusal.sentence)
    return redirect("register:me")
