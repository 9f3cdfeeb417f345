import json
from collections.abc import Callable

import pytest
from tests.voting.toy import DATA

from hustings.voting import (
    GROUPS,
    VotingError,
    credentials_record,
    get_group,
    new_credential,
    new_short_credential,
    new_uuid,
    public_credential,
)
from hustings.voting.credentials import BASE58, read_credentials

UUID = "abcdefghijkmno"


@pytest.mark.parametrize("name", GROUPS)
@pytest.mark.parametrize("make", [new_credential, new_short_credential])
def test_public_credential_of_any_spelling(name: str, make: Callable[[], str]) -> None:
    credential = make()
    public = public_credential(name, UUID, credential)
    assert public_credential(name, UUID, f" {credential.replace('-', '')}\n") == public
    assert public_credential(name, "bcdefghijkmnop", credential) != public


@pytest.mark.parametrize("mistyped", ["", "abc", "0" * 22, "l" * 15, "é" * 22, "1" * 14 + "2", "1" * 21, "1" * 23])
def test_public_credential_mistyped(mistyped: str) -> None:
    with pytest.raises(VotingError, match="mistyped"):
        public_credential("Ed25519", UUID, mistyped)


def test_short_credential_with_any_wrong_character() -> None:
    credential = new_short_credential().replace("-", "")
    for i in range(15):
        # The next digit: the check, modulo 53, cannot tell digits that are 53 apart.
        other = BASE58[(BASE58.index(credential[i]) + 1) % 58]
        with pytest.raises(VotingError, match="check character"):
            public_credential("Ed25519", UUID, credential[:i] + other + credential[i + 1 :])


def test_public_credential_of_the_reference_tool() -> None:
    folder = DATA / "small-approval-2048"
    uuid = next(folder.glob("*.bel")).stem
    lines = (folder / "private_creds.txt").read_text().splitlines()
    publics = {public_credential("BELENIOS-2048", uuid, line.split()[1]) for line in lines}
    assert len(publics) == 6
    archive = next(folder.glob("*.bel")).read_text()
    assert all(public in archive for public in publics)


def test_new_identifiers_differ() -> None:
    assert len({new_uuid() for _ in range(50)} | {new_credential() for _ in range(50)}) == 100


@pytest.mark.parametrize("name", GROUPS)
def test_credentials_record_is_sorted_and_read_back(name: str) -> None:
    publics = [public_credential(name, UUID, new_credential()) for _ in range(6)]
    plain = credentials_record(name, [(public, 1) for public in publics])
    assert read_credentials(get_group(name), plain) == dict.fromkeys(publics, 1)
    assert "," not in json.loads(plain)[0]
    weighted = credentials_record(name, [(public, weight) for weight, public in enumerate(publics)])
    assert read_credentials(get_group(name), weighted) == {public: weight for weight, public in enumerate(publics)}


def test_credentials_record_that_is_refused() -> None:
    group = get_group("Ed25519")
    first, second = sorted((public_credential("Ed25519", UUID, new_credential()) for _ in range(2)), key=group.parse)
    for entries in ([(first, 1), (first, 2)], [(group.text(group.neutral), 1)], [("00", 1)], [(first, -1)]):
        with pytest.raises(VotingError, match="Credential"):
            credentials_record("Ed25519", entries)
    order_two = "7" + "f" * 61 + "ec"
    for record in ([second, first], [first, first], [f"{first},01"], [f"{first},-1"], [f"{first},"], [order_two], [1]):
        with pytest.raises(VotingError, match="redential"):
            read_credentials(group, json.dumps(record, separators=(",", ":")))
