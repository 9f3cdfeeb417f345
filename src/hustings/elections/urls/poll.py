"""The poll: booth, boards, desks, results."""

from django.urls import path, re_path

from hustings.elections.views import board, booth, desks, keys, polls, results, trustee_desk

_office = "office/elections/<slug:slug>/poll/"

urlpatterns = [
    path("vote/<str:uuid>/", booth.page, name="booth"),
    re_path(
        r"^vote/(?P<uuid>\w+)/(?P<name>election\.json|trustees\.json|credentials\.json)$",
        booth.setup_record,
        name="setup_record",
    ),
    path("vote/<str:uuid>/booth.json", booth.facts, name="booth_facts"),
    path("vote/<str:uuid>/cast", booth.take_ballot, name="cast"),
    path("board/<str:uuid>/", board.page, name="board"),
    path("board/<str:uuid>/archive.bel", board.archive_file, name="archive"),
    path("receipt/", board.check_receipt, name="check_receipt"),
    path(".well-known/hustings-keys.json", board.keys, name="keys"),
    path("elections/<slug:slug>/turnout/", results.turnout_page, name="turnout"),
    path("elections/<slug:slug>/result/", results.result, name="result"),
    path("elections/<slug:slug>/result/<number:contest>.blt", results.ballots, {"form": "blt"}, name="ballots"),
    path("elections/<slug:slug>/result/<number:contest>.json", results.ballots, {"form": "json"}, name="ballots_json"),
    path("elections/<slug:slug>/declaration/", results.declaration, name="declaration"),
    path("elections/<slug:slug>/declaration.json", results.declaration_json, name="declaration_json"),
    path("elections/<slug:slug>/declaration.pdf", results.declaration_file, name="declaration_pdf"),
    path("elections/<slug:slug>/declaration/<number:number>/", results.declaration, name="declaration_number"),
    path(
        "elections/<slug:slug>/declaration/<number:number>.json",
        results.declaration_json,
        name="declaration_number_json",
    ),
    path(
        "elections/<slug:slug>/declaration/<number:number>.pdf", results.declaration_file, name="declaration_number_pdf"
    ),
    path("declaration/", results.check_declaration, name="check_declaration"),
    path("office/desks/", desks.index, name="desks"),
    path("trustee/<number:pk>/", trustee_desk.page, name="trustee"),
    path("trustee/<number:pk>/desk.json", trustee_desk.desk, name="trustee_desk"),
    path("trustee/<number:pk>/key", trustee_desk.key, name="trustee_key"),
    path("trustee/<number:pk>/ceremony.json", trustee_desk.ceremony_so_far, name="trustee_ceremony"),
    path("trustee/<number:pk>/certificate", trustee_desk.certificate, name="trustee_certificate"),
    path("trustee/<number:pk>/polynomial", trustee_desk.polynomial, name="trustee_polynomial"),
    path("trustee/<number:pk>/share", trustee_desk.share, name="trustee_share"),
    path("trustee/<number:pk>/rehearsal", trustee_desk.rehearsal, name="trustee_rehearsal"),
    path("trustee/<number:pk>/<str:uuid>/setup.json", trustee_desk.setup, name="trustee_setup"),
    path("trustee/<number:pk>/<str:uuid>/tally.json", trustee_desk.tally, name="trustee_tally"),
    path("trustee/<number:pk>/<str:uuid>/shuffle", trustee_desk.shuffle, name="trustee_shuffle"),
    path("trustee/<number:pk>/<str:uuid>/decrypt", trustee_desk.decrypt, name="trustee_decrypt"),
    path("credentials/<number:pk>/", desks.credentials_page, name="credentials"),
    path("credentials/<number:pk>/desk.json", desks.credentials_desk, name="credentials_desk"),
    path("credentials/<number:pk>/upload", desks.credentials_upload, name="credentials_upload"),
    path(_office, polls.poll, name="poll"),
    path(f"{_office}extend/", polls.extend, name="extend"),
    path(f"{_office}annul/", polls.annul, name="annul"),
    path(f"{_office}declare/", polls.declare, name="declare"),
    path(f"{_office}correct/", polls.correct, name="correct"),
    path(f"{_office}register/", polls.marked_register, name="marked_register"),
    path(f"{_office}lots/<number:contest>/", polls.draw_lot, name="draw_lot"),
    path(f"{_office}trustees/", polls.add_trustee, name="add_trustee"),
    path(f"{_office}trustees/<number:trustee>/remove/", polls.remove_trustee, name="remove_trustee"),
    path(f"{_office}trustees/<number:trustee>/pass-over/", keys.pass_member_over, name="pass_over"),
    path(f"{_office}keys/", keys.overview, name="keys_overview"),
    path(f"{_office}keys/group/", keys.group, name="keys_group"),
    path(f"{_office}keys/group/dissolve/", keys.dissolve, name="keys_dissolve"),
    path(f"{_office}<slug:verb>/", polls.act, name="poll_act"),
]
