"""The demonstration's own pages: whom one can be, what was posted, and the key that a real trustee would keep."""

import json
import re
from hashlib import sha256

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from hustings.accounts.models import User
from hustings.elections.models import Election, MarkedRegister, Trustee
from hustings.register.middleware import sign_in, sign_out
from hustings.register.models import Member
from hustings.site.demo import PEOPLE, conduct
from hustings.site.demo import outbox as post
from hustings.site.demo.build import SEAT_HOLDER, TRUSTEE_KEY
from hustings.site.demo.roles import OFFICERS

LETTERS_SHOWN = 50


def visitors() -> list[dict[str, str]]:
    """Return the members whom a visitor can be, as the building of the demonstration noted them."""
    noted = json.loads((settings.DATA / PEOPLE).read_text())
    marks = MarkedRegister.objects.filter(board__election__state=Election.State.OPEN, voted_on__isnull=False)
    voted = set(marks.values_list("entry__member__number", flat=True))
    return [member | {"can": _can(member, voted)} for member in noted]


_PARTS = {
    conduct.NOTIFIED_MEMBER: gettext_lazy("has been given notice of a complaint, and can answer it"),
    conduct.REVIEWER: gettext_lazy("was drawn by lot to decide whether a case is retaliation"),
    conduct.INVESTIGATOR: gettext_lazy("was drawn by lot to find out what happened in a case, and reports it"),
    conduct.CHAIR: gettext_lazy("was drawn by lot to hear a case, and records what the panel decides"),
    conduct.SUSPENDED: gettext_lazy("is suspended by the finding of a panel, can read why and can appeal"),
    conduct.APPEAL_CHAIR: gettext_lazy("was drawn by lot to decide an appeal, and records the decision"),
}


def _can(member: dict[str, str], voted: set[str]) -> str:
    if member["slug"] == SEAT_HOLDER:
        return _("sits in a council that meets just now, and can vote in its division")
    if member["slug"] in _PARTS:
        return str(_PARTS[member["slug"]])
    if not member["ballot"]:
        return _("cannot vote in the open poll, and is told why")
    if member["number"] in voted:
        return _("has voted in the open poll, and can vote again")
    return _("is on the roll of the open poll and has not voted")


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    context = {
        "officers": OFFICERS,
        "members": visitors(),
        "elections": Election.objects.order_by("pk"),
        "passphrase": conduct.PASSPHRASE,
        "receipt": " ".join(conduct.RECEIPT),
        "has_trustee_key": (settings.DATA / TRUSTEE_KEY).is_file(),
    }
    return render(request, "hustings_demo/front.html", context)


@require_safe
def sign_in_as(request: HttpRequest, role: str) -> HttpResponse:
    """Sign the visitor in as one of the demonstration's people, in the session that their own sign-in would make."""
    for officer in OFFICERS:
        if officer.slug == role:
            sign_out(request)
            user = User.objects.get(email=officer.email)
            login(request, user, backend="django.contrib.auth.backends.ModelBackend")
            return redirect("office")
    for member in visitors():
        if member["slug"] == role:
            logout(request)
            sign_in(request, Member.objects.get(number=member["number"]))
            return redirect(member["ballot"] if "ballot" in request.GET and member["ballot"] else "register:me")
    raise Http404


@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    to = request.GET.get("to", "").strip()
    context = {"letters": post.latest(LETTERS_SHOWN, to), "to": to, "shown": LETTERS_SHOWN}
    return render(request, "hustings_demo/outbox.html", context)


@require_safe
def letter(request: HttpRequest, name: str) -> HttpResponse:
    path = post.folder() / f"{name}.eml"
    if not path.is_file():
        raise Http404
    found = post.read(path)
    pieces = [(piece, piece.startswith("http")) for piece in re.split(r"(https?://[^\s<>]+)", found.text)]
    return render(
        request, "hustings_demo/letter.html", {"letter": found, "pieces": pieces, "back": reverse("demo-outbox")}
    )


def key_file_name() -> str:
    """Return the name under which a trustee's desk saves the key and asks for it."""
    key = Trustee.objects.exclude(user=None).exclude(public_key="").first()
    fingerprint = sha256(json.loads(key.public_key)["public_key"].encode()) if key else sha256()
    return f"{fingerprint.hexdigest()[:8].upper()}.privkey"


@require_safe
def trustee_key(request: HttpRequest) -> FileResponse:
    """The human trustee's private key, which outside a demonstration exists on the trustee's own device only."""
    path = settings.DATA / TRUSTEE_KEY
    if not path.is_file():
        raise Http404
    return FileResponse(path.open("rb"), as_attachment=True, filename=key_file_name())
