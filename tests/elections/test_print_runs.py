"""Letters on paper: two kinds, two people, codes that are good once, and nothing left that could be read."""

import io
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import segno
from django.conf import settings
from django.test import Client
from django.urls import reverse
from PIL import Image
from tests.elections import polls

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import Organisation, Role, User
from hustings.audit.models import AuditEvent
from hustings.elections import letter_pdf
from hustings.elections.actions import print_runs
from hustings.elections.actions.print_runs import post_letters, print_again, print_letters, redeem_letter_code
from hustings.elections.letter_pdf import letters_pdf
from hustings.elections.letter_words import Letter, Link, Recipient
from hustings.elections.models import Board, LetterCode, PendingCredential, PrintRun
from hustings.elections.queries.print_runs import sent_to, standings, waiting
from hustings.jobs import files
from hustings.jobs.models import Job
from hustings.jobs.worker import run_pending
from hustings.register.models import Member

pytestmark = pytest.mark.django_db
FONTS = Path(letter_pdf.__file__).parents[1] / "site/static/build/fonts"
LINKS, CODES = PrintRun.Kind.LINKS, PrintRun.Kind.CODES


@pytest.fixture
def board(organisation: Organisation) -> Board:
    members = polls.make_members(4)
    Member.objects.filter(pk__in=[member.pk for member in members[:2]]).update(
        email="", postal_address="1 High Street\nLondon"
    )
    return polls.open_board(members)


@pytest.fixture
def helper(make_user: Callable[..., User]) -> User:
    return make_user(Role.HELPDESK)


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[Letter]:
    """The letters that were printed, as they were before they became a PDF."""
    letters: list[Letter] = []

    def note(made: list[Letter], **options: object) -> bytes:
        found = list(made)
        letters.extend(found)
        return letters_pdf(found, **options)

    monkeypatch.setattr(letter_pdf, "letters_pdf", note)
    return letters


def code_in(letter: Letter) -> str:
    return letter.codes[-1][1]


def without_email() -> list[Member]:
    return list(Member.objects.filter(email="").order_by("number"))


def test_two_people_print_two_letters_for_those_without_email(board: Board, helper: User, drawn: list[Letter]) -> None:
    election, members = board.election, without_email()
    assert [standing.waiting for standing in standings(election)] == [2, 2]
    links = print_letters(election, LINKS, polls.officer())
    codes = print_letters(election, CODES, helper)
    assert links.pdf.startswith(b"%PDF") and codes.pdf.startswith(b"%PDF") and len(drawn) == 4
    for member, link, code in zip(members, drawn[:2], drawn[2:], strict=True):
        credential = polls.credential(board, member)
        assert link.links[0].url == f"{settings.BASE_URL}/vote/{board.uuid}/#{credential}"
        assert link.codes == (("Your credential", credential),)
        assert link.address == f"{member.name}\n1 High Street\nLondon"
        assert credential not in str(code) and code_in(code) not in str(link)
        assert re.fullmatch("(?:[0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{4}", code_in(code))
    assert not waiting(election, LINKS) and not waiting(election, CODES)
    with pytest.raises(ActionRefused, match="has a letter of this kind already"):
        print_letters(election, LINKS, polls.officer())


def test_nobody_prints_or_sees_both_kinds(
    board: Board, helper: User, credential_authority: User, make_user: Callable[..., User]
) -> None:
    election = board.election
    printed = print_letters(election, LINKS, helper)
    with pytest.raises(ActionRefused, match="Somebody else must print"):
        print_letters(election, CODES, helper)
    third = make_user(Role.HELPDESK)
    for other in (polls.officer(), third):
        # Having printed nothing, they could have printed the codes next.
        with pytest.raises(ActionRefused, match="nobody else sees them"):
            print_again(printed.run, other)
    print_letters(election, CODES, polls.officer())
    board.election.credential_mode = "authority"
    board.election.save()
    with pytest.raises(ActionRefused, match="You make the credentials"):
        print_letters(election := board.election, CODES, credential_authority)
    with pytest.raises(ActionRefused, match="letter of this kind already"):
        print_letters(election, LINKS, helper)


def test_codes_are_kept_hashed_and_are_good_once_while_the_poll_is_open(
    board: Board, helper: User, drawn: list[Letter]
) -> None:
    member, other = without_email()
    print_letters(board.election, CODES, helper)
    code, codes = code_in(drawn[0]), [code_in(letter) for letter in drawn]
    stored = str(list(LetterCode.objects.values_list()))
    assert not any(code in stored or code.replace("-", "") in stored for code in codes)
    bare = code.replace("-", "")
    assert redeem_letter_code(bare, lambda each: each == other) is None
    assert redeem_letter_code(bare[:-1], lambda each: True) is None
    assert redeem_letter_code(bare, lambda each: each == member) == member
    assert redeem_letter_code(bare, lambda each: each == member) is None
    polls.close(board)
    assert not LetterCode.objects.exists()


