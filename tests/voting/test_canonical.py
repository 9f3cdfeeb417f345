import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.voting import VotingError, canonical

VALUES = st.recursive(
    st.integers(0, canonical.MAX_NUMBER) | st.text() | st.booleans(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(VALUES)
def test_parse_what_dumps_wrote(value: object) -> None:
    assert canonical.parse(canonical.dumps(value), "It") == value


def test_dumps_escapes_as_the_protocol_demands() -> None:
    assert canonical.dumps('"\\/\b\f\n\r\t\x01\x7fé\u2028') == '"\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u007fé\u2028"'


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        '{"a": 1}',
        '{"a":1} ',
        '{"a":1,"a":1}',
        "1.0",
        "1e3",
        "-0",
        "01",
        "NaN",
        "Infinity",
        '"\\u0041"',
        '"\\/"',
        '"\x7f"',
        '"\\u001F"',
        '"\\ud800"',
        '"\ud800"',
        "9" * 5000,
        "[" * 100_000,
    ],
)
def test_parse_text_that_is_not_canonical(text: str) -> None:
    with pytest.raises(VotingError, match="It is not"):
        canonical.parse(text, "It")


@pytest.mark.parametrize(
    "value",
    [[], {"a": 1}, {"b": 1, "a": 1}, {"a": 1, "b": 1, "c": 1, "d": 1}, {"a": 1, "c": 1, "b": 1}, {"a": 1, "b": None}],
)
def test_fields_missing_extra_or_out_of_order(value: object) -> None:
    assert canonical.fields({"a": 1, "b": 2}, "It", "a", "b", "c?") == [1, 2, None]
    with pytest.raises(VotingError):
        canonical.fields(value, "It", "a", "b", "c?")


@pytest.mark.parametrize("text", ["", "-1", "01", "1 ", "1_0", "٣", "7", "9" * 2000, 1, None])
def test_decimal_out_of_form_or_range(text: object) -> None:
    assert canonical.decimal("6", "It", below=7) == 6
    with pytest.raises(VotingError):
        canonical.decimal(text, "It", below=7)


def test_weight_is_a_string_only_when_large() -> None:
    large = canonical.MAX_NUMBER + 1
    for n in (0, canonical.MAX_NUMBER, large, 10**12):
        assert canonical.weight(canonical.weight_json(n), "It") == n
    for wrong in (large, str(canonical.MAX_NUMBER), "-1", -1, True, 1.5, "01"):
        with pytest.raises(VotingError):
            canonical.weight(wrong, "It")


def test_decode_bytes_that_are_not_utf8() -> None:
    with pytest.raises(VotingError, match="UTF-8"):
        canonical.decode(b"\xff", "It")


def test_parse_at_any_depth_gives_a_value_or_a_sentence() -> None:
    refused = 0
    for depth in range(1, 3000, 7):
        try:
            canonical.parse("[" * depth + "]" * depth, "It")
        except VotingError:
            refused += 1
    assert 0 < refused < 3000 // 7
