import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.voting import toy

from hustings.voting import KofN, VotingError, canonical, check_ballot
from hustings.voting.questions import read_question


@st.composite
def questions_and_choices(draw: st.DrawFn) -> tuple[KofN, list[int]]:
    size = draw(st.integers(1, 4))
    least = draw(st.integers(0, size))
    most = draw(st.integers(least, size))
    blank = draw(st.booleans())
    question = KofN("?", tuple(f"answer {i}" for i in range(size)), least, most, blank)
    if blank and draw(st.booleans()):
        return question, [1] + [0] * size
    chosen = draw(st.permutations(range(size)))[: draw(st.integers(least, most))]
    return question, [0] * blank + [int(i in chosen) for i in range(size)]


@given(questions_and_choices())
@settings(max_examples=30, deadline=None)
def test_any_allowed_choice_is_accepted_and_counted(pair: tuple[KofN, list[int]]) -> None:
    question, choice = pair
    election = toy.build("Ed25519", questions=[question], votes=[(0, [choice])], weights=[1])
    assert check_ballot(election.setup, election.ballots[0]).weight == 1
    assert election.records[-2].body == canonical.dumps({"result": [choice]})


@pytest.mark.parametrize(
    ("answers", "least", "most"), [((), 0, 0), (("a",), 2, 1), (("a",), 0, 2), (("a",), -1, 1)], ids=str
)
def test_question_that_cannot_be_answered(answers: tuple[str, ...], least: int, most: int) -> None:
    with pytest.raises(VotingError):
        KofN("?", answers, least, most)


def test_question_is_read_as_written() -> None:
    for blank in (False, True):
        question = KofN("?", ("a", "b"), 0, 2, blank)
        assert read_question(question.json(), "It") == question
        wrapped = {"type": "Homomorphic", "value": question.json(), "extra": {"method": "x"}}
        assert read_question(wrapped, "It") == question
    assert read_question({"answers": ["a"], "blank": False, "min": 0, "max": 1, "question": "?"}, "It").width == 1


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"type": "NonHomomorphic", "value": {"answers": [], "question": "?"}},
        {"type": "NonHomomorphic", "value": {"answers": ["a"], "min": 0, "question": "?"}},
        {"type": "Lists", "value": {"answers": [], "question": "?"}},
        {"type": "Lists", "value": {"answers": [["a"]], "question": "?"}},
        {"type": "Lists", "value": {"answers": ["ab"], "question": "?"}},
        {"type": "Drawn", "value": {"answers": ["a"], "question": "?"}},
        {"type": 5, "value": {}},
        {"answers": [1], "min": 0, "max": 1, "question": "?"},
        {"answers": ["a"], "min": "0", "max": 1, "question": "?"},
        {"answers": ["a"], "min": True, "max": 1, "question": "?"},
        {"answers": ["a"], "blank": 1, "min": 0, "max": 1, "question": "?"},
        {"question": "?", "answers": ["a"], "min": 0, "max": 1},
    ],
)
def test_question_of_unknown_kind_or_form(value: object) -> None:
    with pytest.raises(VotingError):
        read_question(value, "Question 1")
