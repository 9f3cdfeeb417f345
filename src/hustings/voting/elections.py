"""The election record, and the setup: election, trustees and credentials checked against each other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from . import canonical
from .credentials import UUID, read_credentials
from .digests import sha256_base64
from .errors import VotingError
from .groups import Element, Group, get_group
from .questions import Question, Ranked, read_question
from .trustees import Trustee, election_key, read_trustees


@dataclass(frozen=True)
class Election:
    """An election record as read; `hash` is its fingerprint phi, in unpadded Base64."""

    uuid: str
    name: str
    description: str
    group: str
    key: Element
    questions: tuple[Question, ...]
    administrator: str
    credential_authority: str
    hash: str


@dataclass(frozen=True)
class Setup:
    """Everything that is fixed before the first ballot, checked. `weights` is by public credential."""

    election: Election
    trustees: tuple[Trustee, ...]
    weights: Mapping[str, int]
    records: tuple[str, str, str]

    @property
    def group(self) -> Group:
        return get_group(self.election.group)

    @cached_property
    def total_weight(self) -> int:
        """The sum of the weights of all credentials, voted or not."""
        return sum(self.weights.values())


def election_record(
    *,
    uuid: str,
    name: str,
    description: str,
    group: str,
    questions: Sequence[Question],
    trustees: str,
    administrator: str = "",
    credential_authority: str = "",
) -> str:
    """The election record for a trustees record. Raises VotingError."""
    members = get_group(group)
    record = {
        "version": 1,
        "description": description,
        "name": name,
        "group": group,
        "public_key": members.text(election_key(members, read_trustees(members, trustees))),
        "questions": [question.json() for question in questions],
        "uuid": uuid,
    }
    if administrator:
        record["administrator"] = administrator
    if credential_authority:
        record["credential_authority"] = credential_authority
    text = canonical.dumps(record)
    read_election(text)
    return text


def read_election(record: str) -> Election:
    """An election from its record. Raises VotingError."""
    what = "The election record"
    version, description, name, group_name, key, questions, uuid, administrator, authority, language = canonical.fields(
        canonical.parse(record, what),
        what,
        *("version", "description", "name", "group", "public_key", "questions", "uuid"),
        *("administrator?", "credential_authority?", "language?"),
    )
    if version != 1 or isinstance(version, bool):
        raise VotingError(f"{what} is of version {version}; only version 1 is known.")
    group = get_group(canonical.string(group_name, f"{what}: the group"))
    if not UUID.fullmatch(canonical.string(uuid, f"{what}: uuid")):
        raise VotingError(f"{what}: the uuid is not 14 or more Base58 characters.")
    if language is not None:
        for part in canonical.array(language, f"{what}: language", 2):
            canonical.string(part, f"{what}: language")
    entries = canonical.array(questions, f"{what}: questions")
    if not entries:
        raise VotingError(f"{what} has no questions.")
    read_questions = tuple(read_question(entry, f"Question {i}") for i, entry in enumerate(entries, 1))
    for question in read_questions:
        if isinstance(question, Ranked):
            question.check_room(group)
    return Election(
        uuid=uuid,
        name=canonical.string(name, f"{what}: name"),
        description=canonical.string(description, f"{what}: description"),
        group=group.name,
        key=group.read_member(key, f"{what}: the public key"),
        questions=read_questions,
        administrator=canonical.string(administrator or "", f"{what}: administrator"),
        credential_authority=canonical.string(authority or "", f"{what}: credential_authority"),
        hash=sha256_base64(record),
    )


def parse_setup(election: str, trustees: str, credentials: str, *, accept_2_0_threshold: bool = False) -> Setup:
    """Read the three records that set an election up and check them all. Raises VotingError.

    `accept_2_0_threshold` lets threshold trustees pass in the formats of releases 2.0 and 2.5, which sign less.
    """
    opened = read_election(election)
    group = get_group(opened.group)
    keys = read_trustees(group, trustees, accept_2_0_threshold=accept_2_0_threshold)
    if election_key(group, keys) != opened.key:
        raise VotingError("The election's public key is not the product of its trustees' keys.")
    weights = read_credentials(group, credentials)
    if any(isinstance(question, Ranked) for question in opened.questions) and any(w != 1 for w in weights.values()):
        raise VotingError("A credential's weight is not 1, which an election with a ranked question cannot respect.")
    group.prepare(opened.key)
    return Setup(opened, keys, weights, (election, trustees, credentials))
