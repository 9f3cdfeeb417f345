"""What people read: tables and pictures, for every rule."""

import csv
import io
import json
import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.counting import RULES, Count, Lot, Profile, count, formats, reports
from hustings.counting.record import decimal, figure

WARD = Path(__file__).parents[1] / "data" / "counting" / "north_lanarkshire_2017_ward11.csv"
NAMES = ["Ann <script>", "Bob & Co", "Cy", 'Di "D"']
PROFILES = {
    "totals": Profile.from_totals(NAMES, [53, 24, 23, 0], ballots=100),
    "lists": Profile.from_totals(NAMES, [53, 24, 23, 0], ballots=100),
    "rankings": Profile.from_rankings(NAMES, {(0, 1, 2): 30, (1, 2): 25, (2, 1, 3): 20, (3, 0): 9}),
    "approvals": Profile.from_approvals(NAMES, {(0, 1): 30, (1, 2): 25, (2,): 20, (3, 0): 9}),
    "scores": Profile.from_scores(NAMES, [([5, 3, 0, None], 30), ([0, 4, 5, 1], 25), ([2, 2, 5, 5], 9)]),
}
SINGLE = {identifier for identifier, rule in RULES.items() if rule.one_seat}


def counted(rule: str) -> Count:
    return count(PROFILES[RULES[rule].needs], rule, 1 if rule in SINGLE else 2, Lot("reports"))


@pytest.fixture(params=list(RULES))
def result(request: pytest.FixtureRequest) -> Count:
    return counted(request.param)


def test_every_rule_writes_all_tables_with_the_same_figures(result: Count) -> None:
    stages = len(result.stages)
    rows = list(csv.reader(io.StringIO(reports.csv_table(result))))
    assert rows[0][2:] == [f"Stage {number}" for number in range(1, stages + 1)]
    plain = json.loads(reports.json_text(result))
    for c, row in enumerate(rows[1 : 1 + len(NAMES)]):
        assert row[0] == NAMES[c]
        assert row[2:] == [stage["votes"][c] for stage in plain["stages"]]
        assert (row[1] == "elected") == (c in result.elected)
    text = reports.text_table(result)
    assert all(sentence in text for sentence in result.sentences)
    html = ElementTree.fromstring(reports.html_table(result))
    assert [cell.text for cell in html.findall("./tbody/tr/th")][: len(NAMES)] == NAMES


def test_every_rule_draws_a_picture_that_stands_alone(result: Count) -> None:
    svg = reports.picture_svg(result)
    root = ElementTree.fromstring(svg)
    space = "{http://www.w3.org/2000/svg}"
    assert root.find(f"{space}title") is not None
    description = root.find(f"{space}desc")
    assert description is not None and description.text
    assert not re.search(r"href|url\(|<script|<style|style=", svg)
    assert root.get("width") == "100%"
    width = int((root.get("viewBox") or "").split()[2])
    assert width == 320 or result.matrix is not None


def test_bars_show_the_line_of_election_at_the_last_elected() -> None:
    svg = reports.bars_svg(counted("block"))
    assert "line of election: 24 votes" in svg
    assert "53 · elected" in svg


def test_bars_keep_the_line_of_election_off_the_words() -> None:
    svg = ElementTree.fromstring(reports.bars_svg(counted("block")))
    words = [int(text.get("y")) for text in svg.findall("{*}text")]
    pieces = [(int(line.get("y1")), int(line.get("y2"))) for line in svg.findall("{*}line")]
    assert pieces
    assert all(y + 4 < above or y - 11 > below for y in words for above, below in pieces)


def test_bars_are_told_in_the_words_given_and_need_no_line() -> None:
    bars = [reports.Bar("Oui", 3, "3", won=True), reports.Bar("Non", 2, "2", won=False)]
    svg = reports.draw_bars(bars, "Voix", won="le plus de voix")
    assert "<desc>Oui 3 (le plus de voix); Non 2.</desc>" in svg
    assert "stroke-dasharray" not in svg


def test_flow_names_the_fate_of_every_candidate() -> None:
    result = count(formats.load(WARD), "scottish-stv", 4)
    told = " ".join(words_of(reports.flow_svg(result)))
    for c, name in enumerate(result.candidates):
        assert f"{name} ({'elected' if c in result.elected else 'excluded'}, stage" in told


def test_flow_lets_a_long_name_go_on_in_the_next_line() -> None:
    name = "Ada Ashworth-Featherstonehaugh of the Upper Valleys and the Islands"
    result = count(formats.read(f'2 1\n3 1 0\n2 2 1 0\n0\n"{name}"\n"Bo"\n"Long names"\n'.encode()), "scottish-stv", 1)
    lines = words_of(reports.flow_svg(result))
    assert max(len(line) for line in lines) < 50
    assert f"1 {name} (elected, stage 1)" in " ".join(lines).replace("  ", " ")


def words_of(svg: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]


def test_matrix_is_refused_where_no_pairs_are_compared() -> None:
    with pytest.raises(ValueError, match="compares no pairs"):
        reports.matrix_svg(counted("fptp"))


def test_figures_are_exact_decimals() -> None:
    result = count(formats.load(WARD), "scottish-stv", 3)
    for stage in result.stages:
        held = sum(Decimal(result.figure(votes)) for votes in stage.votes)
        nobody = Decimal(result.figure(stage.non_transferable)) + Decimal(result.figure(stage.lost_to_rounding))
        assert held + nobody == result.valid


def test_html_tells_transfers_with_their_sign() -> None:
    html = reports.html_table(counted("scottish-stv"))
    assert re.search(r'class="transfer">\+\d', html)
    assert re.search(r'class="transfer">−\d', html)


@given(st.integers(-(10**14), 10**14), st.sampled_from([1, 3, 8, 100, 10**5, 10**9, 10**12]))
def test_figure_of_any_scale_is_the_decimal_of_the_fraction(value: int, scale: int) -> None:
    assert figure(value, scale) == decimal(Fraction(value, scale))