def test_code_is_not_used_up_before_the_poll_opens(
    organisation: Organisation, helper: User, drawn: list[Letter]
) -> None:
    members = polls.make_members(1)
    Member.objects.update(email="")
    board = polls.ready_poll(members)
    print_letters(board.election, CODES, helper)
    bare = code_in(drawn[0]).replace("-", "")
    with pytest.raises(ActionRefused, match="works while that poll is open"):
        redeem_letter_code(bare, lambda each: True)
    polls.open_poll(board.election, polls.officer())
    assert redeem_letter_code(bare, lambda each: True) == members[0]


def test_new_code_replaces_the_one_before(board: Board, helper: User, drawn: list[Letter]) -> None:
    member = without_email()[0]
    for _ in range(2):
        print_letters(board.election, CODES, helper, member)
    first, second = (code_in(letter).replace("-", "") for letter in drawn)
    assert redeem_letter_code(first, lambda each: True) is None
    assert redeem_letter_code(second, lambda each: True) == member


def sign_in(client: Client, number: str, code: str) -> str:
    """Sign in as a voter with a letter does; the page that comes of it."""
    client.post("/sign-in/?next=/vote/x/", {"typed": number})
    answer = client.post(reverse("register:code") + "?letter=1", {"code": code})
    return answer.headers.get("Location", "") or answer.content.decode()


def test_member_without_email_signs_in_with_the_code(board: Board, helper: User, drawn: list[Letter]) -> None:
    member = without_email()[0]
    print_letters(board.election, CODES, helper)
    code = code_in(drawn[0])
    assert "This code is wrong" in sign_in(Client(), "0002", code)  # another member's number
    assert "This code is wrong" in sign_in(Client(), "9999", code)  # nobody's
    client = Client()
    # Typed by hand: small letters, no dashes, an O for a nought and an l for a one.
    typed = code.replace("-", " ").replace("0", "O").replace("1", "l").lower()
    assert sign_in(client, member.number, typed) == "/vote/x/"
    assert client.session["member_id"] == member.pk
    assert "This code is wrong" in sign_in(Client(), member.number, code)


def test_guessing_codes_is_slowed_down(board: Board, helper: User) -> None:
    client = Client()
    pages = [sign_in(client, "0001", "AAAABBBBCCC" + letter) for letter in "ABCDE"]
    client.post("/sign-in/", {"typed": "0001"})
    pages += [
        client.post(reverse("register:code") + "?letter=1", {"code": "AAAABBBBCCC" + letter}).content.decode()
        for letter in "FGHJKM"
    ]
    assert "This code is wrong" in pages[0]
    assert "too many tries" in pages[-1]


def test_posted_links_are_deleted_unless_they_are_to_be_sent_again(board: Board, helper: User) -> None:
    board.election.keep_credentials = False
    board.election.save()
    run = print_letters(board.election, LINKS, helper).run
    assert print_again(run, helper).pdf.startswith(b"%PDF")
    post_letters(run, helper)
    assert not PendingCredential.objects.filter(member__email="").exists()
    assert PendingCredential.objects.count() == 2
    run = PrintRun.objects.get()
    with pytest.raises(ActionRefused, match="posted already"):
        post_letters(run, helper)
    with pytest.raises(ActionRefused, match="were posted"):
        print_again(run, helper)
    with pytest.raises(ActionRefused, match="not kept on this server"):
        print_letters(board.election, LINKS, helper, without_email()[0])


def test_what_is_printed_is_on_the_record_and_names_no_code(board: Board, helper: User, drawn: list[Letter]) -> None:
    run = print_letters(board.election, CODES, helper).run
    event = AuditEvent.objects.get(verb="elections.letters_printed")
    assert (event.actor, event.object_id) == (helper.pk, str(run.pk))
    assert event.facts == {"election": board.election.pk, "kind": "codes", "letters": 2}
    assert [each.state for each in sent_to(board.election, without_email()[0])] == [
        "printed, not yet said to be posted"
    ]


def test_codes_printed_again_replace_those_before(board: Board, helper: User, drawn: list[Letter]) -> None:
    print_again(print_letters(board.election, CODES, helper).run, helper)
    first, again = (code_in(drawn[place]).replace("-", "") for place in (0, 2))
    assert redeem_letter_code(first, lambda each: True) is None
    assert redeem_letter_code(again, lambda each: True) == without_email()[0]


