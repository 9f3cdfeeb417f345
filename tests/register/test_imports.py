import csv
import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.db.models import Model
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from tests.register.conftest import AS_AT

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import User
from hustings.audit.models import AuditEvent
from hustings.register.actions import check_import, discard_import, start_import
from hustings.register.models import Member, MemberImport, StandingEvent, Unit, UnitMembership
from hustings.register.queries import standing
from hustings.register.standing import Word

Take = Callable[..., MemberImport]
FULL = (
    "Membership number,Name,E-mail,Address,DOB,Branch,Joined on,Paid up to,Status\n"
    '7,Zoë Ångström,ZOE@example.org,"1 High Street\nTown",29/02/1984,N1,2019-05-03,31.12.2026,Active\n'
)


def refusals(member_import: MemberImport) -> list[tuple[int, str, str]]:
    return [(one["row"], one["column"], one["reason"]) for one in member_import.examples.get("refused", [])]


def everything(*models: type[Model]) -> list[list[dict[str, object]]]:
    return [list(model.objects.order_by("pk").values()) for model in models]


def test_import_of_a_new_member_takes_every_field(bring_in: Take, north: Unit) -> None:
    assert bring_in(FULL).counts == {"new": 1, "changed": 0, "unchanged": 0, "refused": 0}
    member = Member.objects.get(number="7")
    assert (member.name, member.email, member.postal_address) == (
        "Zoë Ångström",
        "zoe@example.org",
        "1 High Street\nTown",
    )
    assert member.date_of_birth == date(1984, 2, 29)
    assert member.search_text == "7 zoe angstrom zoe@example.org"
    now = standing(member, AS_AT)
    assert (now.word, now.joined_on, now.paid_up_to) == (Word.GOOD, date(2019, 5, 3), date(2026, 12, 31))
    assert UnitMembership.objects.get().unit == north


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_import_reads_encodings_and_separators(bring_in: Take, encoding: str, separator: str) -> None:
    text = separator.join(["number", "name"]) + "\r\n" + separator.join(["1", '"Zoë\r\nLoïs"']) + "\r\n"
    bring_in(text.encode(encoding))
    assert Member.objects.get().name == "Zoë Loïs"


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_import_reads_headings_between_quotation_marks(bring_in: Take, separator: str) -> None:
    bring_in(
        separator.join(['"Member No"', '"Name, full"', '"Name"']) + "\r\n" + separator.join(['"1"', '""', '"Ann"'])
    )
    assert Member.objects.get().name == "Ann"


def test_same_file_twice_changes_nothing(bring_in: Take, north: Unit) -> None:
    bring_in(FULL)
    models = (Member, StandingEvent, UnitMembership, Unit)
    before = everything(*models)
    again = bring_in(FULL, as_at=date(2026, 10, 1))
    assert again.counts == {"new": 0, "changed": 0, "unchanged": 1, "refused": 0}
    assert everything(*models) == before


def test_check_changes_nothing(check: Take, north: Unit) -> None:
    checked = check(FULL)
    assert checked.counts["new"] == 1 and checked.state == MemberImport.State.CHECKED
    assert not Member.objects.exists() and not StandingEvent.objects.exists()


def test_import_of_changes_records_events_and_moves(bring_in: Take, north: Unit, south: Unit) -> None:
    bring_in("number,name,unit,joined,paid up to,standing\n1,Ann,N1,2020-01-01,2026-01-31,in arrears\n")
    later = date(2026, 9, 8)
    done = bring_in(
        "number,name,unit,paid up to,standing,email\n1,Ann Lee,South,2027-01-31,suspended,ann@example.org\n",
        as_at=later,
    )
    assert done.counts["changed"] == 1
    assert done.examples["changed"][0]["changed"] == ["name", "email", "renewed", "suspended", "units"]
    member = Member.objects.get()
    assert (member.name, member.email) == ("Ann Lee", "ann@example.org")
    assert [event.kind for event in member.standing_events.all()] == ["joined", "renewed", "suspended"]
    assert [(m.unit, m.from_date, m.to_date) for m in member.unit_memberships.all()] == [
        (north, date(2020, 1, 1), later),
        (south, later, None),
    ]


