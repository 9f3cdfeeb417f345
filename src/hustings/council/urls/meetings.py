"""Meetings, motions and divisions."""

from django.urls import path

from hustings.council.views import meetings, members, office_meetings, office_motions

_meeting = "office/meetings/<number:meeting>/"
_motion = "office/motions/<number:motion>/"
_division = "office/divisions/<number:division>/"

urlpatterns = [
    path("meetings/<number:meeting>/", meetings.meeting, name="meeting"),
    path("meetings/<number:meeting>/minutes.pdf", meetings.minutes_file, name="minutes_pdf"),
    path("motions/<number:motion>/", meetings.motion, name="motion"),
    path("me/divisions/<number:division>/", members.vote, name="vote"),
    path("office/bodies/<slug:body>/meetings/new/", office_meetings.create, name="meeting_new"),
    path(_meeting, office_meetings.meeting, name="office_meeting"),
    path(f"{_meeting}change/", office_meetings.change, name="meeting_change"),
    path(f"{_meeting}agenda/new/", office_meetings.agenda_item, name="agenda_new"),
    path(f"{_meeting}agenda/<number:item>/", office_meetings.agenda_item, name="agenda_item"),
    path(f"{_meeting}call/", office_meetings.call, name="meeting_call"),
    path(f"{_meeting}cancel/", office_meetings.cancel, name="meeting_cancel"),
    path(f"{_meeting}consent/", office_meetings.consent, name="meeting_consent"),
    path(f"{_meeting}open/", office_meetings.open_, name="meeting_open"),
    path(f"{_meeting}attendance/<slug:way>/", office_meetings.attendance, name="attendance"),
    path(f"{_meeting}close/", office_meetings.close, name="meeting_close"),
    path(f"{_meeting}minutes/", office_meetings.minutes, name="minutes"),
    path(f"{_meeting}motions/new/", office_meetings.move, name="motion_new"),
    path(_motion, office_motions.motion, name="office_motion"),
    path(f"{_motion}withdraw/", office_motions.withdraw, name="motion_withdraw"),
    path(f"{_motion}amendments/new/", office_motions.amend, name="amendment_new"),
    path(f"{_motion}amendments/<number:amendment>/divide/", office_motions.divide, name="amendment_divide"),
    path(f"{_motion}amendments/<number:amendment>/<slug:way>/", office_motions.settle, name="amendment_settle"),
    path(f"{_motion}clauses/<number:clause>/order/", office_motions.order, name="amendments_order"),
    path(f"{_motion}divide/", office_motions.divide, name="motion_divide"),
    path(f"{_motion}pledges/", office_motions.bind, name="pledge_bind"),
    path("office/pledge-tests/<number:test>/withdraw/", office_motions.unbind, name="pledge_unbind"),
    path(_division, office_motions.division, name="office_division"),
    path(f"{_division}close/", office_motions.close, name="division_close"),
    path(f"{_division}abandon/", office_motions.abandon, name="division_abandon"),
]
