"""The two ways in which a page changes something: a form, or a button."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from hustings.accounts.errors import ActionRefused, refusals_on
from hustings.elections.models import Election


def form_page(
    request: HttpRequest,
    form: forms.BaseForm,
    save: Callable[[], Any],
    *,
    heading: str,
    back: str,
    done: str,
    button: str = "",
    election: Election | None = None,
    template: str = "elections/form.html",
    **context: Any,
) -> HttpResponse:
    """A page with one form: `save` is called with what was typed, then the browser goes `back` and is told `done`.

    What cannot be done is said on the form, which keeps everything that was typed. `save` may return another address
    to go to. Later rooms give a `template` of their own.
    """
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            address = save()
            messages.success(request, done)
            return redirect(address if isinstance(address, str) else back)
    page = {"form": form, "heading": heading, "back": back, "button": button, "election": election, **context}
    return render(request, template, page)


def press(request: HttpRequest, action: Callable[[], Any], *, back: str, done: str) -> HttpResponse:
    """A button: do it, or say why not, and go `back`."""
    try:
        action()
    except ActionRefused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, done)
    return redirect(back)
