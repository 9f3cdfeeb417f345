from django.urls import path

from hustings.franchise import member_views, views

app_name = "franchise"
urlpatterns = [
    path("office/franchise/", views.franchise, name="franchise"),
    path("office/franchise/can-vote/", views.can_vote, name="can_vote"),
    path("office/franchise/rules/new/", views.new_rule, name="new_rule"),
    path("office/franchise/rules/new/<slug:kind>/", views.add_condition, name="add_condition"),
    path("office/franchise/rules/<int:rule>/", views.rule, name="rule"),
    path("office/franchise/rules/<int:rule>/freeze/", views.freeze, name="freeze"),
    path("office/franchise/rules/<int:rule>/retire/", views.retire, name="retire"),
    path("office/rolls/<uuid:roll>/", views.roll, name="roll"),
    path("office/rolls/<uuid:roll>/late/", views.late, name="late"),
    path("office/rolls/<uuid:roll>/entries.txt", views.entries, name="entries"),
    path("office/challenges/<int:challenge>/", views.challenge, name="challenge"),
    path("me/rolls/<uuid:roll>/add-me/", member_views.ask_to_be_added, name="ask_to_be_added"),
    path("me/rolls/<uuid:roll>/remove/", member_views.ask_for_removal, name="ask_for_removal"),
]
