from django.urls import path

from hustings.register import card_views, leaving_views, member_views, views

app_name = "register"
urlpatterns = [
    path("sign-in/", member_views.sign_in, name="sign_in"),
    path("sign-in/code/", member_views.code, name="code"),
    path("sign-out/", member_views.sign_out, name="sign_out"),
    path("me/", member_views.me, name="me"),
    path("me/leaving/", leaving_views.leaving, name="leaving"),
    path("me/leaving/withdraw/", leaving_views.withdraw, name="withdraw"),
    path("me/rejoin/", leaving_views.rejoin, name="rejoin"),
    path("office/register/rules/", leaving_views.rules, name="rules"),
    path("me/card/", card_views.my_card, name="my_card"),
    path("me/card.pdf", card_views.my_card_pdf, name="my_card_pdf"),
    path("card/check/", card_views.check_card, name="check_card"),
    path("office/cards/", card_views.cards, name="cards"),
    path("office/members/<int:member>/card/", card_views.issue, name="issue_card"),
    path("office/members/", views.members, name="members"),
    path("office/members/add/", views.add_member, name="add_member"),
    path("office/members/export/", views.export, name="export"),
    path("office/members/<int:member>/", views.member, name="member"),
    path("office/members/<int:member>/correct/", views.correct, name="correct"),
    path("office/members/<int:member>/address/<slug:decision>/", views.decide_address, name="decide_address"),
    path("office/members/<int:member>/event/", views.event, name="event"),
    path("office/members/<int:member>/units/add/", views.join_unit, name="join_unit"),
    path("office/members/<int:member>/units/<int:membership>/end/", views.leave_unit, name="leave_unit"),
    path("office/units/", views.units, name="units"),
    path("office/units/add/", views.unit, name="add_unit"),
    path("office/units/<int:unit>/", views.unit, name="unit"),
    path("office/imports/", views.imports, name="imports"),
    path("office/imports/<int:member_import>/", views.import_, name="import"),
    path("office/imports/<int:member_import>/start/", views.start_import, name="start_import"),
    path("office/imports/<int:member_import>/discard/", views.discard_import, name="discard_import"),
    path("office/imports/<int:member_import>/refused.csv", views.refused_rows, {"ending": "csv"}, name="refused_rows"),
    path(
        "office/imports/<int:member_import>/refused.xlsx",
        views.refused_rows,
        {"ending": "xlsx"},
        name="refused_workbook",
    ),
]
