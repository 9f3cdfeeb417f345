"""Where a person may go from the office: one line for each thing that a role lets them do."""

from dataclasses import dataclass, replace

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hustings.accounts.models import User


@dataclass(frozen=True)
class Link:
    """A page of the office: the name of its address, and the permission that opens it.

    Who lacks the permission `to_change` what is there reads `for_readers` instead of the explanation.
    """

    name: str
    permission: str
    label: str | Promise
    explanation: str | Promise
    in_header: bool = False
    to_change: str = ""
    for_readers: str | Promise = ""

    @property
    def url(self) -> str:
        return reverse(self.name)


@dataclass(frozen=True)
class Room:
    """Links that belong together, under the word for one part of the circle."""

    title: str | Promise
    links: tuple[Link, ...]


ROOMS = (
    Room(
        _("Register"),
        (
            Link(
                "register:members",
                "register.view_members",
                _("Members"),
                _("Find a member, correct their details, record what happened."),
                True,
                "register.change_members",
                _("Find a member, and read their details, standing and units."),
            ),
            Link(
                "register:imports",
                "register.import_members",
                _("Import members"),
                _("From a file of another program, checked row by row before anything changes."),
            ),
            Link(
                "register:duplicates",
                "register.merge_members",
                _("Likely duplicates"),
                _("People who may stand in the register twice: merge their records, or keep them apart."),
            ),
            Link(
                "register:cards",
                "register.issue_cards",
                _("Membership cards"),
                _("Who has none yet, and the next ones as a PDF."),
            ),
            Link(
                "register:erasures",
                "register.erase_members",
                _("Erasure"),
                _("Former members who asked that their data be erased."),
            ),
            Link(
                "register:rules",
                "register.change_rules",
                _("Rules of the register"),
                _("The cooling-off period for resignations, rejoining, and how long data is kept."),
            ),
            Link(
                "register:units",
                "register.view_units",
                _("Units"),
                _("Branches, regions and affiliated societies, and what each is part of."),
            ),
        ),
    ),
    Room(
        _("Franchise"),
        (
            Link(
                "franchise:franchise",
                "franchise.view_rules",
                _("Franchise"),
                _("The rules that say who may vote, the rolls frozen from them, and the challenges to a roll."),
                True,
            ),
            Link(
                "franchise:can_vote",
                "franchise.look_up",
                _("Can this member vote?"),
                _("The answer for one member on one day, with every reason."),
            ),
        ),
    ),
    Room(
        _("Elections"),
        (
            Link(
                "elections:office_list",
                "elections.view_office",
                _("Elections"),
                _("Set an election up, send its notices, run its poll, declare its result."),
                True,
                "elections.set_up",
                _("Every election: its timetable and contests, its notices, its poll and its result."),
            ),
            Link(
                "elections:unit_desk",
                "elections.act_for_unit",
                _("Nominations of your units"),
                _("Nominate for the units of which you are an officer, within their limits."),
            ),
            Link(
                "elections:secretaries",
                "elections.name_secretaries",
                _("Secretaries of units"),
                _("Who hands in the nominations of which unit."),
            ),
            Link(
                "elections:helpdesk_index",
                "elections.help_voters",
                _("Helpdesk"),
                _("Help electors who got no link or lost it, and print letters for those without e-mail."),
            ),
            Link(
                "elections:desks",
                "elections.view_desks",
                _("Your desks"),
                _("Make the key or the credentials of an election, and open its result."),
                True,
            ),
        ),
    ),
    Room(
        _("Council"),
        (
            Link(
                "council:office",
                "council.view_office",
                _("Bodies"),
                _("Committees and boards: their seats, meetings, motions, divisions and decisions."),
                True,
            ),
            Link(
                "council:office_instruments",
                "council.view_office",
                _("Instruments"),
                _("The texts that bodies adopt, what became of each clause of their sources, and who was consulted."),
            ),
            Link(
                "council:unit_desk",
                "elections.act_for_unit",
                _("What your units are asked"),
                _("Answer for the units of which you are an officer before a decision."),
            ),
        ),
    ),
    Room(
        _("Conduct"),
        (
            Link(
                "conduct:cases",
                "conduct.view_cases",
                _("Cases"),
                _("Complaints and what became of them: who must act next, until when."),
                True,
            ),
            Link(
                "conduct:pool",
                "conduct.manage_pool",
                _("The pool"),
                _("The members from whom reviewers, investigators and panels are drawn by lot."),
            ),
            Link(
                "conduct:rules",
                "conduct.manage_rules",
                _("Rules of conduct"),
                _("The text that complaints are made under, days for each step, panels, sanctions."),
            ),
        ),
    ),
    Room(
        _("People who work here"),
        (
            Link(
                "accounts:users",
                "accounts.manage_users",
                _("Users and roles"),
                _("Invite people, give them roles and end them."),
            ),
            Link(
                "register:unit_officers",
                "register.name_unit_officers",
                _("Officers of units"),
                _("Who sees the members of which branch or region."),
            ),
            Link(
                "accounts:organisation",
                "accounts.manage_organisation",
                _("The organisation"),
                _("Its name, colour, time zone, help contact, and whether two people must act together."),
            ),
            Link(
                "register:tokens",
                "register.manage_tokens",
                _("Access for other programs"),
                _("Tokens with which a membership system keeps the register in step."),
            ),
            Link("audit:log", "audit.view_log", _("Log"), _("Everything that was done here, and by whom."), True),
            Link(
                "jobs:jobs",
                "jobs.view_jobs",
                _("Work in the background"),
                _("How far imports, notices and counts are, and what came of them."),
            ),
        ),
    ),
)


def rooms_of(request: HttpRequest) -> list[Room]:
    """Return what this person's roles let them open, in the order of the circle."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return []
    with user.roles_read_once():
        allowed = [
            Room(room.title, tuple(_as_read_by(user, link) for link in room.links if user.has_perm(link.permission)))
            for room in ROOMS
        ]
    return [room for room in allowed if room.links]


def _as_read_by(user: User, link: Link) -> Link:
    may_change = not link.to_change or user.has_perm(link.to_change)
    return link if may_change else replace(link, explanation=link.for_readers)


def header_links(request: HttpRequest) -> list[Link]:
    """Return the few of them that stand in the header of every page."""
    return [link for room in rooms_of(request) for link in room.links if link.in_header]