def test_blank_cells_leave_what_is_known(bring_in: Take, north: Unit) -> None:
    bring_in(FULL)
    header = FULL.splitlines()[0]
    assert bring_in(f"{header}\n7,,,,,,,,\n").counts["unchanged"] == 1
    assert Member.objects.get().email == "zoe@example.org"


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("1,Ann,ann@,,,", "email", "‘ann@’ is not an e-mail address."),
        ("1,Ann,,31/02/1990,,", "dob", "‘31/02/1990’ is not a date"),
        ("1,Ann,,2999-01-01,,", "dob", "‘2999-01-01’ is not a date"),
        ("1,Ann,,2190-01-01,,", "dob", "‘2190-01-01’ is still to come."),
        ("1,Ann,,,Nowhere,", "unit", "There is no unit with the code or name ‘Nowhere’."),
        ("1,Ann,,,,retired", "standing", "‘retired’ is no standing."),
        (",Ann,,,,", "number", "There is no membership number."),
        ("1,,,,,", "name", "There is no name"),
        ("1,Ann,,,,,extra", "", "The row has 7 cells, the heading 6."),
        ("1,A\0nn,,,,", "name", "NUL byte"),
        (f"1,{'x' * 100_000},,,,", "name", "100000 characters long"),
        ("0,Zed,,,,", "number", "The number 0 is in row 2 already."),
    ],
)
def test_row_is_refused_with_row_column_and_reason(check: Take, row: str, column: str, reason: str) -> None:
    checked = check(f"number,name,email,dob,unit,standing\n0,Good,,,,\n{row}\n")
    [(row_number, at, sentence)] = refusals(checked)
    assert (row_number, at) == (3, column)
    assert reason in sentence
    assert checked.counts["new"] == 1


def test_refused_rows_come_back_as_a_file_that_can_be_imported_when_corrected(
    bring_in: Take, make_member: Callable[..., Member]
) -> None:
    done = bring_in("number;name;e-mail\n1;Ann;not an address\n2;Bob;bob@example.org\n")
    with done.refused_rows.open() as file:
        text = file.read().decode("utf-8-sig")
    [row] = csv.DictReader(io.StringIO(text), delimiter=";")
    assert row["Row"] == "2" and row["Column"] == "e-mail" and "not an e-mail address" in row["Reason"]
    assert (row["number"], row["name"], row["e-mail"]) == ("1", "Ann", "not an address")
    assert bring_in(text.replace("not an address", "ann@example.org")).counts["new"] == 1
    assert Member.objects.get(number="1").email == "ann@example.org"


def test_refused_rows_hold_no_formula_and_come_back_as_they_were(bring_in: Take) -> None:
    formula = "=HYPERLINK(http://evil.example)"
    done = bring_in(f"number;name;e-mail\n1;{formula};@no address\n")
    with done.refused_rows.open() as file:
        text = file.read().decode("utf-8-sig")
    [row] = csv.DictReader(io.StringIO(text), delimiter=";")
    assert not [cell for cell in row.values() if cell[0] in "=+-@\t\r"]
    assert bring_in(text.replace("'@no address", "ann@example.org")).counts["new"] == 1
    assert Member.objects.get(number="1").name == formula


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "The file is empty"),
        (b"number,name\n", "at least one member"),
        (b"\n\n\n", "at least one member"),
        (b"number,name\n1,\x81\x8d", "cannot be read"),
        (b"\xff\xfen\x00u", "cannot be read"),
        (b"num\0ber,name\n1,Ann", "NUL bytes"),
        (b",".join([b"x"] * 201) + b"\n1", "does not look like headings"),
    ],
)
def test_file_that_is_none_is_refused(upload: Take, content: bytes, reason: str) -> None:
    with pytest.raises(ActionRefused, match=reason):
        upload(content)
    assert not MemberImport.objects.exists()


def test_quotation_mark_that_is_not_closed_fails_with_the_row(check: Take) -> None:
    with pytest.raises(ActionRefused, match="Row 3 cannot be read"):  # at once, if it is near the beginning
        check('number,name\n1,Ann\n2,"Bob\n3,Cy\n')
    checked = check("number,name\n" + "".join(f"{row},Ann\n" for row in range(2_100)) + '2101,"Bob\n')
    assert checked.state == MemberImport.State.FAILED
    assert "Row 2102 cannot be read" in checked.error


def test_columns_that_stand_twice_are_left_to_a_person(upload: Take, membership_secretary: User) -> None:
    matching = upload("number,name,Name\n1,Ann,Lee\n")
    assert matching.columns == {"number": 0}
    check_import(matching, {"number": 0, "name": 2}, membership_secretary)


def test_match_is_remembered_for_the_same_headings_in_any_order(
    upload: Take, membership_secretary: User, client_of: Callable[[User], Client]
) -> None:
    check_import(upload("ref,name,name\n1,Ann,Lee\n"), {"number": 0, "name": 2}, membership_secretary)
    again = upload("name,ref,name\nBob,2,Bob Ray\n")
    assert again.columns == {"number": 1, "name": 2}
    assert upload("name,ref\nBob,2\n").columns == {"name": 0}
    page = client_of(membership_secretary).get(f"/office/imports/{again.pk}/").content.decode()
    assert "chosen for the last file with these headings, members.csv" in page


@pytest.mark.parametrize(
    ("columns", "reason"), [({"name": 1}, "membership number"), ({"number": 0, "name": 0}, "several things")]
)
def test_match_without_a_number_or_with_a_column_twice_is_refused(
    upload: Take, membership_secretary: User, columns: dict[str, int], reason: str
) -> None:
    with pytest.raises(ActionRefused, match=reason):
        check_import(upload("a,b\n1,Ann\n"), columns, membership_secretary)


