import json

import pytest
from tests.voting.toy import QUESTIONS, Toy, compact

from hustings.voting import VotingError, credentials_record, election_record, new_trustee_key, parse_setup
from hustings.voting.elections import read_election


def test_setup_is_read_as_written(election: Toy) -> None:
    setup = election.setup
    assert setup.election.questions == QUESTIONS
    assert setup.total_weight == 4
    assert [trustee.name for trustee in setup.trustees] == ["Ann", ""]
    record = json.loads(setup.records[0])
    assert list(record) == ["version", "description", "name", "group", "public_key", "questions", "uuid"]
    named = election_record(
        uuid=setup.election.uuid,
        name="n",
        description="d",
        group=setup.election.group,
        questions=QUESTIONS,
        trustees=setup.records[1],
        administrator="a",
        credential_authority="c",
    )
    assert (read_election(named).administrator, read_election(named).credential_authority) == ("a", "c")


@pytest.mark.parametrize(
    "change",
    [
        {"version": 2},
        {"version": True},
        {"version": "1"},
        {"group": "RFC-3526-2048"},
        {"group": 5},
        {"public_key": "0" * 63 + "1"},
        {"public_key": "7" + "f" * 61 + "ec"},
        {"questions": []},
        {"questions": {}},
        {"uuid": "short"},
        {"uuid": "0" * 14},
        {"name": None},
        {"name": 1},
        {"language": "fr"},
        {"language": ["fr", 1]},
        {"note": "x"},
    ],
    ids=str,
)
def test_election_record_that_is_refused(small: Toy, change: dict[str, object]) -> None:
    with pytest.raises(VotingError):
        read_election(compact(json.loads(small.setup.records[0]) | change))


def test_election_record_with_language_is_read(small: Toy) -> None:
    record = compact(json.loads(small.setup.records[0]) | {"language": ["fr", "ltr"]})
    assert read_election(record).uuid == small.setup.election.uuid


def test_setup_whose_key_is_not_its_trustees(small: Toy) -> None:
    election, _, credentials = small.setup.records
    others = f'[["Single",{new_trustee_key("Ed25519").public}]]'
    with pytest.raises(VotingError, match="product"):
        parse_setup(election, others, credentials)


def test_setup_with_credentials_of_another_group(small: Toy) -> None:
    election, trustees, _ = small.setup.records
    other = credentials_record("BELENIOS-2048", [])
    assert parse_setup(election, trustees, other).total_weight == 0
    with pytest.raises(VotingError):
        parse_setup(election, trustees, '["4"]')
