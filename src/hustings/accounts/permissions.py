"""`@requires("app.permission")`: every page for people who work here names the permission it needs."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from rules import perm_exists

View = Callable[..., HttpResponseBase]


def requires(permission: str) -> Callable[[View], View]:
    """Let in users with `permission`; send the anonymous to the sign-in page, and everyone else to the 403 page."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            check(request.user, permission)
            return view(request, *args, **kwargs)

        @wraps(view)
        def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path() if request.method == "GET" else "/office/")
            return guarded(request, *args, **kwargs)

        return page

    return decorate


def check(user: Any, permission: str, obj: Any = None) -> None:
    """Raise PermissionDenied unless `user` has `permission` (on `obj`, where the rule looks at one)."""
    if not perm_exists(permission):
        # A misspelt name would shut everybody out, or worse, be taken for a rule that lets nobody in.
        raise ImproperlyConfigured(f"No rules.py declares the permission {permission}.")
    if not user.has_perm(permission, obj):
        raise PermissionDenied(permission)
