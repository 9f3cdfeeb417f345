"""The addresses of elections: of the set-up, nominations, the poll, what lets people check it, and departures."""

from hustings.elections.urls import departures, nominations, poll, safeguards, setup

app_name = "elections"
urlpatterns = [
    *setup.urlpatterns,
    *nominations.urlpatterns,
    *poll.urlpatterns,
    *safeguards.urlpatterns,
    *departures.urlpatterns,
]
