"""Known weaknesses of the locked dependencies, as pip-audit (which asks OSV) and `npm audit` tell them.

usage: python scripts/audit.py [--where-reachable]

Ends with 1 if one is known, and if a service cannot be asked; --where-reachable only says the latter, and goes on.
"""

import json
import re
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent
PIP_AUDIT = [
    *(str(Path(sys.executable).with_name("uv")), "tool", "run", "--quiet", "pip-audit==2.10.1"),
    *("--requirement", "requirements/dev.txt", "--require-hashes", "--disable-pip"),
    *("--vulnerability-service", "osv", "--format", "json", "--progress-spinner", "off"),
]
NPM_AUDIT = ["npm", "audit", "--prefix", "frontend", "--json", "--fetch-timeout=30000", "--fetch-retries=0"]
# The last words of pip-audit, and of uv that fetches it, where the network gives no answer.
NO_NETWORK = re.compile(
    r"^(requests\.exceptions|pip_audit\._service\.interface)\.|Could not connect to|Failed to fetch", re.MULTILINE
)


class NoAnswer(Exception):  # noqa: N818 - it is no error of ours
    """The advisory service cannot be asked from here."""


def python_weaknesses(said: str, complained: str) -> list[str]:
    """Return a line for each weakness in pip-audit's report; raise NoAnswer if it had no answer from its service."""
    try:
        dependencies = json.loads(said)["dependencies"]
    except ValueError:
        if NO_NETWORK.search(complained):
            raise NoAnswer(textwrap.shorten(complained.strip().splitlines()[-1], 120)) from None
        raise SystemExit(f"pip-audit failed:\n{complained}") from None
    not_audited = [
        f"{package['name']}: {package['skip_reason']}" for package in dependencies if "skip_reason" in package
    ]
    return not_audited + [
        f"{package['name']} {package['version']}: {weakness['id']}, mended in {weakness['fix_versions'] or 'none'}"
        for package in dependencies
        for weakness in package.get("vulns", [])
    ]


def npm_weaknesses(said: str, complained: str) -> list[str]:
    """Return a line for each weakness in the report of `npm audit`; raise NoAnswer if the registry gave none."""
    try:
        report = json.loads(said)
    except ValueError:
        report = {}
    if "vulnerabilities" not in report:
        if "message" in report:
            raise NoAnswer(report["message"])
        raise SystemExit(f"npm audit failed:\n{said}{complained}")
    return [
        f"{name} ({found['severity']}): "
        + "; ".join(cause if isinstance(cause, str) else f"{cause['title']}, {cause['url']}" for cause in found["via"])
        for name, found in report["vulnerabilities"].items()
    ]


ASKED: list[tuple[str, list[str], Callable[[str, str], list[str]]]] = [
    ("Python", PIP_AUDIT, python_weaknesses),
    ("npm", NPM_AUDIT, npm_weaknesses),
]


def main(arguments: list[str]) -> int:
    if arguments not in ([], ["--where-reachable"]):
        raise SystemExit(__doc__)
    status = 0
    for kind, command, weaknesses in ASKED:
        ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        try:
            found = weaknesses(ended.stdout, ended.stderr)
        except NoAnswer as reason:
            print(f"{kind} packages were NOT audited: their advisory service cannot be asked from here ({reason}).")
            status = status if arguments else 1
            continue
        print(f"{kind} packages: {len(found) or 'no'} known weakness{'es' * (len(found) > 1)}.", *found, sep="\n  ")
        status = 1 if found else status
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
