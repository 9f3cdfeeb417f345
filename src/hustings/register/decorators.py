"""`@member_required`: pages for members."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase

View = Callable[..., HttpResponseBase]


def member_required(view: View) -> View:
    """Let in a browser in which a member is signed in; send every other to the members' sign-in page."""

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.member is None:  # type: ignore[attr-defined]
            return redirect_to_login(request.get_full_path() if request.method == "GET" else "/me/", "/sign-in/")
        return view(request, *args, **kwargs)

    return page
