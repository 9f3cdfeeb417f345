"""A person's key: chosen with a passphrase, opened for an hour, closed."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hustings.accounts.errors import refusals_on
from hustings.accounts.methods import get_or_post
from hustings.accounts.models import Role, User
from hustings.accounts.permissions import requires
from hustings.accounts.rules import has_role
from hustings.conduct import sealing, vault
from hustings.conduct.forms.keys import PassphraseForm, UnlockForm
from hustings.conduct.people import Person
from hustings.conduct.person_keys import awaiting_voucher, change_passphrase, fingerprint, key_of, make_key, vouch
from hustings.conduct.person_keys import unlock as open_key
from hustings.elections.views.pages import press


def _person(request: HttpRequest) -> Person | None:
    """Whose key it is about: a conduct officer's, or else that of the member who is signed in."""
    if isinstance(request.user, User) and has_role(request.user, Role.CONDUCT_OFFICER):
        return request.user
    return request.member  # type: ignore[attr-defined, no-any-return]


def _next(request: HttpRequest) -> str:
    typed = request.POST.get("next") or request.GET.get("next") or ""
    allowed = url_has_allowed_host_and_scheme(typed, {request.get_host()}, request.is_secure())
    return typed if allowed else ""


@require_safe
def door(request: HttpRequest) -> HttpResponse:
    """The two ways into a case for somebody whom nothing in this browser lets in: an account, or a receipt."""
    return render(request, "conduct/door.html", {"next": _next(request)})


@get_or_post
@never_cache
def unlock(request: HttpRequest) -> HttpResponseBase:
    """Open one's key with its passphrase; who has none yet chooses one."""
    person = _person(request)
    if person is None:
        return redirect_to_login(request.get_full_path(), "/sign-in/")
    if key_of(person) is None:
        return redirect(f"{reverse('conduct:key')}?{request.GET.urlencode()}")
    form = UnlockForm(request.POST or None)
    if form.is_bound and form.is_valid():
        with refusals_on(form):
            holder = open_key(person, form.cleaned_data["passphrase"])
            sealing.settle_all(holder)
            response = redirect(_next(request) or _home(person))
            vault.put(response, holder)
            return response
    return render(request, "conduct/keys/unlock.html", {"form": form, "next": _next(request), "minutes": vault.MINUTES})


@get_or_post
@never_cache
def key(request: HttpRequest) -> HttpResponseBase:
    """Choose a passphrase: another one for a key that is open, a new key for who has none or has lost theirs."""
    person = _person(request)
    if person is None:
        return redirect_to_login(request.get_full_path(), "/sign-in/")
    there, opened = key_of(person), vault.holder(request)
    is_open = opened is not None and opened.of == there
    form = PassphraseForm(request.POST or None)
    if form.is_bound and form.is_valid():
        with refusals_on(form):
            if opened and is_open:
                change_passphrase(opened, form.cleaned_data["passphrase"])
            else:
                opened = make_key(person, form.cleaned_data["passphrase"])
            messages.success(request, _("Your passphrase is chosen. Keep it where only you find it."))
            response = redirect(_next(request) or _home(person))
            vault.put(response, opened)
            return response
    context = {"form": form, "next": _next(request), "there": there, "is_open": is_open}
    return render(request, "conduct/keys/key.html", {**context, "fingerprint": fingerprint(there) if there else ""})


@requires("conduct.view_cases")
@require_safe
@never_cache
def vouchers(request: HttpRequest) -> HttpResponse:
    """New keys in the place of lost ones: each with the mark that its owner reads out."""
    waiting = [(key, fingerprint(key)) for key in awaiting_voucher() if key.user != request.user]
    return render(request, "conduct/keys/vouchers.html", {"waiting": waiting})


@requires("conduct.view_cases")
@require_POST
def vouch_for(request: HttpRequest, key: int) -> HttpResponse:
    """Say that a new key is its owner's."""
    found, holder = get_object_or_404(awaiting_voucher(), pk=key), vault.holder(request)

    def let_in() -> None:
        vouch(found, request.POST.get("mark", ""), request.user)  # type: ignore[arg-type]
        if holder:
            sealing.settle_all(holder)

    return press(
        request,
        let_in,
        back=reverse("conduct:vouchers"),
        done=_("They are let in again as soon as somebody who can read their cases has opened cases."),
    )


def _home(person: Person) -> str:
    return reverse("conduct:cases") if isinstance(person, User) else reverse("register:me")