def test_many_letters_are_drawn_by_a_job_and_saved_by_whoever_printed_them(
    board: Board,
    helper: User,
    make_user: Callable[..., User],
    client_of: Callable[[User], Client],
    drawn: list[Letter],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(print_runs, "DRAWN_AT_ONCE", 1)
    client, slug = client_of(helper), board.election.slug
    answer = client.post(reverse("elections:letters_print", args=[slug, "codes"]))
    run = PrintRun.objects.get()
    assert answer.headers["Location"] == reverse("jobs:job", args=[run.job.pk])
    index = reverse("elections:letters", args=[slug])
    save = reverse("elections:letters_save", args=[slug, run.pk])
    assert "see how far it is" in client.get(index).content.decode()
    again = reverse("elections:letters_again", args=[slug, run.pk])
    assert "Wait for the file" in client.post(again, follow=True).content.decode()
    assert "not here" in client.post(save, follow=True).content.decode()
    run_pending()
    Job.objects.update(state=Job.State.QUEUED)  # a worker that was killed at the very end of it: all is done again
    run_pending()
    kept = files.find(run.job.pk)
    assert kept and not kept.read_bytes().startswith(b"%PDF")
    assert "Save the letters" in client.get(index).content.decode()
    assert client.post(save).content.startswith(b"%PDF")
    assert AuditEvent.objects.get(verb="elections.letters_saved").actor == helper.pk
    other = client_of(make_user(Role.HELPDESK))
    assert "nobody else sees them" in other.post(save, follow=True).content.decode()
    assert "Save the letters" not in other.get(index).content.decode()
    code = code_in(drawn[-1]).replace("-", "")
    assert redeem_letter_code(code, lambda each: True) == without_email()[-1]
    client.post(reverse("elections:letters_posted", args=[slug, run.pk]))
    assert files.find(run.job.pk) is None


def test_letters_are_printed_only_around_an_open_poll(board: Board, helper: User) -> None:
    polls.close(board)
    with pytest.raises(ActionRefused, match="until it closes"):
        print_letters(Board.objects.get().election, CODES, helper)


def test_pages_give_the_pdf_to_save(board: Board, helper: User, client_of: Callable[[User], Client]) -> None:
    client, slug = client_of(helper), board.election.slug
    index = reverse("elections:letters", args=[slug])
    assert "2 electors without an e-mail address wait" in client.get(index).content.decode()
    answer = client.post(reverse("elections:letters_print", args=[slug, "links"]))
    assert answer.headers["Content-Type"] == "application/pdf" and answer.headers["Cache-Control"] == "no-store"
    run = PrintRun.objects.get()
    again = client.post(reverse("elections:letters_again", args=[slug, run.pk]))
    assert again.content.startswith(b"%PDF")
    client.post(reverse("elections:letters_posted", args=[slug, run.pk]))
    assert PrintRun.objects.get().posted_at
    refused = client.post(reverse("elections:letters_print", args=[slug, "codes"]), follow=True)
    assert "Somebody else must print" in refused.content.decode()
    assert client.post(reverse("elections:letters_print", args=[slug, "other"])).status_code == 404


@pytest.mark.parametrize(
    ("postal", "expected"),
    [("1 High Street", "Ann\n1 High Street"), (" Ann\n1 High Street\n", "Ann\n1 High Street"), ("", "Ann")],
)
def test_address_names_the_member_once(postal: str, expected: str) -> None:
    assert Recipient("1", "Ann", postal).window == expected


@pytest.mark.skipif(not shutil.which("pdftoppm"), reason="poppler-utils are not installed")
def test_qr_code_on_the_page_is_the_link(tmp_path: Path) -> None:
    url = "https://vote.example.org/vote/Ar9TModSDFE4Aw/#ABCDE-FGHJKL-MNPQR-STUVWX"
    letter = Letter("Ann", "1", "Vote", (), links=(Link(url),))
    path = tmp_path / "letter.pdf"
    path.write_bytes(letters_pdf([letter], fonts=FONTS, title="Letters", sender="Pilots"))
    dots = 300
    page = subprocess.run(["pdftoppm", "-r", str(dots), "-gray", path], capture_output=True, check=True).stdout
    image = Image.open(io.BytesIO(page))
    black = image.point(lambda shade: shade < 128 and 255)
    matrix = segno.make(url, error="m", micro=False).matrix
    per_mm = dots / 25.4
    left = round(letter_pdf.MARGIN * per_mm)
    # The square begins where the first dark line as long as a corner's begins.
    corner = round(letter_pdf.QR_SIZE / len(matrix) * 6 * per_mm)
    top = next(
        y
        for y in range(round(100 * per_mm), image.height)
        if all(black.getpixel((x, y)) for x in range(left + 2, left + corner))
    )
    module = letter_pdf.QR_SIZE / len(matrix) * per_mm
    seen = [
        [bool(black.getpixel((left + int((x + 0.5) * module), top + int((y + 0.5) * module)))) for x in range(len(row))]
        for y, row in enumerate(matrix)
    ]
    assert seen == [[bool(dark) for dark in row] for row in matrix]


def test_many_letters_are_one_page_each(tmp_path: Path) -> None:
    letters = [
        Letter(f"Ann {n}\n1 High Street", f"{n}", "Vote", ("Dear",), (Link("https://x.example/#a"),), (("Code", "A"),))
        for n in range(20)
    ]
    told: list[int] = []
    pdf = letters_pdf(letters, fonts=FONTS, title="Letters", sender="Pilots", told=told.append)
    assert len(re.findall(rb"/Type /Page\b", pdf)) == 20 and told == list(range(1, 21))
