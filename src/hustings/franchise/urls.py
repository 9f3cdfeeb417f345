from django.urls import path

from hustings.franchise.views import drafts, groups, members, rolls, rules

app_name = "franchise"
urlpatterns = [
    path("office/franchise/", rules.franchise, name="franchise"),
    path("office/franchise/can-vote/", rules.can_vote, name="can_vote"),
    path("office/franchise/groups/", groups.groups, name="groups"),
    path("office/franchise/groups/new/", groups.new_group, name="new_group"),
    path("office/franchise/groups/declaration/", groups.declaration, name="declaration"),
    path("office/franchise/groups/<number:group>/retire/", groups.retire, name="retire_group"),
    path("office/franchise/rules/new/", drafts.new_rule, name="new_rule"),
    path("office/franchise/rules/new/change/", drafts.change_condition, name="change_condition"),
    path("office/franchise/rules/new/choose/", drafts.choose_condition, name="choose_condition"),
    path("office/franchise/rules/new/preview/", drafts.preview, name="preview"),
    path("office/franchise/rules/new/<slug:kind>/", drafts.add_condition, name="add_condition"),
    path("office/franchise/rules/<number:rule>/", rules.rule, name="rule"),
    path("office/franchise/rules/<number:rule>/freeze/", rules.freeze, name="freeze"),
    path("office/franchise/rules/<number:rule>/retire/", rules.retire, name="retire"),
    path("office/rolls/<uuid:roll>/", rolls.roll, name="roll"),
    path("office/rolls/<uuid:roll>/late/", rolls.late, name="late"),
    path("office/rolls/<uuid:roll>/entries.txt", rolls.entries, name="entries"),
    path("office/challenges/<number:challenge>/", rolls.challenge, name="challenge"),
    path("me/groups/<number:group>/", groups.declare, name="declare"),
    path("me/rolls/<uuid:roll>/add-me/", members.ask_to_be_added, name="ask_to_be_added"),
    path("me/rolls/<uuid:roll>/remove/", members.ask_for_removal, name="ask_for_removal"),
]
