from django.urls import path

from hustings.franchise import group_views, member_views, rule_views, views

app_name = "franchise"
urlpatterns = [
    path("office/franchise/", views.franchise, name="franchise"),
    path("office/franchise/can-vote/", views.can_vote, name="can_vote"),
    path("office/franchise/groups/", group_views.groups, name="groups"),
    path("office/franchise/groups/new/", group_views.new_group, name="new_group"),
    path("office/franchise/groups/declaration/", group_views.declaration, name="declaration"),
    path("office/franchise/groups/<number:group>/retire/", group_views.retire, name="retire_group"),
    path("office/franchise/rules/new/", rule_views.new_rule, name="new_rule"),
    path("office/franchise/rules/new/change/", rule_views.change_condition, name="change_condition"),
    path("office/franchise/rules/new/choose/", rule_views.choose_condition, name="choose_condition"),
    path("office/franchise/rules/new/preview/", rule_views.preview, name="preview"),
    path("office/franchise/rules/new/<slug:kind>/", rule_views.add_condition, name="add_condition"),
    path("office/franchise/rules/<number:rule>/", views.rule, name="rule"),
    path("office/franchise/rules/<number:rule>/freeze/", views.freeze, name="freeze"),
    path("office/franchise/rules/<number:rule>/retire/", views.retire, name="retire"),
    path("office/rolls/<uuid:roll>/", views.roll, name="roll"),
    path("office/rolls/<uuid:roll>/late/", views.late, name="late"),
    path("office/rolls/<uuid:roll>/entries.txt", views.entries, name="entries"),
    path("office/challenges/<number:challenge>/", views.challenge, name="challenge"),
    path("me/groups/<number:group>/", group_views.declare, name="declare"),
    path("me/rolls/<uuid:roll>/add-me/", member_views.ask_to_be_added, name="ask_to_be_added"),
    path("me/rolls/<uuid:roll>/remove/", member_views.ask_for_removal, name="ask_for_removal"),
]
