"""The service at the size of a national party, on either database: import, roll, eligibility, notices, pages, export.

    .venv/bin/python benchmarks/service/measure.py --members 500000 --database postgresql

Everything in one command. With `--folder` the installation is kept there, and `--only pages` measures one part of it
again. The goals stand beside the figures.
"""

import argparse
import csv
import sys
from pathlib import Path

import xlsxwriter

sys.path.insert(0, str(Path(__file__).parents[1]))

from installations import DATABASES, machine
from register.measure import members
from service.installation import figures_so_far, installation, keep, run_part

# In the order in which they are run: each needs what those before it left in the installation.
PARTS = ("import", "roll", "notices", "pages", "export", "spreadsheet")
PAGE_GOAL = 0.3
GOALS = {
    "import, as a whole": 300,
    "freeze a roll by four conditions": 10,
    "eligibility of one member, with reasons": 0.05,
    "notices queued to all": 60,
}
MEMORY_GOAL = 400


def table(figures: dict[str, dict[str, float]]) -> str:
    """The figures with their goals; those in megabytes end in MB."""
    lines = ["| what | measured | goal |", "| --- | ---: | ---: |"]
    for part, measured in figures.items():
        for what, figure in measured.items():
            if what.endswith(" MB"):
                goal = f"{MEMORY_GOAL} MB" if "web process" in what else ""
                lines.append(f"| {what.removesuffix(' MB')} | {figure:.0f} MB | {goal} |")
            elif part == "pages":
                lines.append(f"| {what} | {figure * 1000:.0f} ms | {PAGE_GOAL * 1000:.0f} ms |")
            else:
                goal = f"{GOALS[what]} s" if what in GOALS else ""
                lines.append(f"| {what} | {figure:.3g} s | {goal} |")
    return "\n".join(lines)


def write_files(folder: Path, count: int) -> None:
    """The file of members as CSV and as XLSX, unless an earlier run left them."""
    lines, workbook = folder / "members.csv", folder / "members.xlsx"
    if not lines.exists():
        lines.write_bytes(members(count, 2026))
    if not workbook.exists():
        with xlsxwriter.Workbook(workbook, {"constant_memory": True}) as book, lines.open(newline="") as file:
            sheet = book.add_worksheet()
            for place, row in enumerate(csv.reader(file)):
                sheet.write_row(place, 0, row)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--members", type=int, default=500_000)
    parser.add_argument("--database", default="sqlite", choices=DATABASES)
    parser.add_argument("--folder", type=Path, help="keep the installation in this folder (PostgreSQL must reach it)")
    parser.add_argument("--only", choices=PARTS, action="append", help="measure this part; can be given several times")
    options = parser.parse_args()
    with installation(options.database, options.folder) as folder:
        write_files(folder, options.members)
        figures = figures_so_far(folder)
        for part in options.only or PARTS:
            print(f"{part} ...", file=sys.stderr, flush=True)
            figures[part] = run_part(part, folder, options.members)
            keep(figures, folder)
    print(f"{options.members:,} members, {options.database}; {machine()}\n\n{table(figures)}")


if __name__ == "__main__":
    main()
