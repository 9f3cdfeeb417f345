"""The page of a form that needs no template of its own."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render


def form_page(request: HttpRequest, form: Any, title: str, button: str, back: str, *arguments: Any) -> HttpResponse:
    """A page with one form, its button, and the way back."""
    context = {"form": form, "title": title, "button": button, "back": redirect(back, *arguments).url}
    return render(request, "register/form.html", context)
