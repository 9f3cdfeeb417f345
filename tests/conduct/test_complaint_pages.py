"""Complaints by anybody, without an account: the steps, the receipt, following, adding, and those who misuse them."""

import io
import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image
from tests.conduct.codes import PASSPHRASE, SINCE, code_in_force, give_key, officer
from tests.council import bodies

from hustings.accounts.models import Attempt, Organisation, User
from hustings.conduct import files, receipts, vault
from hustings.conduct.models import Case, CaseEvent, EvidenceFile, PersonKey, Reading, Receipt
from hustings.council.models import Instrument
from hustings.register.models import Member

pytestmark = pytest.mark.django_db
NEW, FOLLOW = "/complaints/new/", "/complaints/follow/"


@pytest.fixture
def odo(organisation: Organisation) -> User:
    user = officer()
    give_key(user)
    return user


@pytest.fixture
def code(odo: User) -> Instrument:
    return code_in_force()


def day(days_ago: int) -> date:
    return bodies.days_ago(days_ago).date()


def form_at(browser: Client, days_ago: int = 3) -> tuple[str, dict[str, object]]:
    """The address of the form for an act of that day, and what a person fills in."""
    address = f"{NEW}?act_date={day(days_ago)}"
    page = browser.get(address).content.decode()
    token = re.search(r'name="token" value="([0-9a-f]{32})"', page)
    assert token, page
    return address, {"token": token[1], "clauses": ["2"], "respondent": "Ms Blackwood", "text": "She followed me home."}


def complain(browser: Client, **also: object) -> tuple[list[str], str]:
    """Send a complaint; the words of its receipt, and the page that shows them."""
    address, typed = form_at(browser)
    answer = browser.post(address, {**typed, **also}, follow=True)
    page = answer.content.decode()
    words = re.findall(r"<li>([a-z]{4,8})</li>", page)
    assert len(words) == 10, page
    return words, page


def errors_of(page: bytes) -> str:
    summary = re.search(r"error-summary__list\">(.*?)</ul>", page.decode(), re.DOTALL)
    return summary[1] if summary else ""


def photograph() -> SimpleUploadedFile:
    written = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "MAKERMARK"
    Image.new("RGB", (40, 30), "red").save(written, "JPEG", exif=exif)
    return SimpleUploadedFile("me at home.jpg", written.getvalue(), "image/jpeg")


def test_clauses_offered_are_those_in_force_on_the_day(client: Client, code: Instrument) -> None:
    now = client.get(f"{NEW}?act_date={day(3)}").content.decode()
    then = client.get(f"{NEW}?act_date={day(SINCE[0] - 5)}").content.decode()
    assert "followed home" in now and "Money of members" in now
    assert "followed home" not in then and "Money of members" not in then and "Nobody is threatened" in then
    too_early = client.get(f"{NEW}?act_date={day(SINCE[0] + 5)}").content
    assert "No text was in force on that day" in errors_of(too_early)
    assert "still to come" in errors_of(client.get(f"{NEW}?act_date={day(-2)}").content)
    assert "Write the date" in errors_of(client.get(f"{NEW}?act_date=soon").content)


def test_clause_of_another_version_is_refused(client: Client, code: Instrument) -> None:
    address, typed = form_at(client, SINCE[0] - 5)
    assert "clauses" in errors_of(client.post(address, {**typed, "clauses": ["3"]}).content)
    assert not Case.objects.exists()


