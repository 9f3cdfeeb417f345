"""The members of a fellowship that does not exist, drawn from a fixed seed as the file its secretary would import."""

import csv
import io
import random
import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

ORGANISATION: dict[str, Any] = tomllib.loads(Path(__file__).with_name("organisation.toml").read_text())
SEED = 20260401
COLUMNS = ("number", "name", "email", "postal_address", "date_of_birth", "units", "joined", "paid_up_to")
# The first members all have an address, so that the links on the front page have a member to sign in as.
ALWAYS_REACHABLE = 20


def members(count: int, today: date, seed: int = SEED) -> list[dict[str, str]]:
    """Return `count` rows of that file: most in good standing, some in arrears, some new, some without e-mail."""
    draw = random.Random(seed)  # noqa: S311 - invented people, the same on every run
    first, last = ORGANISATION["first_names"].split(), ORGANISATION["last_names"].split()
    branches = [code for code, _, kind, _ in ORGANISATION["units"] if kind == "branch"]
    societies = [code for code, _, kind, _ in ORGANISATION["units"] if kind == "affiliated society"]

    def days(low: int, high: int) -> timedelta:
        return timedelta(days=draw.randint(low, high))

    rows = []
    for number in range(1, count + 1):
        name = f"{draw.choice(first)} {draw.choice(last)}"
        joined = today - days(20, 9000)
        paid = today - days(30, 400) if draw.random() < 0.06 else today + days(30, 360)
        units = [draw.choice(branches)] + ([draw.choice(societies)] if draw.random() < 0.15 else [])
        reachable = draw.random() > 0.05 or number <= ALWAYS_REACHABLE
        rows.append(
            {
                "number": str(100000 + number),
                "name": name,
                "email": f"{name.lower().replace(' ', '.')}.{number}@example.org" if reachable else "",
                "postal_address": f"{draw.randint(1, 180)} Lantern Street",
                "date_of_birth": (today - days(16 * 366, 92 * 365)).isoformat(),
                "units": "; ".join(units),
                "joined": joined.isoformat(),
                "paid_up_to": max(paid, joined).isoformat(),
            }
        )
    return rows


def as_csv(rows: list[dict[str, str]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()
