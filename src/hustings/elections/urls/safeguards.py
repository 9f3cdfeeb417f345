"""What lets people check, and those vote who have no e-mail: challenged ballots, letters, helpdesk, evidence."""

from django.urls import path

from hustings.elections.views import board, booth, evidence, helpdesk, papers, print_runs

_office = "office/elections/<slug:slug>/"

urlpatterns = [
    path("vote/<str:uuid>/challenge", booth.challenge_ballot, name="challenge"),
    # A tracking number may contain a slash.
    path("vote/<str:uuid>/challenged/<path:number>.json", booth.challenged, name="challenged"),
    path("check-ballot/", booth.check_page, name="check_ballot"),
    path("board/<str:uuid>/challenged/", board.challenged, name="challenged_list"),
    path("office/helpdesk/", helpdesk.index, name="helpdesk_index"),
    path(f"{_office}helpdesk/", helpdesk.desk, name="helpdesk"),
    path(f"{_office}helpdesk/<number:member>/", helpdesk.elector, name="helpdesk_elector"),
    path(f"{_office}helpdesk/<number:member>/send/", helpdesk.send_again, name="helpdesk_send"),
    path(f"{_office}helpdesk/<number:member>/letter/<slug:kind>/", print_runs.print_one, name="letter_one"),
    path("elections/<slug:slug>/scrutineer/", evidence.reports, name="scrutineer_reports"),
    path("elections/<slug:slug>/scrutineer/<number:number>.json", evidence.report_json, name="scrutineer_report_json"),
    path(f"{_office}evidence/", evidence.desk, name="evidence"),
    path(f"{_office}evidence/key/", evidence.key, name="evidence_key"),
    path(f"{_office}evidence/bundle/", evidence.bundle, name="evidence_bundle"),
    path(f"{_office}evidence/bundle/<uuid:job>/", evidence.bundle_file, name="evidence_file"),
    path(f"{_office}evidence/custody/", evidence.custody, name="custody"),
    path(f"{_office}evidence/report/", evidence.report, name="scrutineer_report"),
    path(f"{_office}papers/", papers.index, name="papers"),
    path(f"{_office}papers/new/", papers.create, name="paper_batch_new"),
    path(f"{_office}papers/<number:batch>/", papers.batch, name="paper_batch"),
    path(f"{_office}letters/", print_runs.index, name="letters"),
    path(f"{_office}letters/print/<slug:kind>/", print_runs.print_letters, name="letters_print"),
    path(f"{_office}letters/<number:run>/again/", print_runs.print_again, name="letters_again"),
    path(f"{_office}letters/<number:run>/file/", print_runs.save, name="letters_save"),
    path(f"{_office}letters/<number:run>/posted/", print_runs.posted, name="letters_posted"),
]