def test_complaint_is_followed_and_added_to_without_an_account(client: Client, code: Instrument, odo: User) -> None:
    words, _page = complain(client, clauses=["2", "3"])
    case = Case.objects.get()
    assert sorted(case.allegations.values_list("clause", "act_date")) == [("2", day(3)), ("3", day(3))]
    assert client.post(reverse("conduct:complaint_words"), {}).status_code == 200, "not without saying they are noted"
    assert client.post(reverse("conduct:complaint_words"), {"noted": "on"}).url == reverse(
        "conduct:case", args=[case.reference]
    )
    assert client.get(reverse("conduct:complaint_words")).status_code == 302, "the words are shown no more"

    later = Client()
    assert later.get(reverse("conduct:case", args=[case.reference])).status_code == 302
    opened = later.post(FOLLOW, {"words": "\n".join(words).title()}, follow=True)
    assert "She followed me home." in opened.content.decode() and "About: Ms Blackwood" in opened.content.decode()
    added = later.post(
        reverse("conduct:add", args=[case.reference]), {"text": "Again today.", "evidence": [photograph()]}, follow=True
    )
    assert "Again today." in added.content.decode()
    file = EvidenceFile.objects.get()
    fetched = later.get(reverse("conduct:evidence", args=[case.reference, file.pk]))
    assert fetched["Content-Disposition"] == f'attachment; filename="evidence-{file.pk}.jpg"'
    assert "sandbox" in fetched["Content-Security-Policy"] and fetched["X-Content-Type-Options"] == "nosniff"
    assert b"MAKERMARK" not in fetched.content and Image.open(io.BytesIO(fetched.content)).size == (40, 30)
    assert Reading.objects.filter(evidence=file).count() == 1

    later.post(reverse("conduct:leave"))
    assert later.get(reverse("conduct:case", args=[case.reference])).status_code == 302
    assert later.get(reverse("conduct:evidence", args=[case.reference, file.pk])).status_code == 404


def test_officer_reads_with_the_passphrase_and_an_administrator_never_does(
    client: Client, code: Instrument, odo: User, administrator: User, client_of: object
) -> None:
    complain(client)
    address = reverse("conduct:case", args=[Case.objects.get().reference])
    office = Client()
    office.force_login(odo)
    assert "She followed me home." not in office.get(address).content.decode()
    wrong = office.post(reverse("conduct:unlock"), {"passphrase": "wrong", "next": address})
    assert "This passphrase is wrong" in errors_of(wrong.content)
    read = office.post(reverse("conduct:unlock"), {"passphrase": PASSPHRASE, "next": address}, follow=True)
    assert "She followed me home." in read.content.decode()
    cookie = office.cookies["conduct-key"]
    assert cookie["httponly"] and cookie["samesite"] == "Strict"

    other = Client()
    other.force_login(administrator)
    other.cookies["conduct-key"] = cookie.value
    assert other.get(address).status_code == 403
    # A colleague's browser with the officer's cookie is not the officer.
    cleo = officer("Cleo")
    colleague = Client()
    colleague.force_login(cleo)
    colleague.cookies["conduct-key"] = cookie.value
    assert "She followed me home." not in colleague.get(address).content.decode()


def test_officer_whom_it_is_about_is_left_out_and_never_let_in(client: Client, code: Instrument, odo: User) -> None:
    other = officer("Cleo")
    everybody = {"without": [str(odo.pk), str(other.pk)]}
    address, typed = form_at(client)
    assert "at least one" in errors_of(client.post(address, {**typed, **everybody}).content)
    assert "at least one" in errors_of(client.post(address, {**typed, "without": [str(odo.pk)]}).content), "no key yet"
    give_key(other)
    complain(client, without=[str(odo.pk)])
    case = Case.objects.get()
    complain(client, respondent="I think it was ODO, as always")  # who was not ticked
    assert case.parts.get(role="officer").user == Case.objects.latest("pk").parts.get(role="officer").user == odo
    office = Client()
    office.force_login(odo)
    office.post(reverse("conduct:unlock"), {"passphrase": PASSPHRASE})
    assert office.get(reverse("conduct:case", args=[case.reference])).status_code == 404
    assert case.reference not in office.get(reverse("conduct:cases")).content.decode()


