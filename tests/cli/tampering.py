"""A proxy between a command and a real site, which tampers with what passes, breaks off, or answers with an error."""

import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Proxy:
    """The address of the proxy, and what it does to what passes. Set `cut` to break off after so many bytes."""

    address: str
    tamper: Callable[[bytes], bytes] = field(default=lambda body: body)
    status: int = 0
    cut: int = 0
    asked: int = 0


@contextmanager
def proxy(site: str) -> Iterator[Proxy]:
    """A proxy before a site."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            state.asked += 1
            if state.status:
                self.send_error(state.status)
                return
            try:
                with urllib.request.urlopen(site + self.path) as answer:
                    status, body = answer.status, state.tamper(answer.read())
            except urllib.error.HTTPError as error:
                status, body = error.code, error.read()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[: state.cut] if state.cut else body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        state = Proxy(f"http://127.0.0.1:{server.server_address[1]}")
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield state
        finally:
            server.shutdown()
            thread.join()
