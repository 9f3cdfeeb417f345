"""The site's addresses, with the demonstration's front page, outbox and role links before them."""

from django.urls import URLPattern, URLResolver, path

from hustings.site import urls as site
from hustings.site.demo import views

handler400, handler403, handler404, handler500 = site.handler400, site.handler403, site.handler404, site.handler500

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.front, name="front"),
    path("demo/as/<slug:role>/", views.sign_in_as, name="demo-sign-in"),
    path("demo/outbox/", views.outbox, name="demo-outbox"),
    path("demo/outbox/<slug:name>/", views.letter, name="demo-letter"),
    path("demo/trustee-key/", views.trustee_key, name="demo-trustee-key"),
    *site.urlpatterns,
]
