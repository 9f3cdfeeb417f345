"""Every address of the site, in the order of the circle."""

from django.urls import URLPattern, URLResolver, include, path

from hustings.register.api.service import api
from hustings.site import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.front, name="front"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
    path("health/", views.health, name="health"),
    path("theme.css", views.theme, name="theme"),
    path("language/", include("django.conf.urls.i18n")),
    path("office/", views.office, name="office"),
    path("", include("hustings.accounts.urls")),
    path("", include("hustings.audit.urls")),
    path("", include("hustings.jobs.urls")),
    path("", include("hustings.register.urls")),
    path("api/", api.urls),
    path("", include("hustings.franchise.urls")),
    path("", include("hustings.elections.urls")),
    path("", include("hustings.council.urls")),
    path("", include("hustings.conduct.urls")),
]

handler400 = "hustings.site.errors.bad_request"
handler403 = "hustings.site.errors.forbidden"
handler404 = "hustings.site.errors.not_found"
handler500 = "hustings.site.errors.server_error"
