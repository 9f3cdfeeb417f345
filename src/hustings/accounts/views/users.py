"""Pages for signing in, and the office pages about users and the organisation."""

from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from hustings.accounts import actions, signing_in
from hustings.accounts.actions.second_factors import remove_all_factors
from hustings.accounts.errors import refusals_on
from hustings.accounts.forms import AcceptForm, ChangePasswordForm, InviteForm, OrganisationForm, SignInForm
from hustings.accounts.letters import link_of, send_invitation, tell_factors_removed
from hustings.accounts.methods import get_or_post
from hustings.accounts.models import User
from hustings.accounts.permissions import requires
from hustings.accounts.queries import open_invitations, organisation, people
from hustings.accounts.throttle import address_of, attempt, forget


@get_or_post
@never_cache
@sensitive_post_parameters()
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in with e-mail address and password."""
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            attempt("sign-in from", address_of(request), limit=50, minutes=15)
            attempt("sign-in", form.cleaned_data["email"], limit=10, minutes=15)
            user = form.user()
            if user is None:
                form.add_error(None, _("The address or the password is wrong. Check both, and try again."))
            else:
                forget("sign-in", user.email)
                return redirect(signing_in.begin(request, user, _next(request)))
    return render(request, "accounts/sign_in.html", {"form": form})


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out of everything in this browser."""
    logout(request)
    return redirect("/")


@get_or_post
@never_cache
@sensitive_post_parameters()
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Accept an invitation; the first one also sets up the organisation."""
    invited = actions.open_invitation(token)
    known = invited.user or User.objects.filter(email=invited.email).first()
    form = AcceptForm(
        request.POST or None,
        about=known or User(email=invited.email, name=invited.name),
        chooses_password=known is None or invited.user is not None,
        asks_email=invited.founding,
        initial={"name": invited.name},
        prefix="you",
    )
    about_us = OrganisationForm(request.POST or None, instance=organisation()) if invited.founding else None
    # Both are checked, so that all errors show at once.
    right = [each.is_valid() for each in (about_us, form) if each is not None]
    if request.method == "POST" and all(right):
        given = {key: form.cleaned_data.get(key, "") for key in ("email", "name", "password")}
        with refusals_on(form):
            attempt("invitation", token, limit=10, minutes=15)
            user = actions.accept_invitation(token, **given, organisation=about_us.instance if about_us else None)
            return redirect(signing_in.begin(request, user))
    context = {"form": form, "about_us": about_us, "invitation": invited, "known": known}
    return render(request, "accounts/invitation.html", context)


@get_or_post
@sensitive_post_parameters()
def password(request: HttpRequest) -> HttpResponseBase:
    """Change one's own password."""
    if not isinstance(request.user, User):
        return redirect_to_login(request.path)
    form = ChangePasswordForm(request.POST or None, user=request.user)
    if request.method == "POST":
        with refusals_on(form):
            attempt("password", request.user.email, limit=10, minutes=15)
            if form.is_valid():
                actions.change_password(request.user, form.cleaned_data["password"])
                update_session_auth_hash(request, request.user)
                messages.success(request, _("Your password is changed. You are signed out in all other browsers."))
                return redirect("/office/")
    return render(request, "accounts/password.html", {"form": form})


@require_safe
@requires("accounts.manage_users")
def users(request: HttpRequest) -> HttpResponse:
    """Who works here, and who is invited."""
    return render(request, "accounts/users.html", {"people": people(), "invitations": open_invitations()})


@get_or_post
@requires("accounts.manage_users")
def invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody to work here, or give somebody who does another role."""
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            token = actions.invite(**form.cleaned_data, by=request.user)
            return _sent(request, token, form.cleaned_data["email"], form.cleaned_data["name"])
    return render(request, "accounts/invite.html", {"form": form})


@get_or_post
@requires("accounts.manage_users")
def user(request: HttpRequest, user: int) -> HttpResponse:
    """One person who works here: end a role, or send a link for a new password."""
    person = get_object_or_404(User, pk=user)
    if request.method == "POST" and "end" in request.POST:
        actions.end_role(person, request.POST["end"], by=request.user)
        messages.success(request, _("The role has ended."))
        return redirect("accounts:user", person.pk)
    if request.method == "POST" and "password" in request.POST:
        token = actions.replace_password(person, by=request.user)
        return _sent(request, token, person.email, person.name)
    if request.method == "POST" and "factors" in request.POST:
        remove_all_factors(person, by=request.user)
        messages.success(request, _("Their second factors are removed, and they are signed out everywhere."))
        if not tell_factors_removed(person):
            messages.error(request, _("The mail server did not take the letter that tells them: tell them yourself."))
        return redirect("accounts:user", person.pk)
    context = {
        "person": person,
        "has_factors": person.second_factors.exists(),
        "grants": person.grants.order_by("ended_at", "granted_at").select_related("granted_by"),
    }
    return render(request, "accounts/user.html", context)


@get_or_post
@requires("accounts.manage_organisation")
def settings(request: HttpRequest) -> HttpResponse:
    """The organisation's settings."""
    form = OrganisationForm(request.POST or None, instance=organisation())
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            actions.set_up_organisation(form.instance, by=request.user)
            messages.success(request, _("The settings are saved."))
            return redirect("accounts:organisation")
    return render(request, "accounts/organisation.html", {"form": form})


def _sent(request: HttpRequest, token: str, email: str, name: str) -> HttpResponse:
    sent = send_invitation(token, email, name, by=request.user)
    context = {"email": email, "name": name, "sent": sent, "link": link_of(token)}
    return render(request, "accounts/invited.html", context)


def _next(request: HttpRequest) -> str:
    """Return where to go after signing in: only ever an address of this site."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    allowed = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if allowed else "/office/"
