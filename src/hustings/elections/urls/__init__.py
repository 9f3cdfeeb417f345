"""The addresses of elections: those of the set-up, of the poll, by which people check it, and of departures."""

from hustings.elections.urls import departures, poll, safeguards, setup

app_name = "elections"
urlpatterns = [*setup.urlpatterns, *poll.urlpatterns, *safeguards.urlpatterns, *departures.urlpatterns]
