"""Cases: for everybody who has a part in one."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from hustings.conduct.views import cases, papers


class ReferenceConverter(StringConverter):
    """The reference of a case: a number in a row would tell everybody who complains how many cases there are."""

    regex = "[0-9]{4}-[0-9A-Z]{6}"


register_converter(ReferenceConverter, "reference")

urlpatterns = [
    path("cases/<reference:case>/", cases.case, name="case"),
    path("cases/<reference:case>/settle/", cases.settle, name="settle"),
    path("cases/<reference:case>/letter/", papers.letter, name="letter"),
    path("cases/<reference:case>/steps/<slug:verb>/", cases.step, name="step"),
]
