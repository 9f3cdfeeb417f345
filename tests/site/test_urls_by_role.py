"""Every address of the site, opened by everybody: the table below says who is let in, and the test that nobody else is.

An address that is missing from the table fails the test, so a new page comes with its row. Other tests say what a
page does; this one says only to whom the door opens.
"""

import copy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from hustings.accounts.models import Role, User
from hustings.jobs.models import Job

ROLES = frozenset(Role.values)
NOBODY_SIGNED_IN, MEMBER = "anonymous", "member"
EVERYBODY = frozenset({NOBODY_SIGNED_IN, MEMBER, *ROLES})
WHO_WATCHES = frozenset({Role.ADMINISTRATOR, Role.SCRUTINEER, Role.RETURNING_OFFICER})
WHO_MANAGES = frozenset({Role.ADMINISTRATOR, Role.MEMBERSHIP_SECRETARY, Role.RETURNING_OFFICER})

THE_OFFICER = frozenset({Role.RETURNING_OFFICER})
THE_SECRETARY = frozenset({Role.MEMBERSHIP_SECRETARY})
WHO_READS_THE_REGISTER = THE_OFFICER | THE_SECRETARY
WHO_SEES_MEMBERS = WHO_READS_THE_REGISTER | {Role.UNIT_OFFICER}
WHO_SEES_UNITS = WHO_MANAGES | {Role.UNIT_OFFICER}
WHO_READS_ROLLS = frozenset({Role.RETURNING_OFFICER, Role.SCRUTINEER})
WHO_READS_RULES = WHO_READS_ROLLS | THE_SECRETARY
WHO_SIGNS = frozenset({Role.RETURNING_OFFICER, Role.ADMINISTRATOR})
THE_COUNCIL = frozenset({Role.COUNCIL_SECRETARY})
BODY, MEETING, MOTION = {"body": "unknown"}, {"meeting": 0}, {"motion": 0}
MEETING_ACTS = ("change", "call", "cancel", "consent", "open", "close")
THE_SCRUTINEER = frozenset({Role.SCRUTINEER})
WHO_HELPS = frozenset({Role.HELPDESK, Role.RETURNING_OFFICER})
ELECTION = {"slug": "unknown"}
CONTEST = {"slug": "unknown", "contest": 0}
BOARD = {"uuid": "unknown"}
INSTRUMENT_VERSION = {"slug": "unknown", "number": 0}
CONSULTATION = {"consultation": 0}
WHO_HANDLES_CASES = frozenset({Role.CONDUCT_OFFICER})
WHO_MAY_HAVE_A_PART = WHO_HANDLES_CASES | {MEMBER}
CASE_PAGES = (("case", {}), ("step", {"verb": "extend"}))


@dataclass(frozen=True)
class Row:
    """An address (its name, and the arguments of an example) and the people to whom it opens.

    Where the object of the example does not exist, those let in get 404 and everybody else is turned away before.
    """

    name: str
    opens_to: frozenset[str]
    kwargs: dict[str, Any] = field(default_factory=dict)
    method: str = "get"


