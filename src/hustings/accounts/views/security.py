"""Pages for the second factor at sign-in, and for one's own factors and browsers."""

import json

import segno
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from hustings.accounts import authenticator_app, passkeys, signing_in
from hustings.accounts.actions import second_factors, sessions
from hustings.accounts.errors import ActionRefused, refusals_on
from hustings.accounts.forms import CodeForm, NewAppForm, NewPasskeyForm, PasswordForm
from hustings.accounts.methods import get_or_post
from hustings.accounts.models import SecondFactor, User
from hustings.accounts.queries import live_sessions, organisation

SALT = "hustings.accounts.new-app"
STATE = "passkey_state"


@get_or_post
@never_cache
@sensitive_post_parameters()
def second_factor(request: HttpRequest) -> HttpResponseBase:
    """The second step of signing in: a code, or a passkey."""
    user = signing_in.waiting(request)
    if user is None or not user.second_factors.exists():
        return redirect("accounts:sign_in")
    form = CodeForm(request.POST if "code" in request.POST else None)
    if request.method == "POST":
        try:
            if answer := request.POST.get("answer"):
                second_factors.accept_passkey(user, request.session.pop(STATE, None), answer)
                return redirect(signing_in.enter(request, user))
            if form.is_valid():
                second_factors.accept_code(user, form.cleaned_data["code"])
                return redirect(signing_in.enter(request, user))
        except ActionRefused as refusal:
            form.is_bound = True
            form.add_error("code" if refusal.field else None, refusal.sentence)
    context = {"form": form, "asked": ""}
    if passkeys.work_here() and (known := second_factors.passkeys_of(user)):
        options, request.session[STATE] = passkeys.ask_for_one(known)
        context["asked"] = json.dumps(options["publicKey"])
    return render(request, "accounts/second_factor.html", context)


@require_safe
@never_cache
def security(request: HttpRequest) -> HttpResponseBase:
    """One's own second factors, and the browsers in which one is signed in."""
    user = _owner(request)
    if user is None:
        return redirect_to_login(request.path)
    context = {
        "owner": user,
        "factors": user.second_factors.order_by("added_at"),
        "codes_left": user.recovery_codes.count(),
        "passkeys_work": passkeys.work_here(),
        "must": organisation().second_factor,
        "sessions": live_sessions(user) if request.user.is_authenticated else [],
        "here": request.session.session_key,
    }
    return render(request, "accounts/security.html", context)


@get_or_post
@never_cache
@sensitive_post_parameters()
def add_app(request: HttpRequest) -> HttpResponseBase:
    """Scan a secret with an authenticator app, and type its first code."""
    user = _owner(request)
    if user is None:
        return redirect_to_login(request.path)
    secret = _secret_of(request.POST.get("secret", ""), user)
    form = NewAppForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            first = not user.second_factors.exists()
            second_factors.add_app(user, secret, form.cleaned_data["code"], form.cleaned_data["name"])
            return _added(request, user, first)
    drawn = segno.make(authenticator_app.address(secret, organisation().name, user.email), micro=False).svg_inline(
        omitsize=True, border=4, svgclass="site-membership-card__code", title=_("The secret, to be scanned")
    )
    context = {
        "form": form,
        "picture": mark_safe(drawn),  # noqa: S308 (segno draws it from what we made)
        "secret": signing.dumps([user.pk, secret.hex()], salt=SALT),
        "written_out": authenticator_app.written_out(secret),
    }
    return render(request, "accounts/add_app.html", context)


@get_or_post
@never_cache
def add_passkey(request: HttpRequest) -> HttpResponseBase:
    """Let the browser make a passkey, and keep its public half."""
    user = _owner(request)
    if user is None:
        return redirect_to_login(request.path)
    if not passkeys.work_here():
        raise ActionRefused(_("Browsers offer passkeys only where this site has a name and HTTPS."))
    form = NewPasskeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            first, state = not user.second_factors.exists(), request.session.pop(STATE, None)
            second_factors.add_passkey(user, state, form.cleaned_data["answer"], form.cleaned_data["name"])
            return _added(request, user, first)
    known = second_factors.passkeys_of(user)
    options, request.session[STATE] = passkeys.ask_for_new(user, organisation().name, known)
    return render(request, "accounts/add_passkey.html", {"form": form, "asked": json.dumps(options["publicKey"])})


@get_or_post
@never_cache
@sensitive_post_parameters()
def remove_factor(request: HttpRequest, factor: int) -> HttpResponseBase:
    """Remove one of one's own factors, by giving the password again."""
    if not isinstance(request.user, User):
        return redirect_to_login(request.path)
    chosen = get_object_or_404(SecondFactor, pk=factor, user=request.user)
    form = PasswordForm(request.POST or None, user=request.user)
    if request.method == "POST":
        with refusals_on(form):
            if form.is_valid():
                second_factors.remove_factor(chosen, by=request.user)
                messages.success(request, _("The second factor is removed."))
                return redirect("accounts:security")
    return render(request, "accounts/remove_factor.html", {"form": form, "factor": chosen})


@get_or_post
@never_cache
@sensitive_post_parameters()
def recovery_codes(request: HttpRequest) -> HttpResponseBase:
    """Make new recovery codes, by giving the password again; they are shown once."""
    if not isinstance(request.user, User):
        return redirect_to_login(request.path)
    form = PasswordForm(request.POST or None, user=request.user)
    if request.method == "POST":
        with refusals_on(form):
            if form.is_valid():
                return _show_codes(request, request.user)
    return render(request, "accounts/recovery_codes.html", {"form": form})


@require_POST
def end_session(request: HttpRequest) -> HttpResponseBase:
    """Sign oneself out in one other browser, or in all others."""
    if not isinstance(request.user, User):
        return redirect_to_login("/staff/security/")
    one = request.POST.get("session", "")
    here = request.session.session_key or ""
    ended = sessions.end_sessions(request.user, by=request.user, only=int(one) if one.isdecimal() else None, but=here)
    messages.success(request, _("Browsers signed out: {n}.").format(n=ended))
    return redirect("accounts:security")


def _owner(request: HttpRequest) -> User | None:
    """Return whose factors these are: who is signed in, or who must add their first one to sign in."""
    if isinstance(request.user, User):
        return request.user
    user = signing_in.waiting(request)
    # The password alone must not be enough to add a factor beside those that there are.
    return user if user and not user.second_factors.exists() else None


def _secret_of(signed: str, user: User) -> bytes:
    """Return the secret that the form was shown with, or a new one if that was long ago or somebody else's."""
    try:
        owner, secret = signing.loads(signed, salt=SALT, max_age=3600)
    except signing.BadSignature:
        return authenticator_app.new_secret()
    return bytes.fromhex(secret) if owner == user.pk else authenticator_app.new_secret()


def _added(request: HttpRequest, user: User, first: bool) -> HttpResponse:
    if not request.user.is_authenticated:
        signing_in.enter(request, user)
    if first:
        return _show_codes(request, user)
    messages.success(request, _("The second factor is added."))
    return redirect("accounts:security")


def _show_codes(request: HttpRequest, user: User) -> HttpResponse:
    codes = second_factors.make_recovery_codes(user, by=user)
    return render(request, "accounts/recovery_codes_shown.html", {"codes": codes})
