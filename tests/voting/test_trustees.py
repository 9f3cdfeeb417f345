import json

import pytest
from tests.voting.toy import compact

from hustings.voting import GROUPS, VotingError, check_trustee_key, get_group, new_trustee_key, trustees_record
from hustings.voting.trustees import election_key, read_trustees


@pytest.mark.parametrize("name", GROUPS)
def test_new_trustee_key_is_accepted(name: str) -> None:
    key = new_trustee_key(name, "Zoë")
    check_trustee_key(name, key.public)
    trustees = read_trustees(get_group(name), trustees_record(name, [key.public]))
    assert trustees[0].name == "Zoë"
    group = get_group(name)
    assert group.exp_many([group.generator], [int(json.loads(key.private))]) == [election_key(group, trustees)]


def changed(public: str, **fields: object) -> str:
    return compact(json.loads(public) | fields)


def test_trustee_key_that_is_refused() -> None:
    key, other = new_trustee_key("Ed25519"), new_trustee_key("Ed25519")
    elsewhere = new_trustee_key("BELENIOS-2048")
    neutral = "0" * 63 + "1"
    for public in (
        "",
        "[]",
        key.public + " ",
        elsewhere.public,
        changed(key.public, pok=json.loads(other.public)["pok"]),
        changed(key.public, public_key=neutral),
        changed(key.public, public_key="7" + "f" * 61 + "ec"),
        changed(key.public, name=5),
        changed(key.public, note="x"),
        changed(key.public, signature=json.loads(key.public)["pok"]),
    ):
        with pytest.raises(VotingError, match="public key"):
            check_trustee_key("Ed25519", public)


def test_trustees_record_that_is_refused() -> None:
    group = get_group("Ed25519")
    public = new_trustee_key("Ed25519").public
    with pytest.raises(VotingError, match="same key twice"):
        trustees_record("Ed25519", [public, public])
    for record in ("[]", "{}", f'[["Other",{public}]]', f'[["Single",{public},1]]', f"[[{public}]]"):
        with pytest.raises(VotingError):
            read_trustees(group, record)
