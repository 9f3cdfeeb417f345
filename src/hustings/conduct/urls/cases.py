"""Cases: for everybody who has a part in one."""

from django.urls import path

from hustings.conduct.views import cases

urlpatterns = [
    path("cases/<int:case>/", cases.case, name="case"),
    path("cases/<int:case>/steps/<slug:verb>/", cases.step, name="step"),
]
