"""Where a person may go from the office: one line for each thing their roles let them do."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise


@dataclass(frozen=True)
class Link:
    """A page of the office, and the permission that opens it."""

    name: str
    permission: str
    label: str | Promise
    explanation: str | Promise
    in_header: bool = False

    @property
    def url(self) -> str:
        return reverse(self.name)


LINKS: tuple[Link, ...] = ()


def links_of(request: HttpRequest) -> list[Link]:
    """Return what this person's roles let them open, in the order of the circle."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    return [link for link in LINKS if user.has_perm(link.permission)]
