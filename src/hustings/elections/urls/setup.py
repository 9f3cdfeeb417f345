"""Setting an election up, and what the public sees of it before and around the poll."""

from django.urls import path

from hustings.elections.views import candidates, contests, notices, office, plans, public, reruns

_office = "office/elections/<slug:slug>/"
_contest = f"{_office}contests/<number:contest>/"
_candidate = f"{_contest}candidates/<number:candidate>/"
_notice = f"{_office}notices/<number:notice>/"

urlpatterns = [
    path("elections/", public.index, name="elections"),
    path("elections/<slug:slug>/", public.election, name="election"),
    path("elections/<slug:slug>/trust/", public.trust, name="trust"),
    path("elections/<slug:slug>/candidates/", public.candidates, name="candidates"),
    path("elections/<slug:slug>/candidates/<number:candidate>/", public.candidate, name="candidate"),
    path("office/elections/", office.index, name="office_list"),
    path("office/elections/new/", office.create, name="office_new"),
    path(_office, office.election, name="office"),
    path(f"{_office}run-again/", reruns.run_again, name="run_again"),
    path(f"{_office}details/", office.details, name="office_details"),
    path(f"{_office}timetable/", office.timetable, name="office_timetable"),
    path(f"{_office}announce/", office.announce, name="office_announce"),
    path(f"{_office}freeze/", office.freeze, name="office_freeze"),
    path(f"{_office}draw/", office.draw, name="office_draw"),
    path(f"{_office}ballot/", office.ballot, name="office_ballot"),
    path(f"{_office}signatures/<slug:verb>/ask/", office.ask_signature, name="ask_signature"),
    path(f"{_office}signatures/<slug:verb>/give/", office.give_signature, name="give_signature"),
    path(f"{_office}contests/new/<slug:kind>/", contests.create, name="office_contest_new"),
    path(_contest, contests.contest, name="office_contest"),
    path(f"{_contest}change/", contests.change, name="office_contest_change"),
    path(f"{_contest}counting/", contests.counting, name="office_contest_counting"),
    path(f"{_contest}annul/", reruns.annul, name="contest_annul"),
    path(f"{_contest}remove/", contests.remove, name="office_contest_remove"),
    path(f"{_contest}slates/new/", contests.slate, name="slate_new"),
    path(f"{_contest}slates/<number:slate>/", contests.slate, name="slate"),
    path(f"{_contest}pledges/new/", contests.pledge, name="pledge_new"),
    path(f"{_contest}pledges/<number:pledge>/", contests.pledge, name="pledge"),
    path(f"{_contest}candidates/new/", candidates.create, name="candidate_new"),
    path(f"{_contest}candidates/paste/", candidates.paste, name="candidates_paste"),
    path(_candidate, candidates.change, name="candidate_change"),
    path(f"{_candidate}withdraw/", candidates.withdraw, name="candidate_withdraw"),
    path(f"{_candidate}answers/", candidates.answers, name="candidate_answers"),
    path(f"{_office}notices/", notices.index, name="notices"),
    path(f"{_office}notices/new/<slug:kind>/", notices.create, name="notice_new"),
    path(f"{_office}notices/link/", notices.link_again, name="link_again"),
    path(f"{_office}notices/without-email/", notices.unreached, name="without_email"),
    path(f"{_office}notices/plan-usual/", plans.usual, name="notices_plan_usual"),
    path(f"{_office}notices/undelivered/", plans.undelivered, name="undelivered"),
    path(_notice, notices.notice, name="notice"),
    path(f"{_notice}plan/", plans.plan, name="notice_plan"),
    path(f"{_notice}unplan/", plans.unplan, name="notice_unplan"),
    path(f"{_notice}change/", notices.change, name="notice_change"),
    path(f"{_notice}send-to-me/", notices.send_to_me, name="notice_to_me"),
    path(f"{_notice}send/", notices.send, name="notice_send"),
    path(f"{_notice}again/", notices.again, name="notice_again"),
]
