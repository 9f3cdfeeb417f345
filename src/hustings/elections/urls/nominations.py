"""Nominations and the booklet of statements: for members, the public and the office."""

from django.urls import path

from hustings.elections.views import booklets, nominating, nominations, units

_office = "office/elections/<slug:slug>/"
_contest = f"{_office}contests/<number:contest>/nominations/"

urlpatterns = [
    path("elections/<slug:slug>/nominations/", nominating.public_list, name="nominations"),
    path("elections/<slug:slug>/booklet/", booklets.booklet, name="booklet"),
    path("elections/<slug:slug>/booklet.pdf", booklets.booklet_file, name="booklet_pdf"),
    path("me/nominate/<number:contest>/", nominating.nominate, name="nominate"),
    path(
        "me/nominate/<number:contest>/<number:nomination>/take-back/", nominating.take_back, name="nomination_take_back"
    ),
    path("me/candidacy/<number:candidate>/", nominating.candidacy, name="candidacy"),
    path("me/candidacy/<number:candidate>/decline/", nominating.decline, name="candidacy_decline"),
    path("me/candidacy/<number:candidate>/withdraw/", nominating.withdraw, name="candidacy_withdraw"),
    path("me/object/<number:candidate>/", nominating.object_to, name="object_to"),
    path("office/for-unit/nominations/", units.desk, name="unit_desk"),
    path("office/for-unit/nominations/<number:contest>/", units.nominate, name="unit_nominate"),
    path(
        "office/for-unit/nominations/<number:contest>/<number:nomination>/take-back/",
        units.take_back,
        name="unit_take_back",
    ),
    path("office/secretaries/", nominations.secretaries, name="secretaries"),
    path("office/secretaries/<number:secretary>/end/", nominations.end_secretary, name="secretary_end"),
    path(_contest, nominations.overview, name="office_nominations"),
    path(f"{_contest}rules/", nominations.rules, name="nomination_rules"),
    path(f"{_contest}rules/drop/", nominations.drop_rules, name="nomination_rules_drop"),
    path(f"{_contest}new/", nominations.enter, name="nomination_enter"),
    path(f"{_contest}<number:nomination>/take-back/", nominations.take_back, name="office_take_back"),
    path(f"{_contest}close/", nominations.close, name="nominations_close"),
    path(f"{_office}objections/<number:objection>/", nominations.objection, name="objection"),
    path(f"{_office}booklet/", booklets.office, name="office_booklet"),
]