def test_same_form_sent_twice_complains_once_and_gives_the_same_words(client: Client, code: Instrument) -> None:
    address, typed = form_at(client)
    first = client.post(address, typed, follow=True).content.decode()
    again = client.post(address, {**typed, "text": "Changed."}, follow=True).content.decode()
    assert Case.objects.count() == 1
    assert re.findall(r"<li>([a-z]{4,8})</li>", first) == re.findall(r"<li>([a-z]{4,8})</li>", again)


def test_bad_file_is_named_and_nothing_that_was_written_is_lost(client: Client, code: Instrument) -> None:
    address, typed = form_at(client)
    zipped = SimpleUploadedFile("all.zip", b"PK\x03\x04" + b"\0" * 40, "application/zip")
    page = client.post(address, {**typed, "evidence": [zipped]}).content
    assert "“all.zip” is an archive" in errors_of(page)
    assert b"She followed me home." in page and b"Ms Blackwood" in page and typed["token"].encode() in page  # type: ignore[attr-defined]
    assert b"The files you must choose again" in page
    many = [SimpleUploadedFile(f"{n}.txt", b"x") for n in range(files.MOST_FILES + 1)]
    assert "at most 5 at once" in errors_of(client.post(address, {**typed, "evidence": many}).content)
    assert not Case.objects.exists()


def test_hundred_megabytes_are_counted_not_kept(client: Client, code: Instrument) -> None:
    address, typed = form_at(client)
    huge = SimpleUploadedFile("film.pdf", b"%PDF-" + b"\0" * (100 << 20))
    page = client.post(address, {**typed, "evidence": [huge]}).content
    assert "“film.pdf” has 100.0\xa0MB; a file can have 10.0\xa0MB" in errors_of(page)
    assert b"She followed me home." in page


def test_scripts_in_text_are_shown_as_text(client: Client, code: Instrument) -> None:
    complain(client, text="<script>alert(1)</script>{{ 7|add:7 }}", respondent="<img src=x onerror=alert(1)>")
    page = client.get(reverse("conduct:case", args=[Case.objects.get().reference])).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7|add:7 }}" in page and "&lt;img src=x" in page
    assert "<script>alert" not in page and "<img src=x" not in page


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("able acorn", "10 words, and these are 2"),
        ("hamer " * 10, "Did you mean “hammer”?"),
        ("qwertz " * 10, "has the word “qwertz”. Check its spelling"),
        ("", "is empty"),
        ("<script> " * 10, "Did you mean"),
    ],
)
def test_slip_in_a_receipt_is_explained(client: Client, organisation: Organisation, typed: str, sentence: str) -> None:
    assert sentence in errors_of(client.post(FOLLOW, {"words": typed}).content)


def test_guessed_receipts_are_hopeless_and_stopped(
    client: Client, code: Instrument, monkeypatch: pytest.MonkeyPatch
) -> None:
    words, _page = complain(client)
    derived: list[bytes] = []
    derive = receipts._private_half
    monkeypatch.setattr(receipts, "_private_half", lambda w, salt: derived.append(salt) or derive(w, salt))
    guesser = Client()
    near = [*words[:9], next(word for word in receipts.word_list() if word != words[9])]
    stranger = [word for word in receipts.word_list() if word not in words][:10]
    answers = [errors_of(guesser.post(FOLLOW, {"words": " ".join(guess)}).content) for guess in (near, stranger)]
    assert answers[0] == answers[1] and "These words open no case" in answers[0]
    assert len(derived) == 2, "an unknown receipt costs the same slow hash as a known one"
    for _try in range(receipts.TRIES - 2):
        guesser.post(FOLLOW, {"words": " ".join(stranger)})
    assert "too many tries" in errors_of(guesser.post(FOLLOW, {"words": " ".join(words)}).content)
    assert len(receipts.word_list()) ** (receipts.ALL_WORDS - receipts.LOOKUP_WORDS) == 2**80


