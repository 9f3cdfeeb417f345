"""A member's page of the browsers in which they are signed in, and the office's way to sign a member out."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hustings.accounts.permissions import requires
from hustings.register.actions.sessions import end_own_sessions, sign_out_everywhere
from hustings.register.decorators import member_required
from hustings.register.middleware import session_of
from hustings.register.models import Member


@require_safe
@never_cache
@member_required
def my_browsers(request: HttpRequest) -> HttpResponseBase:
    """Where the member is signed in."""
    member: Member = request.member  # type: ignore[attr-defined]
    sessions = member.sessions.filter(expires_at__gt=timezone.now()).order_by("-expires_at", "key")
    context = {"sessions": sessions, "here": session_of(request)}
    return render(request, "register/my_browsers.html", context)


@require_POST
@member_required
def end_my_session(request: HttpRequest) -> HttpResponseBase:
    """Sign oneself out in one other browser, or in all others."""
    member: Member = request.member  # type: ignore[attr-defined]
    chosen = request.POST.get("session", "")
    ended = end_own_sessions(member, only=_key(chosen), but=session_of(request)) if not chosen or _key(chosen) else 0
    said = ngettext("Signed out in {n} browser.", "Signed out in {n} browsers.", ended)
    messages.success(request, said.format(n=ended))
    return redirect("register:my_browsers")


@require_POST
@requires("register.change_members")
def end_member_sessions(request: HttpRequest, member: int) -> HttpResponse:
    """Sign a member out everywhere: they lost their telephone, or somebody else signed in."""
    person = get_object_or_404(Member, pk=member)
    sign_out_everywhere(person, request.user)  # type: ignore[arg-type]
    messages.success(request, _("The member is signed out everywhere."))
    return redirect("register:member", person.pk)


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
