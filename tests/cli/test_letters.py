"""`hustings credentials letters`: the credential authority's print run."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hustings.cli.letters import _electors
from hustings.cli.main import main
from hustings.elections.letter_words import Link

ANN, BOB = "ABCDE-FGHJKM-NPQRS-TUVWXY", "zzzzz-yyyyyy-xxxxx-wwwwww"
VOTE = "https://vote.example.org/vote/Ar9TModSDFE4Aw/"
LIST = (
    "\ufeffnumber,name,email,address,credential,link\r\n"
    f'0001,"Ann, the First",,"1 High Street\nLondon",{ANN},{VOTE}#{ANN}\r\n'
    f"0002,Bob,bob@pilots.example,,{BOB},{VOTE}#{BOB}\r\n"
)


def letters(folder: Path, content: str = LIST, *options: str) -> Result:
    path = folder / "list.csv"
    path.write_text(content, encoding="utf-8", newline="")
    command = ["credentials", "letters", str(path), "--out", str(folder / "letters.pdf")]
    result = CliRunner().invoke(main, [*command, "--poll", "Committee", "--organisation", "Pilots", *options])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def pages(folder: Path) -> int:
    return len(re.findall(rb"/Type /Page\b", (folder / "letters.pdf").read_bytes()))


def test_letters_for_those_without_email(tmp_path: Path) -> None:
    result = letters(tmp_path)
    assert result.exit_code == 0 and "1 letters" in result.output
    assert pages(tmp_path) == 1
    assert (tmp_path / "letters.pdf").stat().st_mode & 0o777 == 0o600
    assert "not overwritten" in letters(tmp_path).output


def test_letters_for_all_say_whose_address_is_missing(tmp_path: Path) -> None:
    result = letters(tmp_path, LIST, "--all", "--language", "fr")
    assert result.exit_code == 0 and "Line 3: Bob has no postal address" in result.output
    assert pages(tmp_path) == 2


def test_addresses_from_another_file(tmp_path: Path) -> None:
    (tmp_path / "addresses.csv").write_text('0002,"2 Low Street\nYork"\n')
    result = letters(tmp_path, LIST, "--all", "--addresses", str(tmp_path / "addresses.csv"))
    assert result.exit_code == 0 and "no postal address" not in result.output
    (tmp_path / "addresses.csv").write_text("0002\n")
    assert "not two columns" in letters(tmp_path, LIST, "--addresses", str(tmp_path / "addresses.csv")).output


def test_list_with_several_polls_and_guarded_cells(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(
        "numéro,nom,courriel,justificatif,lien Nord,lien Sud\n"
        f"1,'=Ann,,{ANN},{VOTE}#{ANN},https://x.example/#{ANN}\n2,Bob,,{BOB},,{VOTE}#{BOB}\n"
    )
    ann, bob = _electors(path)
    assert (ann.name, ann.address, ann.credential) == ("=Ann", "", ANN)
    assert ann.links == (Link(f"{VOTE}#{ANN}", "Nord"), Link(f"https://x.example/#{ANN}", "Sud"))
    assert bob.links == (Link(f"{VOTE}#{BOB}", "Sud"),)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "no lines below its heading"),
        ("number,name\n1,Ann\n", "is not the list of the desk"),
        (LIST.replace(BOB, "x", 1), "line 3: there is no credential"),
        (LIST.replace(f"#{ANN}", f"#{BOB}"), "line 2: a link does not end with the credential"),
        (LIST.replace("0002", "0002,x"), "line 3: there is no credential"),
        (LIST.replace('First",,', 'First",a@b.example,'), "--all"),
    ],
)
def test_list_that_cannot_be_used(tmp_path: Path, content: str, says: str) -> None:
    result = letters(tmp_path, content)
    assert result.exit_code == 1 and says in " ".join(result.output.split())
    assert not (tmp_path / "letters.pdf").exists()


def test_language_that_there_is_not(tmp_path: Path) -> None:
    assert "no words in the language xx" in letters(tmp_path, LIST, "--language", "xx").output
