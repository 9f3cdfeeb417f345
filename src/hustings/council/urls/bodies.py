"""Bodies, their seats, the register of decisions, the ledger of pledges."""

from django.urls import path

from hustings.council.views import bodies, by_elections, decisions, office_bodies, pledges

_body = "office/bodies/<slug:body>/"

urlpatterns = [
    path("bodies/", bodies.index, name="bodies"),
    path("bodies/<slug:body>/", bodies.body, name="body"),
    path("decisions/", decisions.index, name="decisions"),
    path("decisions/check/", decisions.check, name="decisions_check"),
    path("decisions/<number:number>/", decisions.decision, name="decision"),
    path("decisions/<number:number>.pdf", decisions.decision_file, name="decision_pdf"),
    path("decisions.json", decisions.as_json, name="decisions_json"),
    path("decisions.csv", decisions.as_csv, name="decisions_csv"),
    path("pledges/", pledges.index, name="pledges"),
    path("pledges/<number:contest>/", pledges.contest, name="ledger"),
    path("office/bodies/", office_bodies.index, name="office"),
    path("office/new-body/", office_bodies.create, name="body_new"),
    path(_body, office_bodies.body, name="office_body"),
    path(f"{_body}change/", office_bodies.change, name="body_change"),
    path(f"{_body}seats/elected/", office_bodies.add_seats, name="seats_new"),
    path(f"{_body}seats/new/", office_bodies.add_seat, name="seat_new"),
    path(f"{_body}terms/new/", office_bodies.plan_term, name="term_new"),
    path("office/seats/<number:seat>/fill/", office_bodies.fill_seat, name="seat_fill"),
    path("office/seats/<number:seat>/abolish/", office_bodies.abolish_seat, name="seat_abolish"),
    path("office/holdings/<number:holding>/end/", office_bodies.end_holding, name="holding_end"),
    path("office/holdings/<number:holding>/vacancy/", office_bodies.fill_vacancy, name="vacancy"),
    path("office/holdings/<number:holding>/by-election/", by_elections.call, name="by_election"),
    path("office/terms/<number:term>/seat/", office_bodies.seat_elected, name="seat_elected"),
    path("office/terms/<number:term>/candidates/<number:candidate>/", office_bodies.name_elected, name="name_elected"),
    path("office/decisions/<number:number>/correct/", office_bodies.correct_decision, name="decision_correct"),
    path("office/decisions/<number:number>/reopen/", office_bodies.reopen_question, name="decision_reopen"),
]