TABLE = [
    # site
    Row("front", EVERYBODY),
    Row("accessibility", EVERYBODY),
    Row("privacy", EVERYBODY),
    Row("theme", EVERYBODY),
    Row("health", EVERYBODY),
    Row("office", ROLES),
    Row("set_language", EVERYBODY, method="post"),
    # accounts
    Row("accounts:sign_in", EVERYBODY),
    Row("accounts:sign_out", EVERYBODY, method="post"),
    Row("accounts:invitation", EVERYBODY, {"token": "unknown"}),
    Row("accounts:password", ROLES),
    Row("accounts:second_factor", frozenset()),  # for those who have just given their password
    *(Row(f"accounts:{name}", ROLES) for name in ("security", "add_app", "add_passkey", "recovery_codes")),
    Row("accounts:end_session", ROLES, method="post"),
    Row("accounts:remove_factor", ROLES, {"factor": 0}),
    Row("accounts:users", frozenset({Role.ADMINISTRATOR})),
    Row("accounts:invite", frozenset({Role.ADMINISTRATOR})),
    Row("accounts:user", frozenset({Role.ADMINISTRATOR}), {"user": 0}),
    Row("accounts:organisation", frozenset({Role.ADMINISTRATOR})),
    # audit
    Row("audit:log", WHO_WATCHES),
    # jobs: the job of the table is somebody else's
    Row("jobs:job", WHO_MANAGES, {"job": UUID(int=1)}),
    Row("jobs:run_again", WHO_MANAGES, {"job": UUID(int=1)}, method="post"),
    Row("jobs:jobs", WHO_MANAGES),
    # register: nobody gets to the page of the code without having asked for one
    Row("register:sign_in", EVERYBODY),
    Row("register:code", frozenset()),
    Row("register:sign_out", EVERYBODY, method="post"),
    Row("register:me", frozenset({MEMBER})),
    Row("register:my_browsers", frozenset({MEMBER})),
    Row("register:end_member_sessions", THE_SECRETARY, {"member": 0}, method="post"),
    *(Row(f"register:{name}", frozenset({MEMBER})) for name in ("leaving", "my_data", "my_data_json")),
    Row("register:ask_for_erasure", frozenset({MEMBER}), method="post"),
    *(Row(f"register:{name}", frozenset({MEMBER}), method="post") for name in ("withdraw", "rejoin", "end_my_session")),
    Row("register:rules", THE_SECRETARY),
    Row("register:my_card", frozenset({MEMBER})),
    Row("register:my_card_pdf", frozenset({MEMBER})),
    Row("register:check_card", EVERYBODY),
    Row("register:cards", THE_SECRETARY),
    Row("register:issue_card", THE_SECRETARY, {"member": 0}, method="post"),
    Row("register:members", WHO_SEES_MEMBERS),
    Row("register:export", THE_SECRETARY | {Role.UNIT_OFFICER}, method="post"),
    Row("register:add_member", THE_SECRETARY),
    Row("register:member", WHO_SEES_MEMBERS, {"member": 0}),
    Row("register:correct_event", THE_SECRETARY, {"member": 0, "event": 0}),
    Row("register:erasures", THE_SECRETARY),
    Row("register:erase", THE_SECRETARY, {"member": 0}, method="post"),
    Row("register:correct", THE_SECRETARY, {"member": 0}),
    Row("register:decide_address", WHO_READS_THE_REGISTER, {"member": 0, "decision": "agree"}, method="post"),
    Row("register:event", THE_SECRETARY, {"member": 0}),
    Row("register:join_unit", THE_SECRETARY, {"member": 0}),
    Row("register:leave_unit", THE_SECRETARY, {"member": 0, "membership": 0}),
    Row("register:units", WHO_SEES_UNITS),
    Row("register:unit_history", WHO_SEES_UNITS, {"unit": 0}),
    Row("register:unit_officers", frozenset({Role.ADMINISTRATOR})),
    Row("register:end_unit_officer", frozenset({Role.ADMINISTRATOR}), {"officer": 0}, method="post"),
    Row("register:add_unit", THE_SECRETARY),
    Row("register:unit", THE_SECRETARY, {"unit": 0}),
    Row("register:imports", THE_SECRETARY),
    Row("register:import", THE_SECRETARY, {"member_import": 0}),
    Row("register:start_import", THE_SECRETARY, {"member_import": 0}, method="post"),
    Row("register:discard_import", THE_SECRETARY, {"member_import": 0}, method="post"),
    Row("register:refused_rows", THE_SECRETARY, {"member_import": 0}),
    Row("register:refused_workbook", THE_SECRETARY, {"member_import": 0}),
    Row("register:duplicates", THE_SECRETARY),
    Row("register:look_for_duplicates", THE_SECRETARY, method="post"),
    Row("register:decide_duplicate", THE_SECRETARY, {"pair": 0, "decision": "apart"}, method="post"),
    Row("register:tokens", frozenset({Role.ADMINISTRATOR})),
    Row("register:revoke_token", frozenset({Role.ADMINISTRATOR}), {"token": 0}, method="post"),
    # the API opens to no session, whoever's it is: only to a token
    Row("api:openapi-json", EVERYBODY),
    Row("api:api-root", EVERYBODY),
    *(
        Row(f"api:{name}", frozenset())
        for name in ("list_members", "list_events", "list_units", "list_memberships", "list_changes")
    ),
    *(Row(f"api:{name}", frozenset(), method="post") for name in ("upsert_batch", "record_batch")),
    *(Row(f"api:{name}", frozenset(), method="post") for name in ("upsert_units", "record_memberships")),
    Row("api:read_member", frozenset(), {"number": "1"}),
    Row("api:upsert_member", frozenset(), {"number": "1"}, method="put"),
    Row("api:record_event", frozenset(), {"number": "1"}, method="post"),
    Row("api:upsert_unit", frozenset(), {"code": "N1"}, method="put"),
    Row("api:join", frozenset(), {"number": "1", "code": "N1"}, method="put"),
    Row("api:leave", frozenset(), {"number": "1", "code": "N1"}, method="post"),
    # franchise
    Row("franchise:franchise", WHO_READS_RULES),
    Row("franchise:can_vote", WHO_READS_THE_REGISTER),
    *(Row(f"franchise:{name}", WHO_READS_THE_REGISTER) for name in ("groups", "declaration")),
    Row("franchise:new_group", THE_OFFICER),
    Row("franchise:retire_group", THE_OFFICER, {"group": 0}, method="post"),
    Row("franchise:declare", frozenset({MEMBER}), {"group": 0}, method="post"),
    *(
        Row(f"franchise:{name}", THE_OFFICER)
        for name in ("new_rule", "choose_condition", "change_condition", "preview")
    ),
    Row("franchise:add_condition", THE_OFFICER, {"kind": "unit"}),
    Row("elections:contest_annul", THE_OFFICER, CONTEST),
    Row("elections:unit_desk", frozenset({Role.UNIT_OFFICER})),
    Row("elections:unit_nominate", frozenset({Role.UNIT_OFFICER}), {"contest": 0}),
    Row("elections:unit_take_back", frozenset({Role.UNIT_OFFICER}), {"contest": 0, "nomination": 0}, method="post"),
    Row("council:unit_desk", frozenset({Role.UNIT_OFFICER})),
    Row("council:unit_position", frozenset({Role.UNIT_OFFICER}), {"consultation": 0, "unit": 0}),
    Row("franchise:rule", WHO_READS_RULES, {"rule": 0}),
    Row("franchise:freeze", THE_OFFICER, {"rule": 0}),
    Row("franchise:retire", THE_OFFICER, {"rule": 0}, method="post"),
    Row("franchise:roll", WHO_READS_ROLLS, {"roll": UUID(int=1)}),
    Row("franchise:late", THE_OFFICER, {"roll": UUID(int=1)}),
    Row("franchise:entries", WHO_READS_ROLLS, {"roll": UUID(int=1)}),
    Row("franchise:challenge", WHO_READS_ROLLS, {"challenge": 0}),
    Row("franchise:ask_to_be_added", frozenset({MEMBER}), {"roll": UUID(int=1)}),
    Row("franchise:ask_for_removal", frozenset({MEMBER}), {"roll": UUID(int=1)}),
    # elections: what is set up, and what the public sees of it
    Row("elections:elections", EVERYBODY),
    Row("elections:election", EVERYBODY, ELECTION),
    Row("elections:trust", EVERYBODY, ELECTION),
    Row("elections:candidates", EVERYBODY, ELECTION),
    Row("elections:candidate", EVERYBODY, {**ELECTION, "candidate": 0}),
    Row("elections:office_list", WHO_WATCHES),
    Row("elections:office_new", THE_OFFICER),
    Row("elections:office", WHO_WATCHES, ELECTION),
    Row("elections:run_again", THE_OFFICER, ELECTION),
    Row("elections:office_details", THE_OFFICER, ELECTION),
    Row("elections:office_timetable", THE_OFFICER, ELECTION),
    Row("elections:office_announce", THE_OFFICER, ELECTION, method="post"),
    Row("elections:office_freeze", THE_OFFICER, ELECTION),
    Row("elections:office_draw", THE_OFFICER, ELECTION),
    Row("elections:office_ballot", WHO_WATCHES, ELECTION),
    Row("elections:office_ballot", THE_OFFICER, ELECTION, method="post"),
    Row("elections:ask_signature", THE_OFFICER, {**ELECTION, "verb": "open"}, method="post"),
    Row("elections:give_signature", WHO_SIGNS, {**ELECTION, "verb": "open"}, method="post"),
    Row("elections:office_contest_new", THE_OFFICER, {**ELECTION, "kind": "seats"}),
    Row("elections:office_contest", WHO_WATCHES, CONTEST),
    Row("elections:office_contest_change", THE_OFFICER, CONTEST),
    Row("elections:office_contest_counting", THE_OFFICER, CONTEST),
    Row("elections:office_contest_remove", THE_OFFICER, CONTEST, method="post"),
    Row("elections:slate_new", THE_OFFICER, CONTEST),
    Row("elections:slate", THE_OFFICER, {**CONTEST, "slate": 0}),
    Row("elections:pledge_new", THE_OFFICER, CONTEST),
    Row("elections:pledge", THE_OFFICER, {**CONTEST, "pledge": 0}),
    Row("elections:candidate_new", THE_OFFICER, CONTEST),
    Row("elections:candidates_paste", THE_OFFICER, CONTEST),
    Row("elections:candidate_change", THE_OFFICER, {**CONTEST, "candidate": 0}),
    Row("elections:candidate_withdraw", THE_OFFICER, {**CONTEST, "candidate": 0}),
    Row("elections:candidate_answers", THE_OFFICER, {**CONTEST, "candidate": 0}),
    Row("elections:nominations", EVERYBODY, ELECTION),
    Row("elections:booklet", EVERYBODY, ELECTION),
    Row("elections:booklet_pdf", EVERYBODY, ELECTION),
    Row("elections:office_booklet", WHO_WATCHES, ELECTION),
    Row("elections:office_booklet", THE_OFFICER, ELECTION, method="post"),
    Row("elections:nominate", frozenset({MEMBER}), {"contest": 0}),
    Row("elections:nomination_take_back", frozenset({MEMBER}), {"contest": 0, "nomination": 0}, method="post"),
    Row("elections:candidacy", frozenset({MEMBER}), {"candidate": 0}),
    Row("elections:candidacy_decline", frozenset({MEMBER}), {"candidate": 0}, method="post"),
    Row("elections:candidacy_withdraw", frozenset({MEMBER}), {"candidate": 0}),
    Row("elections:object_to", frozenset({MEMBER}), {"candidate": 0}),
    Row("elections:secretaries", WHO_READS_THE_REGISTER),
    Row("elections:secretary_end", WHO_READS_THE_REGISTER, {"secretary": 0}, method="post"),
    Row("elections:office_nominations", WHO_READS_ROLLS, CONTEST),
    Row("elections:nomination_rules", THE_OFFICER, CONTEST),
    Row("elections:nomination_rules_drop", THE_OFFICER, CONTEST, method="post"),
    Row("elections:nomination_enter", THE_OFFICER, CONTEST),
    Row("elections:office_take_back", THE_OFFICER, {**CONTEST, "nomination": 0}, method="post"),
    Row("elections:nominations_close", THE_OFFICER, CONTEST, method="post"),
    Row("elections:objection", WHO_READS_ROLLS, {**ELECTION, "objection": 0}),
    Row("elections:objection", THE_OFFICER, {**ELECTION, "objection": 0}, method="post"),
    Row("elections:notices", WHO_WATCHES, ELECTION),
    Row("elections:notices_plan_usual", THE_OFFICER, ELECTION, method="post"),
    Row("elections:undelivered", WHO_HELPS, ELECTION),
    Row("elections:notice_plan", THE_OFFICER, {**ELECTION, "notice": 0}),
    Row("elections:notice_unplan", THE_OFFICER, {**ELECTION, "notice": 0}, method="post"),
    Row("elections:notice_new", THE_OFFICER, {**ELECTION, "kind": "result"}),
    Row("elections:link_again", THE_OFFICER, ELECTION),
    Row("elections:without_email", THE_OFFICER, ELECTION),
    Row("elections:notice", WHO_WATCHES, {**ELECTION, "notice": 0}),
    Row("elections:notice_change", THE_OFFICER, {**ELECTION, "notice": 0}),
    Row("elections:notice_to_me", THE_OFFICER, {**ELECTION, "notice": 0}, method="post"),
    Row("elections:notice_send", THE_OFFICER, {**ELECTION, "notice": 0}, method="post"),
    Row("elections:notice_again", THE_OFFICER, {**ELECTION, "notice": 0}, method="post"),
    # elections: the poll
    Row("elections:booth", EVERYBODY, BOARD),
    Row("elections:setup_record", EVERYBODY, {**BOARD, "name": "election.json"}),
    Row("elections:booth_facts", EVERYBODY, BOARD),
    Row("elections:cast", EVERYBODY, BOARD, method="post"),
    Row("elections:board", EVERYBODY, BOARD),
    Row("elections:papers", WHO_HELPS, ELECTION),
    Row("elections:paper_batch_new", WHO_HELPS, ELECTION),
    Row("elections:paper_batch", WHO_HELPS, {**ELECTION, "batch": 0}),
    Row("elections:scrutineer_reports", EVERYBODY, ELECTION),
    Row("elections:scrutineer_report_json", EVERYBODY, {**ELECTION, "number": 1}),
    Row("elections:evidence", THE_SCRUTINEER, ELECTION),
    Row("elections:evidence_key", THE_SCRUTINEER, ELECTION),
    Row("elections:evidence_bundle", THE_SCRUTINEER, ELECTION, method="post"),
    Row("elections:evidence_file", THE_SCRUTINEER, {**ELECTION, "job": UUID(int=0)}),
    Row("elections:custody", THE_SCRUTINEER, ELECTION),
    Row("elections:scrutineer_report", THE_SCRUTINEER, ELECTION),
    Row("elections:helpdesk_index", WHO_HELPS),
    Row("elections:helpdesk", WHO_HELPS, ELECTION),
    Row("elections:helpdesk_elector", WHO_HELPS, {**ELECTION, "member": 0}),
    Row("elections:helpdesk_send", WHO_HELPS, {**ELECTION, "member": 0}, method="post"),
    Row("elections:letter_one", WHO_HELPS, {**ELECTION, "member": 0, "kind": "codes"}, method="post"),
    Row("elections:letters", WHO_HELPS, ELECTION),
    Row("elections:letters_print", WHO_HELPS, {**ELECTION, "kind": "codes"}, method="post"),
    Row("elections:letters_again", WHO_HELPS, {**ELECTION, "run": 0}, method="post"),
    Row("elections:letters_save", WHO_HELPS, {**ELECTION, "run": 0}, method="post"),
    Row("elections:letters_posted", WHO_HELPS, {**ELECTION, "run": 0}, method="post"),
    Row("elections:check_ballot", EVERYBODY),
    Row("elections:challenge", EVERYBODY, BOARD, method="post"),
    Row("elections:challenged", EVERYBODY, {**BOARD, "number": "unknown"}),
    Row("elections:challenged_list", EVERYBODY, BOARD),
    Row("elections:archive", EVERYBODY, BOARD),
    Row("elections:check_receipt", EVERYBODY),
    Row("elections:keys", EVERYBODY),
    Row("elections:turnout", EVERYBODY, ELECTION),
    Row("elections:result", EVERYBODY, ELECTION),
    Row("elections:ballots", EVERYBODY, CONTEST),
    Row("elections:ballots_json", EVERYBODY, CONTEST),
    Row("elections:departures", EVERYBODY, ELECTION),
    Row("elections:tipping", EVERYBODY, ELECTION),
    Row("elections:declaration", EVERYBODY, ELECTION),
    Row("elections:declaration_json", EVERYBODY, ELECTION),
    Row("elections:declaration_pdf", EVERYBODY, ELECTION),
    Row("elections:declaration_number", EVERYBODY, {**ELECTION, "number": 1}),
    Row("elections:declaration_number_json", EVERYBODY, {**ELECTION, "number": 1}),
    Row("elections:declaration_number_pdf", EVERYBODY, {**ELECTION, "number": 1}),
    Row("elections:check_declaration", EVERYBODY),
    Row("elections:desks", frozenset({Role.TRUSTEE, Role.CREDENTIAL_AUTHORITY})),
    Row("elections:trustee", frozenset({Role.TRUSTEE}), {"pk": 0}),
    Row("elections:trustee_desk", frozenset({Role.TRUSTEE}), {"pk": 0}),
    Row("elections:trustee_key", frozenset({Role.TRUSTEE}), {"pk": 0}, method="post"),
    Row("elections:trustee_ceremony", frozenset({Role.TRUSTEE}), {"pk": 0}),
    Row("elections:trustee_certificate", frozenset({Role.TRUSTEE}), {"pk": 0}, method="post"),
    Row("elections:trustee_polynomial", frozenset({Role.TRUSTEE}), {"pk": 0}, method="post"),
    Row("elections:trustee_share", frozenset({Role.TRUSTEE}), {"pk": 0}, method="post"),
    Row("elections:trustee_rehearsal", frozenset({Role.TRUSTEE}), {"pk": 0}),
    Row("elections:trustee_rehearsal", frozenset({Role.TRUSTEE}), {"pk": 0}, method="post"),
    Row("elections:trustee_setup", frozenset({Role.TRUSTEE}), {"pk": 0, **BOARD}),
    Row("elections:trustee_shuffle", frozenset({Role.TRUSTEE}), {"pk": 0, **BOARD}, method="post"),
    Row("elections:trustee_tally", frozenset({Role.TRUSTEE}), {"pk": 0, **BOARD}),
    Row("elections:trustee_decrypt", frozenset({Role.TRUSTEE}), {"pk": 0, **BOARD}, method="post"),
    Row("elections:credentials", frozenset({Role.CREDENTIAL_AUTHORITY}), {"pk": 0}),
    Row("elections:credentials_desk", frozenset({Role.CREDENTIAL_AUTHORITY}), {"pk": 0}),
    Row("elections:credentials_upload", frozenset({Role.CREDENTIAL_AUTHORITY}), {"pk": 0}, method="post"),
    Row("elections:poll", WHO_WATCHES, ELECTION),
    Row("elections:extend", THE_OFFICER, ELECTION),
    Row("elections:annul", THE_OFFICER, ELECTION),
    Row("elections:declare", THE_OFFICER, ELECTION),
    Row("elections:correct", THE_OFFICER, ELECTION),
    Row("elections:marked_register", frozenset({Role.SCRUTINEER}), ELECTION),
    Row("elections:draw_lot", THE_OFFICER, CONTEST),
    Row("elections:add_trustee", THE_OFFICER, ELECTION, method="post"),
    Row("elections:remove_trustee", THE_OFFICER, {**ELECTION, "trustee": 0}, method="post"),
    Row("elections:pass_over", THE_OFFICER, {**ELECTION, "trustee": 0}),
    Row("elections:keys_overview", WHO_WATCHES, ELECTION),
    Row("elections:keys_group", THE_OFFICER, ELECTION),
    Row("elections:keys_dissolve", THE_OFFICER, ELECTION),
    Row("elections:poll_act", THE_OFFICER, {**ELECTION, "verb": "open"}, method="post"),
    # council
    Row("council:bodies", EVERYBODY),
    Row("council:body", EVERYBODY, BODY),
    Row("council:decisions", EVERYBODY),
    Row("council:decisions_check", EVERYBODY),
    Row("council:decision", EVERYBODY, {"number": 0}),
    Row("council:decision_pdf", EVERYBODY, {"number": 0}),
    Row("council:decisions_json", EVERYBODY),
    Row("council:decisions_csv", EVERYBODY),
    Row("council:pledges", EVERYBODY),
    Row("council:ledger", EVERYBODY, {"contest": 0}),
    Row("council:meeting", EVERYBODY, MEETING),
    Row("council:minutes_pdf", EVERYBODY, MEETING),
    Row("council:motion", EVERYBODY, MOTION),
    Row("council:vote", frozenset({MEMBER}), {"division": 0}),
    Row("council:my_position", frozenset({MEMBER}), {**CONSULTATION, "unit": 0}),
    Row("council:instruments", EVERYBODY),
    Row("council:instrument", EVERYBODY, ELECTION),
    *(
        Row(f"council:{name}", EVERYBODY, INSTRUMENT_VERSION)
        for name in ("version", "version_pdf", "changes", "proposal")
    ),
    Row("council:clause", EVERYBODY, {**ELECTION, "clause": "1"}),
    Row("council:source", EVERYBODY, {"source": 0}),
    Row("council:consultations", EVERYBODY),
    Row("council:consultation", EVERYBODY, CONSULTATION),
    *(Row(f"council:office_{name}", WHO_WATCHES | THE_COUNCIL) for name in ("instruments", "consultations", "sources")),
    Row("council:office_instrument", WHO_WATCHES | THE_COUNCIL, ELECTION),
    Row("council:office_proposal", WHO_WATCHES | THE_COUNCIL, {"proposal": 0}),
    Row("council:office_consultation", WHO_WATCHES | THE_COUNCIL, CONSULTATION),
    *(Row(f"council:{name}", THE_COUNCIL) for name in ("instrument_new", "source_new", "consultation_new")),
    *(Row(f"council:{name}", THE_COUNCIL, ELECTION) for name in ("propose", "repeal")),
    *(Row(f"council:{name}", THE_COUNCIL, {"proposal": 0}) for name in ("bind_proposal", "adopt")),
    Row("council:rule_on_clause", THE_COUNCIL, {"proposal": 0, "clause": "1"}),
    Row("council:bind_consultation", THE_COUNCIL, CONSULTATION),
    Row("council:position", THE_COUNCIL, {**CONSULTATION, "unit": 0}),
    Row("council:respond", THE_COUNCIL, {**CONSULTATION, "outcome": "carried"}),
    Row("council:office", WHO_WATCHES | THE_COUNCIL),
    Row("council:office_body", WHO_WATCHES | THE_COUNCIL, BODY),
    Row("council:office_meeting", WHO_WATCHES | THE_COUNCIL, MEETING),
    Row("council:office_motion", WHO_WATCHES | THE_COUNCIL, MOTION),
    Row("council:body_new", THE_COUNCIL),
    *(Row(f"council:{name}", THE_COUNCIL, BODY) for name in ("body_change", "seats_new", "seat_new", "term_new")),
    *(Row(f"council:{name}", THE_COUNCIL, {"seat": 0}) for name in ("seat_fill", "seat_abolish")),
    *(Row(f"council:{name}", THE_COUNCIL, {"holding": 0}) for name in ("holding_end", "vacancy")),
    Row("council:by_election", THE_OFFICER, {"holding": 0}),
    Row("council:seat_elected", THE_COUNCIL, {"term": 0}, method="post"),
    Row("council:name_elected", THE_COUNCIL, {"term": 0, "candidate": 0}),
    *(Row(f"council:{name}", THE_COUNCIL, {"number": 0}) for name in ("decision_correct", "decision_reopen")),
    Row("council:meeting_new", THE_COUNCIL, BODY),
    *(Row(f"council:meeting_{act}", THE_COUNCIL, MEETING) for act in MEETING_ACTS),
    *(Row(f"council:{name}", THE_COUNCIL, MEETING) for name in ("agenda_new", "minutes", "motion_new")),
    Row("council:agenda_item", THE_COUNCIL, {**MEETING, "item": 0}),
    Row("council:attendance", THE_COUNCIL, {**MEETING, "way": "came"}),
    Row("council:motion_withdraw", THE_COUNCIL, MOTION, method="post"),
    *(Row(f"council:{name}", THE_COUNCIL, MOTION) for name in ("amendment_new", "motion_divide", "pledge_bind")),
    Row("council:amendment_divide", THE_COUNCIL, {**MOTION, "amendment": 0}),
    Row("council:amendment_settle", THE_COUNCIL, {**MOTION, "amendment": 0, "way": "fallen"}, method="post"),
    Row("council:amendments_order", THE_COUNCIL, {**MOTION, "clause": 0}),
    Row("council:pledge_unbind", THE_COUNCIL, {"test": 0}),
    *(
        Row(f"council:{name}", THE_COUNCIL, {"division": 0})
        for name in ("office_division", "division_close", "division_abandon")
    ),
    # conduct: a case opens to those who have a part in it, and what the table of steps lets each do is tested there
    *(Row(f"conduct:{name}", WHO_MAY_HAVE_A_PART, {"case": "2026-AAAAAA", **more}) for name, more in CASE_PAGES),
    Row("conduct:letter", WHO_MAY_HAVE_A_PART, {"case": "2026-AAAAAA"}, method="post"),
    Row("conduct:settle", WHO_MAY_HAVE_A_PART, {"case": "2026-AAAAAA"}, method="post"),
    Row("conduct:cases", WHO_HANDLES_CASES),
    Row("conduct:pool", WHO_HANDLES_CASES),
    Row("conduct:pool_end", WHO_HANDLES_CASES, {"place": 0}, method="post"),
    Row("conduct:rules", WHO_HANDLES_CASES | {Role.ADMINISTRATOR}),
    Row("conduct:interest", frozenset({MEMBER})),
    Row("conduct:complaints", EVERYBODY),
    Row("conduct:complaint_new", EVERYBODY),
    Row("conduct:complaint_words", EVERYBODY),
    Row("conduct:follow", EVERYBODY),
    Row("conduct:leave", EVERYBODY, method="post"),
    Row("conduct:figures", EVERYBODY),
    Row("conduct:figures_csv", EVERYBODY, {"year": 2026}),
    Row("conduct:door", EVERYBODY),
    Row("conduct:unlock", WHO_MAY_HAVE_A_PART),
    Row("conduct:key", WHO_MAY_HAVE_A_PART),
    Row("conduct:vouchers", WHO_HANDLES_CASES),
    Row("conduct:vouch", WHO_HANDLES_CASES, {"key": 0}, method="post"),
    Row("conduct:add", EVERYBODY, {"case": "2026-AAAAAA"}, method="post"),
    Row("conduct:evidence", EVERYBODY, {"case": "2026-AAAAAA", "file": 0}),
]


