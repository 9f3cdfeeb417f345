"""What lets voters check for themselves: challenged ballots."""

from django.urls import path

from hustings.elections.views import board, booth

urlpatterns = [
    path("vote/<str:uuid>/challenge", booth.challenge_ballot, name="challenge"),
    # A tracking number may contain a slash.
    path("vote/<str:uuid>/challenged/<path:number>.json", booth.challenged, name="challenged"),
    path("board/<str:uuid>/challenged/", board.challenged, name="challenged_list"),
]
