"""The addresses of elections: those of the set-up, then those of the poll."""

from hustings.elections.urls import poll, setup

app_name = "elections"
urlpatterns = [*setup.urlpatterns, *poll.urlpatterns]