def names(patterns: list[URLPattern | URLResolver], namespace: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield namespace + (pattern.name or str(pattern.pattern))
        else:
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from names(pattern.url_patterns, inner)


APPS = sorted({row.name.rpartition(":")[0] for row in TABLE})


def rows_of(app: str) -> list[Row]:
    """The rows of one app; of the pages that belong to none, if it is nameless."""
    return [row for row in TABLE if row.name.rpartition(":")[0] == app]


@pytest.fixture
def browsers(
    make_user: Callable[..., User], client_of: Callable[[User], Client], request: pytest.FixtureRequest
) -> dict[str, Client]:
    """A browser for everybody of EVERYBODY."""
    people = {role: client_of(make_user(role)) for role in Role.values}
    member = Client()
    session = member.session  # makes it, and sets its cookie
    session["member_id"] = request.getfixturevalue("someone_on_the_register")
    session.save()
    return {NOBODY_SIGNED_IN: Client(), MEMBER: member, **people}


@pytest.fixture
def someone_on_the_register(db: None) -> int:
    from hustings.register.models import Member

    return Member.objects.create(number="T1", name="Mira Member", email="mira@pilots.example").pk


@pytest.fixture
def a_job(make_user: Callable[..., User]) -> Job:
    return Job.objects.create(pk=UUID(int=1), task="tests.none", created_by=make_user(), state=Job.State.FAILED)


@contextmanager
def everything_put_back(browser: Client) -> Iterator[None]:
    """Let what is asked for in the block change neither the database nor the browser's cookies for the next address."""
    cookies = copy.deepcopy(browser.cookies)
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    browser.cookies = cookies


def is_let_in(browser: Client, row: Row, address: str = "") -> bool:
    """Turned away is: sent to a sign-in page, 401 or 403. Whatever else comes of it, the door was open."""
    response = getattr(browser, row.method)(address or reverse(row.name, kwargs=row.kwargs))
    assert response.status_code < 500, (row.name, row.method)
    to_sign_in = response.status_code == 302 and "sign-in/" in response.headers["Location"]
    return not to_sign_in and response.status_code not in (401, 403)


def test_every_address_has_a_row() -> None:
    assert sorted(names(get_resolver().url_patterns)) == sorted({row.name for row in TABLE})


@pytest.mark.parametrize("app", APPS)
def test_pages_open_to_those_of_their_rows_and_to_nobody_else(
    app: str, browsers: dict[str, Client], a_job: Job
) -> None:
    for row in rows_of(app):
        let_in = set()
        for who, browser in browsers.items():
            with everything_put_back(browser):
                if is_let_in(browser, row):
                    let_in.add(who)
        assert let_in == row.opens_to, (row.name, row.method)
