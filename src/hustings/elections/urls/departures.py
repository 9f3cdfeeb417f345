"""What departures change: after a declaration, and for a planned election."""

from django.urls import path

from hustings.elections.views import departures

urlpatterns = [
    path("elections/<slug:slug>/departures/", departures.what_if, name="departures"),
    path("elections/<slug:slug>/tipping/", departures.tipping, name="tipping"),
]