def test_import_starts_only_once(check: Take, membership_secretary: User) -> None:
    checked = check("number,name\n1,Ann\n")
    start_import(checked, membership_secretary)
    with pytest.raises(ActionRefused, match="being imported"):
        start_import(checked, membership_secretary)


def test_new_units_are_added_only_if_asked(bring_in: Take) -> None:
    bring_in("number,name,unit\n1,Ann,East;West\n2,Bob,East\n", add_units=True)
    assert sorted(Unit.objects.values_list("name", flat=True)) == ["East", "West"]
    assert UnitMembership.objects.filter(unit__code="East").count() == 2


@pytest.mark.parametrize(
    ("events", "row", "outcome"),
    [
        (["resigned"], "2026-08-01,,member", "rejoined"),
        (["lapsed"], "2026-08-01,2027-01-01,", "rejoined"),
        (["suspended"], ",,active", "reinstated"),
        (["suspended"], ",,lapsed", "lapsed"),
        ([], ",,deceased", "died"),
        (["excluded"], ",,member", "refused"),
        (["died"], ",,resigned", "refused"),
        (["resigned"], ",2027-01-01,", "refused"),
        ([], "2021-01-01,,", "refused"),
        ([], "2026-12-24,,", "refused"),
    ],
)
def test_standing_in_a_file_follows_the_transitions(
    bring_in: Take, make_member: Callable[..., Member], events: list[str], row: str, outcome: str
) -> None:
    member = make_member("1")
    for kind in events:
        StandingEvent.objects.create(member=member, kind=kind, effective_on=date(2026, 7, 1))
    done = bring_in(f"number,joined,paid up to,standing\n1,{row}\n")
    if outcome == "refused":
        assert done.counts["refused"] == 1 and member.standing_events.count() == 1 + len(events)
    else:
        assert member.standing_events.order_by("pk").last().kind == outcome


def test_failed_write_leaves_nothing_half_done(bring_in: Take, check: Take, membership_secretary: User) -> None:
    checked = check("number,name\n1,Ann\n2,Bob\n")
    Path(checked.source.path).write_text('number,name\n1,Ann\n2,Bob\n3,\'"x"y\n4,"z"w\n')
    start_import(checked, membership_secretary)
    from hustings.jobs.worker import run_pending

    run_pending()
    checked.refresh_from_db()
    assert checked.state == MemberImport.State.FAILED and not Member.objects.exists()


def test_import_is_logged_without_personal_data(bring_in: Take) -> None:
    bring_in("number,name\nM-77,Ann Unmistakable\n")
    event = AuditEvent.objects.get(verb="register.members_imported")
    assert event.facts["new"] == 1
    assert "Unmistakable" not in str(everything(AuditEvent)) and "M-77" not in str(everything(AuditEvent))


def test_discard_removes_the_files(
    check: Take, membership_secretary: User, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    checked = check("number,name\n1,Ann\n1,Bob\n")
    paths = [Path(checked.source.path), Path(checked.refused_rows.path)]
    assert all(path.exists() and path.is_relative_to(settings.DATA) for path in paths)
    assert all(path.stat().st_mode & 0o077 == 0 for path in paths)
    with django_capture_on_commit_callbacks(execute=True):
        discard_import(checked, membership_secretary)
    assert not any(path.exists() for path in paths)
    assert checked.examples == {}


cells = st.text(st.characters(codec="utf-8"), max_size=20) | st.sampled_from(
    ["1", "2", "3", "Ann", "a@b.example", "2020-02-30", "1/1/2020", "N1", "suspended", "member", "", '"', "x" * 3000]
)


@given(st.lists(st.lists(cells, min_size=1, max_size=6), min_size=1, max_size=6), st.sampled_from(",;\t"))
@hypothesis_settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_any_file_is_taken_or_refused_with_sentences_and_every_row_is_accounted_for(
    upload: Take, check: Take, rows: list[list[str]], separator: str
) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator).writerows([["number", "name", "email", "dob", "unit", "standing"], *rows])
    not_blank = sum(any(cell.strip() for cell in row) for row in rows)
    if not not_blank:
        with pytest.raises(ActionRefused, match="at least one member"):
            check(text.getvalue())
        return
    checked = check(text.getvalue())
    assert checked.state == MemberImport.State.CHECKED
    assert sum(checked.counts.values()) == not_blank
    assert all(reason.endswith(".") or "Known are" in reason for _row, _column, reason in refusals(checked))


@given(st.binary(max_size=300))
@hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_taken_or_refused_with_a_sentence(upload: Take, content: bytes) -> None:
    try:
        assert upload(b"number,name\n" + content).header == ["number", "name"]
    except ActionRefused as refusal:
        assert refusal.sentence
