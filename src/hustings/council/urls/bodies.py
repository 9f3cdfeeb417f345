"""Bodies, their seats, and the register of decisions."""

from django.urls import path

from hustings.council.views import bodies, office

urlpatterns = [
    path("bodies/", bodies.index, name="bodies"),
    path("office/bodies/", office.index, name="office"),
]
