"""Members and units of a small register, and files to import."""

from collections.abc import Callable
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hustings.accounts.models import User
from hustings.jobs.worker import run_pending
from hustings.register.actions import check_import, start_import, upload_import
from hustings.register.models import EventKind, Member, MemberImport, StandingEvent, Unit

AS_AT = date(2026, 9, 1)


@pytest.fixture
def north(db: None) -> Unit:
    return Unit.objects.create(name="North", kind="branch", code="N1")


@pytest.fixture
def south(db: None) -> Unit:
    return Unit.objects.create(name="South", kind="branch", code="S1")


@pytest.fixture
def make_member(db: None) -> Callable[..., Member]:
    """`make_member("7", joined=date(...))`: a member with one event."""

    def make(number: str, joined: date = date(2020, 1, 1), paid_up_to: date | None = None, **details: object) -> Member:
        member = Member.objects.create(**{"number": number, "name": f"Member {number}", **details})
        StandingEvent.objects.create(member=member, kind=EventKind.JOINED, effective_on=joined, paid_up_to=paid_up_to)
        return member

    return make


@pytest.fixture
def upload(membership_secretary: User, organisation: object) -> Callable[..., MemberImport]:
    """`upload("number,name\\n1,Ann")`: the import of a file, its columns matched, not yet checked."""

    def take(content: str | bytes, *, as_at: date = AS_AT, add_units: bool = False) -> MemberImport:
        data = content if isinstance(content, bytes) else content.encode()
        return upload_import(SimpleUploadedFile("members.csv", data), as_at, add_units, membership_secretary)

    return take


@pytest.fixture
def check(upload: Callable[..., MemberImport], membership_secretary: User) -> Callable[..., MemberImport]:
    """The same, and checked."""

    def checked(content: str | bytes, **options: object) -> MemberImport:
        member_import = upload(content, **options)
        check_import(member_import, member_import.columns, membership_secretary)
        run_pending()
        member_import.refresh_from_db()
        return member_import

    return checked


@pytest.fixture
def bring_in(check: Callable[..., MemberImport], membership_secretary: User) -> Callable[..., MemberImport]:
    """The same, and imported."""

    def imported(content: str | bytes, **options: object) -> MemberImport:
        member_import = check(content, **options)
        start_import(member_import, membership_secretary)
        run_pending()
        member_import.refresh_from_db()
        return member_import

    return imported
