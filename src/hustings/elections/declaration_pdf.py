"""A declaration as a PDF to print, sign by hand and put up."""

import json
import re
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import find
from django.template.loader import render_to_string
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from fpdf import FPDF
from fpdf.enums import XPos, YPos

from hustings.accounts.queries import in_zone
from hustings.elections.methods import options_set
from hustings.elections.models import Declaration
from hustings.elections.pictures import outcome_picture
from hustings.elections.queries.results import outcomes
from hustings.elections.stage_tables import retold, stage_table, tie_sentence

FONT = "DejaVu"
STAGES_PER_LINE = 6
PICTURE_WIDTH = 110  # millimetres


class Paper(FPDF):
    """A4 with our font and the number of each page."""

    def __init__(self, title: str, subject: str) -> None:
        super().__init__()
        for style, name in (("", "DejaVuSans.ttf"), ("B", "DejaVuSans-Bold.ttf")):
            path = find(f"build/fonts/{name}")
            if path is None:
                raise FileNotFoundError(f"build/fonts/{name} is missing: run `make env`, which builds the front end.")
            self.add_font(FONT, style, Path(path))
        self.set_title(title)
        self.set_subject(subject)
        self.set_auto_page_break(True, margin=20)
        self.add_page()

    def footer(self) -> None:
        self.set_y(-15)
        self.set_font(FONT, size=8)
        self.cell(0, 8, _("Page {page}").format(page=self.page_no()), align="C")

    def line_of_text(self, text: str, size: float = 10, style: str = "") -> None:
        self.set_font(FONT, style, size)
        self.multi_cell(0, size * 0.55, text, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def heading(self, text: str, size: float = 13) -> None:
        self.ln(3)
        self.line_of_text(text, size, "B")
        self.ln(1)

    def picture(self, svg: str) -> None:
        """Draw a picture, over several pages if it is taller than one; no word and no bar is cut in two."""
        width, height = map(int, re.findall(r'viewBox="0 0 (\d+) (\d+)"', svg)[0])
        scale = PICTURE_WIDTH / width
        done = 0
        while done < height:
            if self.y + (height - done) * scale > self.page_break_trigger:
                self.add_page()
            end = min(height, done + int((self.page_break_trigger - self.y) / scale))
            part = (height if end == height else _last_gap(svg, done, end)) - done
            with self.rect_clip(self.x, self.y, PICTURE_WIDTH, part * scale):
                self.image(BytesIO(svg.encode()), x=self.x, y=self.y - done * scale, w=PICTURE_WIDTH)
            self.ln(part * scale)
            done += part

    def rows(self, rows: list[tuple[str, ...]], widths: tuple[int, ...], headed: bool = False) -> None:
        self.set_font(FONT, size=9)
        with self.table(
            col_widths=widths, first_row_as_headings=headed, borders_layout="HORIZONTAL_LINES", text_align="LEFT"
        ) as table:
            for row in rows:
                table.row(row)


def declaration_pdf(declaration: Declaration) -> bytes:
    """The PDF of a declaration, from its signed document; the pictures are drawn from the published result."""
    document = json.loads(declaration.document)
    paper = Paper(_("Declaration: {election}").format(election=document["election"]), declaration.hash)
    paper.line_of_text(document["organisation"], 11)
    paper.heading(_("Declaration of the result: {election}").format(election=document["election"]), 17)
    if document["correction"]:
        paper.line_of_text(
            _("This declaration, number {number}, corrects the one before: {correction}").format(**document), 10, "B"
        )
    paper.rows(
        [
            (_("Declared"), _moment(document["declared_at"])),
            (_("Poll"), f"{_moment(document['opened_at'])} – {_moment(document['closed_at'])}"),
            *(
                (_("Extended"), f"{_moment(e['from'])} – {_moment(e['to'])}: {e['reason']}")
                for e in document["extensions"]
            ),
            (_("Returning officer"), document["returning_officer"]),
            (_("Scrutineer"), document["scrutineer"] or _("none")),
        ],
        (1, 3),
    )
    for contest, outcome in zip(document["contests"], outcomes(declaration.election), strict=True):
        _contest(paper, retold(contest, outcome.count), outcome_picture(outcome))
    for board in document["boards"]:
        _board(paper, board)
    paper.heading(_("Signature"))
    paper.line_of_text(_("SHA-256 of the signed document: {hash}").format(hash=declaration.hash), 8)
    paper.line_of_text(_("Ed25519 signature (Base64): {signature}").format(signature=declaration.signature), 8)
    return bytes(paper.output())


def _last_gap(svg: str, start: int, end: int) -> int:
    """The lowest line between two heights of a picture that no word and no bar crosses; `end` if there is none."""
    taken = [(int(y) - 12, int(y) + 5) for y in re.findall(r'<text [^>]*?\by="(\d+)"', svg)]
    bars = re.findall(r'<rect [^>]*?\by="(\d+)"[^>]*?\bheight="(\d+)"', svg)
    taken += [(int(y), int(y) + int(tall)) for y, tall in bars]
    return next((y for y in range(end, start, -1) if not any(top < y < foot for top, foot in taken)), end)


def _moment(text: str) -> str:
    moment = parse_datetime(text) if text else None
    return in_zone(moment) if moment else "–"


def _contest(paper: Paper, contest: dict[str, Any], picture: str) -> None:
    paper.heading(contest["title"])
    if contest.get("annulled"):
        paper.line_of_text(_("This contest is annulled: {reason}").format(reason=contest["annulled"]))
        return
    if contest["unopposed"]:
        paper.line_of_text(_("Elected unopposed: {names}.").format(names=", ".join(contest["elected"]) or _("nobody")))
        return
    facts = [
        (_("Electorate"), f"{contest['electorate']:,}"),
        (_("Ballots"), f"{contest['ballots']:,} ({contest['turnout_percent']} %)"),
        (_("Blank"), f"{contest['blank']:,}"),
        (_("Void"), f"{contest['void']['ballots']:,}. {contest['void']['reasons']}"),
        (_("Valid"), f"{contest['valid']:,}"),
    ]
    if on_paper := contest.get("paper"):
        facts.append((_("Of these on paper"), _on_paper(on_paper)))
    if reserved := contest.get("reserved"):
        sentence = render_to_string("elections/poll/reserved.html", {"reserved": reserved})
        facts.append((_("Reserved seats"), unescape(sentence.strip())))
    if contest["kind"] == "seats":
        facts.append((_("Elected"), ", ".join(contest["elected"])))
        facts.append((_("To"), ", ".join(filter(None, (contest["body"], contest["term"]))) or "–"))
    else:
        facts.append(
            (
                _("Most votes"),
                ", ".join(contest["elected"]) or _("tied: {names}").format(names=", ".join(contest["tied"])),
            )
        )
    if contest.get("rule_name"):
        options = map(str, options_set(contest["rule"], contest.get("rule_options", {})))
        facts.append((_("Voting method"), "\n".join((contest["rule_name"], contest["rule_source"], *options))))
    facts += [(_("Tie"), tie_sentence(tie)) for tie in contest["ties"]]
    paper.rows(facts, (1, 3))
    paper.ln(3)
    if picture:
        # The PDF has one font and one ink, and what it says to screen readers stands in its table.
        drawn = re.sub("<(title|desc)>.*?</\\1>", "", picture)
        drawn = drawn.replace("system-ui, sans-serif", FONT).replace("currentColor", "#000000")
        paper.picture(drawn)
        paper.ln(3)
    won = _("elected") if contest["kind"] == "seats" else _("most votes")
    votes = [(v["name"], f"{v['votes']:,}", won if v["elected"] else "") for v in contest["votes"]]
    figures = _("First preferences") if contest.get("count") else _("Votes")
    paper.rows([(_("Name"), figures, ""), *votes], (4, 1, 1), headed=True)
    if contest.get("count"):
        _stages(paper, contest)


def _stages(paper: Paper, contest: dict[str, Any]) -> None:
    """The invalid rankings, the table of stages in pieces as wide as the paper, and what happened at each stage."""
    if contest["invalid_rankings"]:
        paper.heading(_("Rankings with a repeated or missing rank"), 10)
        paper.rows(
            [(_("Ranking"), _("Ballots"), _("Counted as")), *map(_invalid, contest["invalid_rankings"])],
            (3, 1, 3),
            headed=True,
        )
    quota = contest["count"].get("quota")
    paper.heading(_("Stages of the count") + (f" ({_('quota')} {quota})" if quota else ""), 10)
    table = stage_table(contest["count"])
    for start in range(0, len(table.numbers), STAGES_PER_LINE):
        piece = slice(start, start + STAGES_PER_LINE)
        head = (_("Name"), *map(str, table.numbers[piece]))
        rows = [(row.name, *row.figures[piece]) for row in table.rows]
        paper.rows([head, *rows], (3, *(1 for _stage in head[1:])), headed=True)
        paper.ln(2)
    for number, stage in enumerate(contest["count"]["stages"], 1):
        paper.line_of_text(_("Stage {number}: {event}").format(number=number, event=stage["event"]), 8)


def _invalid(invalid: dict[str, Any]) -> tuple[str, ...]:
    ranks = ", ".join(f"{given['rank']} {given['name']}" for given in invalid["ranks"])
    counted = ", ".join(f"{place} {' = '.join(names)}" for place, names in enumerate(invalid["counted_as"], 1))
    return ranks, f"{invalid['ballots']:,}", counted or _("void")


def _on_paper(paper: dict[str, Any]) -> str:
    votes = ", ".join(f"{row['name']} {row['votes']:,}" for row in paper["votes"])
    return _("{ballots:,} ballots ({blank:,} blank, {spoilt:,} spoilt): {votes}").format(**{**paper, "votes": votes})


def _board(paper: Paper, board: dict[str, Any]) -> None:
    paper.heading(_("Board {uuid}").format(**board))
    paper.rows(
        [
            (_("Roll"), board["roll"]),
            (_("Turnout"), _("{voters:,} of {electorate:,} electors ({turnout_percent} %)").format(**board)),
            (
                _("Ballots"),
                _("{ballots_accepted:,} accepted, {ballots_counted:,} counted (the last of each voter)").format(
                    **board
                ),
            ),
            (_("Keys held by"), ", ".join(board["trustees"])),
            *_handling(board),
            (_("Hash of the last event"), board["final_hash"]),
        ],
        (1, 3),
    )


def _handling(board: dict[str, Any]) -> list[tuple[str, str]]:
    """Who sufficed, shuffled, was passed over and opened; nothing of it in declarations of earlier releases."""
    rows = []
    if board.get("threshold"):
        rows.append(
            (
                _("Group"),
                _("any {threshold} of {members} suffice").format(
                    threshold=board["threshold"]["threshold"], members=", ".join(board["threshold"]["members"])
                ),
            )
        )
    rows += [
        (label, ", ".join(board[key]))
        for key, label in (("shuffled_by", _("Shuffled by")), ("opened_by", _("Opened by")))
        if board.get(key)
    ]
    rows += [(_("Passed over"), f"{passed['name']}: {passed['reason']}") for passed in board.get("passed_over", [])]
    return rows
