"""nginx and Caddy, with the configuration that we ship, before a live `hustings serve`.

A client's address is one of 127.0.0.0/8, so that the proxies see several. Only ports, folders and certificates are
changed in the files.
"""

import http.client
import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.cli.test_backup import hustings
from tests.conftest import ROOT

from hustings.site.rehearsal.serving import free_port, serving

NAME = "vote.example.org"
TRIES = 3  # of one address, before sign-in is refused to it
PATH = f"{os.environ.get('PATH', '')}:/usr/sbin"
pytestmark = pytest.mark.skipif(os.uname().sysname != "Linux", reason="only Linux answers at all of 127.0.0.0/8")


@dataclass(frozen=True)
class Proxy:
    http: int
    https: int

    def ask(
        self,
        path: str,
        method: str = "GET",
        *,
        body: bytes = b"",
        client: str = "127.0.0.9",
        host: str = NAME,
        **headers: str,
    ) -> tuple[int, dict[str, str], bytes]:
        """Ask over TLS as a browser at `client` would, with any `Host`."""
        with _over_tls(self.https, client) as connection:
            session = http.client.HTTPSConnection(NAME)
            session.sock = connection
            try:
                fields = {name.replace("_", "-"): value for name, value in headers.items()}
                with suppress(BrokenPipeError, ConnectionResetError, ssl.SSLEOFError):  # it may answer before the end
                    session.request(method, path, body or None, {"Host": host, "Connection": "close"} | fields)
                answer = session.getresponse()
                return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
            finally:
                session.close()

    def sign_in(self, typed: str, client: str, forged: str) -> tuple[int, bytes]:
        """Ask for a sign-in code from the address `client`, with a forged X-Forwarded-For."""
        _, headers, page = self.ask("/sign-in/", client=client)
        token = re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', page)
        assert token
        form = f"csrfmiddlewaretoken={token[1].decode()}&typed={typed}".encode()
        status, _, page = self.ask(
            "/sign-in/",
            "POST",
            body=form,
            client=client,
            Cookie=headers["set-cookie"].partition(";")[0],
            Referer=f"https://{NAME}/sign-in/",
            Content_Type="application/x-www-form-urlencoded",
            X_Forwarded_For=forged,
        )
        return status, page


def _over_tls(port: int, client: str = "127.0.0.1") -> ssl.SSLSocket:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context.wrap_socket(socket.create_connection(("127.0.0.1", port), 30, (client, 0)), server_hostname=NAME)


@contextmanager
def _running(command: list[str], log: Path, port: int, **environment: str) -> Iterator[None]:
    with (
        log.open("wb") as out,
        subprocess.Popen(command, stdout=out, stderr=out, env=os.environ | {"PATH": PATH} | environment) as server,
    ):
        try:
            deadline = time.monotonic() + 30
            while True:
                with suppress(OSError), _over_tls(port):  # Caddy listens before it has made its certificate
                    break
                assert server.poll() is None and time.monotonic() < deadline, log.read_text()
                time.sleep(0.05)
            yield
        finally:
            server.terminate()
            server.wait(20)


@contextmanager
def nginx(folder: Path, site: int) -> Iterator[Proxy]:
    proxy = Proxy(free_port(), free_port())
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    (folder / "body").mkdir()
    kind = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
    names = ["-subj", f"/CN={NAME}", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(["openssl", *kind, *names], check=True, capture_output=True)
    shipped = (ROOT / "deploy" / "nginx.conf").read_text()
    changed = (
        (r"listen \[::\]:.*\n", ""),
        (r"listen 80\b", f"listen 127.0.0.1:{proxy.http}"),
        (r"listen 443\b", f"listen 127.0.0.1:{proxy.https}"),
        (r"/etc/letsencrypt/live/.*/fullchain.pem", str(certificate)),
        (r"/etc/letsencrypt/live/.*/privkey.pem", str(key)),
        (r"/var/log/nginx/error.log", str(folder / "error.log")),
        (r"/run/hustings-uploads", str(folder / "uploads")),
        (r"/var/lib/nginx/body", str(folder / "body")),
        (r"127\.0\.0\.1:8000", f"127.0.0.1:{site}"),
    )
    for pattern, text in changed:
        shipped, count = re.subn(pattern, text, shipped)
        assert count, f"{pattern} is no longer in deploy/nginx.conf"
    places = "".join(f"{kind}_temp_path {folder / kind};" for kind in ("proxy", "fastcgi", "uwsgi", "scgi"))
    configuration = folder / "nginx.conf"
    configuration.write_text(f"daemon off; pid {folder / 'pid'}; events {{}} http {{ {places}\n{shipped} }}")
    start = ["nginx", "-e", str(folder / "error.log"), "-c", str(configuration)]
    with _running(start, folder / "log", proxy.https):
        yield proxy


@contextmanager
def caddy(folder: Path, site: int) -> Iterator[Proxy]:
    proxy = Proxy(free_port(), free_port())
    shipped = (ROOT / "deploy" / "Caddyfile").read_text()
    here = (
        f"{{\n\tadmin off\n\tlocal_certs\n\tskip_install_trust\n\tdefault_bind 127.0.0.1\n"
        f"\thttp_port {proxy.http}\n\thttps_port {proxy.https}\n"
    )
    assert "127.0.0.1:8000" in shipped
    configuration = folder / "Caddyfile"
    configuration.write_text(shipped.replace("127.0.0.1:8000", f"127.0.0.1:{site}").replace("\n{\n", f"\n{here}", 1))
    start = ["caddy", "run", "--config", str(configuration), "--adapter", "caddyfile"]
    with _running(start, folder / "log", proxy.https, XDG_DATA_HOME=str(folder)):
        yield proxy


PROXIES = {"nginx": nginx, "caddy": caddy}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """An installation that is reached at https://vote.example.org, served on the port that this gives."""
    if missing := [program for program in PROXIES if shutil.which(program, path=PATH) is None]:
        pytest.fail(f"Install {' and '.join(missing)} (scripts/prerequisites.sh tests): this test runs the real ones.")
    data = tmp_path_factory.mktemp("site")
    assert hustings(data, "init").returncode == 0
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("HUSTINGS", "DJANGO"))}
    environment |= {
        "HUSTINGS_DATA": str(data),
        "HUSTINGS_URL": f"https://{NAME}",
        "HUSTINGS_SIGN_INS_PER_ADDRESS": str(TRIES),
    }
    port = free_port()
    with serving(port, data / "serve.log", environment, workers=1):
        yield port


