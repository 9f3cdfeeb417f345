"""The pages where members sign in, and a member's own page."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.crypto import get_random_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hustings.accounts.errors import refusals_on
from hustings.accounts.methods import get_or_post
from hustings.accounts.throttle import address_of
from hustings.register import actions, middleware, queries
from hustings.register.decorators import member_required
from hustings.register.forms import CodeForm, IdentifyForm, LetterCodeForm, today
from hustings.register.member_page import sections_of

SUBJECT, BROWSER, NEXT = "member_sign_in", "member_sign_in_browser", "member_sign_in_next"


@get_or_post
@never_cache
def sign_in(request: HttpRequest) -> HttpResponse:
    """Say who you are; a code goes to the address that the register holds."""
    form = IdentifyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            browser = request.session.setdefault(BROWSER, get_random_string(22))
            request.session[SUBJECT] = actions.send_sign_in_code(
                form.cleaned_data["typed"], address_of(request), browser
            )
            request.session[NEXT] = request.POST.get("next") or request.GET.get("next") or ""
            return redirect("register:code")
    return render(request, "register/sign_in.html", {"form": form})


@get_or_post
@never_cache
def code(request: HttpRequest) -> HttpResponse:
    """Type the code."""
    subject = request.session.get(SUBJECT)
    if not subject:
        return redirect("register:sign_in")
    by_letter = "letter" in request.GET
    form = (LetterCodeForm if by_letter else CodeForm)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            member = actions.redeem_sign_in(subject, form.cleaned_data["code"], address_of(request))
            if member:
                del request.session[SUBJECT]
                target = request.session.pop(NEXT, "")
                middleware.sign_in(request, member)
                allowed = url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure())
                return redirect(target if allowed else "register:me")
            form.add_error(
                "code",
                _("This code is wrong, or was used already. Check your newest letter, and the number that you typed.")
                if by_letter
                else _("This code is wrong. Check the digits in the newest e-mail."),
            )
    return render(request, "register/code.html", {"form": form, "by_letter": by_letter})


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign the member out."""
    middleware.sign_out(request)
    return redirect("/")


@require_safe
@never_cache
@member_required
def me(request: HttpRequest) -> HttpResponseBase:
    """A member's own page: standing, units, and what later apps have to say."""
    member = request.member  # type: ignore[attr-defined]
    context = {
        "member": member,
        "standing": queries.standing(member, today()),
        "pending": queries.pending_resignation(member, today()),
        "history": queries.record_of(member),
        "memberships": member.unit_memberships.select_related("unit").order_by("-from_date", "-pk"),
        "sections": sections_of(request),
    }
    return render(request, "register/me.html", context)
