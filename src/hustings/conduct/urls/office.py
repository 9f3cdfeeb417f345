"""What conduct officers keep, and what members of the pool declare."""

from django.urls import path

from hustings.conduct.views import office

urlpatterns = [
    path("office/conduct/", office.cases, name="cases"),
    path("office/conduct/pool/", office.pool, name="pool"),
    path("office/conduct/pool/<number:place>/end/", office.pool_end, name="pool_end"),
    path("office/conduct/rules/", office.rules, name="rules"),
    path("me/interests/", office.interest, name="interest"),
]
