"""Files as other systems and countries write them: titles above the headings, parts of names, other orders of dates."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import User
from hustings.register.actions import check_import
from hustings.register.imports.dates import read_date
from hustings.register.models import Member, MemberImport, Unit
from hustings.register.queries import standing
from hustings.register.standing import Word

Take = Callable[..., MemberImport]

GERMAN = """Mitgliedsnummer;Nachname;Vorname;E-Mail-Adresse;Straße;PLZ;Ort;Geburtsdatum;Ortsverein;Eintrittsdatum;Status
7001;Müller;Jürgen;jm@example.org;Hauptstraße 4;10115;Berlin;03.05.1944;North;01.02.2019;aktiv
"""
FRENCH = """N° d'adhérent;Nom;Prénom;Courriel;Rue;Code postal;Ville;Né(e) le;Section;Date d'adhésion;Statut
7001;Müller;Jürgen;jm@example.org;Hauptstraße 4;10115;Berlin;3 mai 1944;North;1er février 2019;à jour
"""


@pytest.mark.parametrize("text", [GERMAN, FRENCH])
def test_file_with_german_or_french_headings_is_read_as_it_came(
    bring_in: Take, check: Take, north: Unit, text: str
) -> None:
    bring_in(text.encode("cp1252"))
    member = Member.objects.get()
    assert (member.number, member.name, member.email) == ("7001", "Jürgen Müller", "jm@example.org")
    assert (member.postal_address, member.date_of_birth) == ("Hauptstraße 4\n10115 Berlin", date(1944, 5, 3))
    now = standing(member, date(2026, 9, 1))
    assert (now.word, now.joined_on) == (Word.GOOD, date(2019, 2, 1))
    assert check(text.encode("cp1252")).counts == {"new": 0, "changed": 0, "unchanged": 1, "refused": 0}


TITLED = """Members of the Fellowship,,,
,,,
Person,,Membership,
Member No.,Full Name,Branch,Date Joined
9001,Ann Lee,North,03/05/2024
9002,Bob Ray,Nowhere,03/05/2024
"""


def test_headings_are_found_under_titles_and_rows_keep_their_numbers(
    check: Take, north: Unit, client_of: Callable[[User], Client], membership_secretary: User
) -> None:
    checked = check(TITLED)
    assert (checked.heading_row, checked.counts["new"], checked.counts["refused"]) == (4, 1, 1)
    assert [each["row"] for each in checked.examples["refused"]] == [6]
    page = client_of(membership_secretary).get(f"/office/imports/{checked.pk}/").content.decode()
    assert "The headings stand in row 4" in page
    assert "Full Name (Ann Lee)" in page  # beside the heading, what the first row has there
    assert "3 May 2024" in page  # how the first row is read


def test_row_of_a_member_is_no_heading_where_no_heading_is_known(upload: Take) -> None:
    assert upload("socio,llamada,estado\n1,Ana,member\n").header == ["socio", "llamada", "estado"]


def test_order_of_day_and_month_is_told_by_the_file_and_can_be_said(
    upload: Take, membership_secretary: User, client_of: Callable[[User], Client]
) -> None:
    american = upload("number,name,joined\n1,Ann,05/03/2024\n2,Bob,12/31/2023\n")
    assert american.month_first
    assert not upload("number,name,joined\n1,Ann,05/03/2024\n2,Bob,31/12/2023\n").month_first
    page = f"/office/imports/{american.pk}/"
    client = client_of(membership_secretary)
    client.post(page, {"number": "0", "name": "1", "joined": "2", "month_first": "False"})
    american.refresh_from_db()
    assert not american.month_first


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("3 May 2024", date(2024, 5, 3)),
        ("03-May-2024", date(2024, 5, 3)),
        ("May 3, 2024", date(2024, 5, 3)),
        ("3. März 2024", date(2024, 3, 3)),
        ("14 févr. 2024", date(2024, 2, 14)),
        ("2024/05/03", date(2024, 5, 3)),
        ("2024-05-03 14:22:07", date(2024, 5, 3)),
        ("03.05.24", None),
        ("3 Mayday 2024", None),
        ("2024-05/03", None),
    ],
)
def test_days_are_read_as_people_write_them(text: str, day: date | None) -> None:
    assert read_date(text) == day


def test_month_comes_first_only_where_it_was_said_and_never_with_points() -> None:
    assert read_date("05/03/2024", month_first=True) == date(2024, 5, 3)
    assert read_date("05.03.2024", month_first=True) == date(2024, 3, 5)
    assert read_date("31/12/2024", month_first=True) is None


def test_whole_name_and_its_parts_are_not_mixed(upload: Take, membership_secretary: User) -> None:
    both = upload("number,full name,first name,last name\n1,Ann Lee,Ann,Lee\n")
    assert both.columns == {"number": 0, "name": 1}
    with pytest.raises(ActionRefused, match="not both"):
        check_import(both, {"number": 0, "name": 1, "given_name": 2}, membership_secretary)


def test_name_put_together_too_long_is_refused(check: Take) -> None:
    checked = check(f"number,first name,last name\n1,{'A' * 150},{'B' * 150}\n")
    assert checked.examples["refused"][0]["reason"] == "The cell is 301 characters long, and there is room for 200."