@pytest.fixture(scope="module", params=PROXIES)
def proxy(request: pytest.FixtureRequest, site: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    with PROXIES[request.param](tmp_path_factory.mktemp(request.param), site) as running:
        yield running


def test_pages_come_over_https_alone(proxy: Proxy) -> None:
    status, headers, page = proxy.ask("/")
    assert status == 200
    assert b"govuk-template" in page
    assert headers["strict-transport-security"] == "max-age=31536000"
    assert "content-encoding" not in headers
    with socket.create_connection(("127.0.0.1", proxy.http), 10) as plain:
        plain.sendall(f"GET /vote/?x=1 HTTP/1.1\r\nHost: {NAME}\r\nConnection: close\r\n\r\n".encode())
        answer = plain.makefile("rb").read().decode()
    assert re.match(r"HTTP/1.1 30[18] ", answer)
    assert f"Location: https://{NAME}/vote/?x=1\r\n" in answer


def test_cookie_of_a_form_is_for_https_and_this_host(proxy: Proxy) -> None:
    _, headers, _ = proxy.ask("/sign-in/")
    assert re.match(r"__Host-csrf=\w+;.*Path=/;.*Secure", headers["set-cookie"])


def test_style_sheet_is_kept_by_the_browser_and_asked_for_by_its_tag(proxy: Proxy) -> None:
    status, headers, _ = proxy.ask("/static/build/site.css", Accept_Encoding="gzip")
    assert (status, headers["content-encoding"]) == (200, "gzip")
    assert re.search(r"max-age=\d+", headers["cache-control"])
    again, _, body = proxy.ask("/static/build/site.css", If_Modified_Since=headers["last-modified"])
    assert (again, body) == (304, b"")


def test_another_host_gets_no_page(proxy: Proxy) -> None:
    with suppress(http.client.RemoteDisconnected, ConnectionResetError):  # hung up on, or an answer with nothing in it
        status, headers, page = proxy.ask("/", host="evil.example")
        assert (page, "location" in headers) == (b"", False), status


def test_header_of_a_visitor_makes_no_address_in_a_page(proxy: Proxy) -> None:
    forged = {"X_Forwarded_Host": "evil.example", "X_Forwarded_Proto": "http", "Forwarded": "host=evil.example"}
    status, headers, page = proxy.ask("/", **forged)
    assert status == 200
    assert "strict-transport-security" in headers  # so the site took the request for HTTPS
    assert b"evil.example" not in page


def test_sign_ins_are_limited_by_the_true_address_whatever_a_visitor_writes(proxy: Proxy) -> None:
    guesser, bystander = (f"127.{net}.{proxy.https >> 8}.{proxy.https & 255}" for net in (1, 2))
    tries = [proxy.sign_in(f"{guesser}-{number}", guesser, f"203.0.113.{number}") for number in range(TRIES + 1)]
    assert [status for status, _ in tries[:TRIES]] == [302] * TRIES
    assert b"too many tries" in tries[TRIES][1]
    assert proxy.sign_in("another", bystander, guesser)[0] == 302


def test_body_above_the_limit_is_refused_before_it_has_come(proxy: Proxy) -> None:
    kind = "application/x-www-form-urlencoded"
    status, _, _ = proxy.ask("/sign-in/", "POST", body=bytes(4 << 20), Content_Length=str(70 << 20), Content_Type=kind)
    assert status == 413


def test_connection_is_not_turned_into_another_protocol(proxy: Proxy) -> None:
    status, _, _ = proxy.ask(
        "/", Upgrade="websocket", Sec_WebSocket_Version="13", Sec_WebSocket_Key="dGhlIHNhbXBsZSBub25jZQ=="
    )
    assert status == 200


def test_slow_senders_do_not_hold_up_others(proxy: Proxy) -> None:
    slow = []
    try:
        for _ in range(20):  # more than one process of the site has threads
            sender = _over_tls(proxy.https)
            head = f"POST /sign-in/ HTTP/1.1\r\nHost: {NAME}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            sender.sendall(f"{head}Content-Length: 1000\r\n\r\nwho=".encode())
            slow.append(sender)
        assert proxy.ask("/health/")[0] == 200
    finally:
        for sender in slow:
            sender.close()
