import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hustings.voting import GROUPS, VotingError, get_group
from hustings.voting import logarithms as module
from hustings.voting.logarithms import Logarithms


@given(bound=st.integers(0, 3000), data=st.data())
@settings(max_examples=25, deadline=None)
def test_find_any_count_within_the_bound(bound: int, data: st.DataObject) -> None:
    group = get_group("BELENIOS-2048")
    wanted = data.draw(st.lists(st.integers(0, bound), min_size=1, max_size=4))
    logarithms = Logarithms(group, bound, len(wanted))
    assert [logarithms.find(x) for x in group.exp_many([group.generator] * len(wanted), wanted)] == wanted


@pytest.mark.parametrize("name", GROUPS)
@pytest.mark.parametrize("bound", [0, 1, 7, 100])
def test_find_nothing_beyond_the_bound(name: str, bound: int) -> None:
    group = get_group(name)
    logarithms = Logarithms(group, bound, 1)
    for n in (bound + 1, bound + 2, -1):
        with pytest.raises(VotingError, match="do not open"):
            logarithms.find(group.exp_many([group.generator], [n])[0])


def test_find_with_a_table_at_its_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_TABLE", 8)
    group = get_group("BELENIOS-2048")
    assert Logarithms(group, 1000, 1).find(group.exp_many([group.generator], [999])[0]) == 999
