"""The addresses of elections: those of the set-up, those of the poll, and those by which people check it."""

from hustings.elections.urls import poll, safeguards, setup

app_name = "elections"
urlpatterns = [*setup.urlpatterns, *poll.urlpatterns, *safeguards.urlpatterns]
