"""What the base template of every page needs: the organisation, its colour, and where this person may go."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from hustings.accounts.queries import organisation
from hustings.site.navigation import header_links


def page(request: HttpRequest) -> dict[str, Any]:
    """Context processor; each value costs a query only on a page that shows it."""
    return {
        "organisation": SimpleLazyObject(organisation),
        "navigation": SimpleLazyObject(lambda: header_links(request)),
        "languages": settings.LANGUAGES,
    }
