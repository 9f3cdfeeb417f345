"""The addresses of the council: bodies, their meetings and decisions, then the texts they adopt."""

from hustings.council.urls import bodies, instruments, meetings

app_name = "council"
urlpatterns = [*bodies.urlpatterns, *meetings.urlpatterns, *instruments.urlpatterns]