def test_time_that_runs_out_loses_nothing_that_was_written(
    client: Client, code: Instrument, monkeypatch: pytest.MonkeyPatch
) -> None:
    words, _page = complain(client)
    case = Case.objects.get()
    client.cookies.clear()
    address = reverse("conduct:add", args=[case.reference])
    page = client.post(address, {"text": "A long answer."}).content.decode()
    assert "A long answer." in page and "type the words of your receipt" in page
    wrong = client.post(address, {"text": "A long answer.", "words": " ".join(words[::-1])}).content.decode()
    assert "These words open no case" in wrong and "A long answer." in wrong
    sent = client.post(address, {"text": "A long answer.", "words": " ".join(words)}, follow=True)
    assert "A long answer." in sent.content.decode() and "It has been added" in sent.content.decode()
    assert CaseEvent.objects.filter(verb="add").count() == 1
    monkeypatch.setattr(vault, "MINUTES", -1)
    client.post(FOLLOW, {"words": " ".join(words)})
    assert client.get(reverse("conduct:case", args=[case.reference])).status_code == 302


def test_flood_of_complaints_from_one_address_is_stopped(client: Client, code: Instrument) -> None:
    address, typed = form_at(client)
    complain(client)
    key = Attempt.objects.get(kind="conduct.complaint").key
    Attempt.objects.bulk_create(Attempt(kind="conduct.complaint", key=key) for _ in range(19))
    page = client.post(address, typed).content
    assert "too many tries" in errors_of(page) and b"She followed me home." in page
    assert Case.objects.count() == 1


def test_complaint_in_ones_own_name_is_the_members_too(client: Client, code: Instrument) -> None:
    member = Member.objects.get(number="B0002")
    session = client.session
    session["member_id"] = member.pk
    session.save()
    complain(client, in_my_name="on")
    complain(client)
    named, unnamed = Case.objects.order_by("pk")
    assert named.complainant == member
    assert unnamed.complainant is None and not Receipt.objects.get(case=unnamed).member
    assert not unnamed.texts.exclude(author_member=None).exists()


def test_page_says_so_where_nobody_could_read_a_complaint(client: Client, organisation: Organisation) -> None:
    assert "No text is in force" in client.get("/complaints/").content.decode()
    code_in_force()
    assert "cannot be received here yet" in client.get("/complaints/").content.decode()
    assert client.get(NEW).url == "/complaints/"


def test_key_is_chosen_by_officers_and_members_and_by_nobody_else(
    client: Client, organisation: Organisation, administrator: User
) -> None:
    assert client.get(reverse("conduct:unlock")).url.startswith("/sign-in/")
    client.force_login(administrator)
    assert client.get(reverse("conduct:key")).url.startswith("/sign-in/")
    office = Client()
    office.force_login(officer())
    assert office.get(reverse("conduct:unlock")).url.startswith(reverse("conduct:key"))
    typed = {"passphrase": PASSPHRASE, "again": "something else entirely"}
    assert "not the same" in errors_of(office.post(reverse("conduct:key"), typed).content)
    short = {"passphrase": "short", "again": "short"}
    assert "too short" in errors_of(office.post(reverse("conduct:key"), short).content)
    chosen = office.post(
        reverse("conduct:key"), {"passphrase": PASSPHRASE, "again": PASSPHRASE, "next": "//evil.example"}
    )
    assert chosen.url == reverse("conduct:cases")
    # While the key is open another passphrase keeps it; when it is closed, there is a new key for which nobody vouches.
    key = PersonKey.objects.get()
    another = {"passphrase": "nine pale herons at dawn", "again": "nine pale herons at dawn"}
    office.post(reverse("conduct:key"), another)
    assert bytes(PersonKey.objects.get().public_key) == bytes(key.public_key)
    assert office.post(reverse("conduct:unlock"), {"passphrase": another["passphrase"]}).status_code == 302
    office.post(reverse("conduct:leave"))
    office.post(reverse("conduct:key"), another)
    assert PersonKey.objects.get().awaits_voucher
