"""What `make audit` makes of an answer, of a weakness in it, and of no answer; npm itself asks a registry of ours."""

import gzip
import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from scripts.audit import NPM_AUDIT, NoAnswer, npm_weaknesses, python_weaknesses
from tests.conftest import ROOT

from hustings.site.rehearsal.serving import free_port

# What pip-audit said where there was no network, where a proxy answered, and where its input was not there.
NOT_RESOLVED = """\
Traceback (most recent call last):
requests.exceptions.ConnectionError: HTTPSConnectionPool(host='api.osv.dev', port=443): Max retries exceeded
"""
REFUSED_BY_A_PROXY = """\
requests.exceptions.HTTPError: 403 Client Error: Forbidden for url: https://api.osv.dev/v1/query

pip_audit._service.interface.ServiceError
"""
TIMED_OUT = "ERROR:pip_audit._cli:Could not connect to OSV's vulnerability feed\nERROR:pip_audit._cli:Tip: ...\n"
NOT_FETCHED = "error: Request failed after 3 retries\n  cause: Failed to fetch: https://pypi.org/simple/pip-audit/\n"
NO_INPUT = "ERROR:pip_audit._cli:invalid requirements input: requirements/dev.txt\n"
SOUND = {"name": "aiosmtpd", "version": "1.4.6", "vulns": []}
WEAK = {"name": "asgiref", "version": "3.13.0", "vulns": [{"id": "GHSA-x", "fix_versions": ["99.0"], "aliases": []}]}


@contextmanager
def registry(weak: bool) -> Iterator[str]:
    """The address of a registry that knows of no weakness, or of one in the package qr."""

    class Registry(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(gzip.decompress(self.rfile.read(int(self.headers["Content-Length"]))))
            weakness = {"id": 1, "title": "Weak", "url": "https://x", "severity": "high", "vulnerable_versions": "*"}
            answer = json.dumps({"qr": [weakness]} if weak and "qr" in asked else {}).encode()
            self.send_response(200)
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Registry) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def npm_says(address: str) -> list[str]:
    environment = os.environ | {"npm_config_registry": address}
    ended = subprocess.run(NPM_AUDIT, cwd=ROOT, env=environment, capture_output=True, text=True)
    return npm_weaknesses(ended.stdout, ended.stderr)


def test_weakness_of_an_npm_package_is_found() -> None:
    with registry(weak=True) as address:
        (line,) = npm_says(address)
    assert line == "qr (high): Weak, https://x"


def test_npm_packages_without_weakness_are_sound() -> None:
    with registry(weak=False) as address:
        assert npm_says(address) == []


def test_registry_out_of_reach_is_no_answer() -> None:
    with pytest.raises(NoAnswer, match="ECONNREFUSED"):
        npm_says(f"http://127.0.0.1:{free_port()}/")


def test_npm_that_cannot_read_the_lock_file_fails() -> None:
    with pytest.raises(SystemExit, match="ENOLOCK"):
        npm_weaknesses('{"error": {"code": "ENOLOCK", "summary": "This command requires an existing lockfile."}}', "")


def test_weakness_of_a_python_package_is_found() -> None:
    report = json.dumps({"dependencies": [SOUND, WEAK]})
    assert python_weaknesses(report, "Found 1") == ["asgiref 3.13.0: GHSA-x, mended in ['99.0']"]
    assert python_weaknesses(json.dumps({"dependencies": [SOUND]}), "No known") == []


@pytest.mark.parametrize("complained", [NOT_RESOLVED, REFUSED_BY_A_PROXY, TIMED_OUT, NOT_FETCHED])
def test_advisory_service_out_of_reach_is_no_answer(complained: str) -> None:
    with pytest.raises(NoAnswer):
        python_weaknesses("", complained)


def test_pip_audit_that_fails_otherwise_fails() -> None:
    with pytest.raises(SystemExit, match="invalid requirements input"):
        python_weaknesses("", NO_INPUT)


def test_package_that_could_not_be_audited_counts_as_a_weakness() -> None:
    report = json.dumps({"dependencies": [{"name": "thing", "skip_reason": "has no version"}]})
    assert python_weaknesses(report, "") == ["thing: has no version"]
