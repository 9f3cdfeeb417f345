"""The page on which administrators make and revoke the tokens of other programs."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from hustings.accounts.errors import ActionRefused, refusals_on
from hustings.accounts.methods import get_or_post
from hustings.accounts.permissions import requires
from hustings.register.actions.tokens import make_token, revoke_token
from hustings.register.models import ApiToken


class TokenForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("The program that will use it"),
        help_text=gettext_lazy("For example: membership system, of the head office."),
        max_length=100,
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("What it may do"),
        choices=[
            ("may_read", gettext_lazy("Read the register: every member with their personal data")),
            ("may_write", gettext_lazy("Change the register: members, standing, units")),
        ],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose what the program may do.")},
    )
    days = forms.TypedChoiceField(
        label=gettext_lazy("Good for"),
        coerce=int,
        choices=[(30, gettext_lazy("30 days")), (90, gettext_lazy("90 days")), (365, gettext_lazy("a year"))],
        initial=90,
    )


@get_or_post
@never_cache
@requires("register.manage_tokens")
def tokens(request: HttpRequest) -> HttpResponse:
    """The tokens that there are, and a new one: its secret stands on the page that answers, and nowhere else."""
    form = TokenForm(request.POST or None)
    secret = ""
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        allowed = {scope: scope in given["scopes"] for scope in ("may_read", "may_write")}
        with refusals_on(form):
            _token, secret = make_token(given["name"], given["days"], request.user, **allowed)
            form = TokenForm()
    now = timezone.now()
    listed = [(token, token.is_good(now)) for token in ApiToken.objects.select_related("made_by")]
    context = {"form": form, "secret": secret, "tokens": listed, "now": now}
    return render(request, "register/tokens.html", context)


@require_POST
@requires("register.manage_tokens")
def revoke(request: HttpRequest, token: int) -> HttpResponse:
    """End a token at once."""
    try:
        revoke_token(get_object_or_404(ApiToken, pk=token), request.user)
    except ActionRefused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("The token is revoked: no program can use it any more."))
    return redirect("register:tokens")
