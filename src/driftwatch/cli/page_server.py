"""The local server of the page: files only, on this computer only. It knows no key, and asks the machine nothing."""

import http.server
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs, urlsplit

from driftwatch.cli.page_files import PageError, machine_origin, read_page_file, security_policy

HOST: Final = "127.0.0.1"
_OURS: Final = ("localhost", "127.0.0.1")


class PageServer(http.server.ThreadingHTTPServer):
    """Listens on localhost. machine: address of the machine that the page begins with, "" for none.

    port: 0 for a free one. Raises PageError where the port is taken.
    """

    daemon_threads = True

    def __init__(self, folder: Path, machine: str, port: int = 0) -> None:
        if machine:
            machine_origin(machine)
        try:
            super().__init__((HOST, port), partial(_Handler, folder, machine))
        except OSError as error:
            raise PageError(
                f"port: {port} cannot be used on localhost ({error.strerror}); another one may be free"
            ) from error

    @property
    def url(self) -> str:
        """What to open in a browser."""
        return f"http://localhost:{self.server_port}/"


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, folder: Path, machine: str, *given: object) -> None:
        self._folder, self._machine = folder, machine
        super().__init__(*given)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        self._answer(lambda content: self.wfile.write(content))

    def do_HEAD(self) -> None:
        self._answer(lambda _: None)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        """Says nothing: the terminal is for what its owner has to know."""

    def _answer(self, write: Callable[[bytes], object]) -> None:
        if not self._is_asked_as_localhost():
            self._say(421, b"This page is served to this computer alone.\n", write)
            return
        url = urlsplit(self.path)
        machine = parse_qs(url.query).get("machine", [self._machine])[0]
        try:
            origin = machine_origin(machine) if machine else ""
        except PageError as error:
            self._say(400, f"{error}\n".encode(), write)
            return
        found = read_page_file(self._folder, url.path, machine)
        if found is None:
            self._say(404, b"There is no such file.\n", write)
            return
        self._say(200, found.content, write, found.kind, origin)

    def _is_asked_as_localhost(self) -> bool:
        """Not under another name that somebody has pointed to this computer (DNS rebinding)."""
        name = (self.headers.get("Host") or "").rpartition(":")[0] or (self.headers.get("Host") or "")
        return name in _OURS

    def _say(
        self, status: int, content: bytes, write: Callable[[bytes], object], kind: str = "text/plain", origin: str = ""
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Content-Security-Policy", security_policy(origin))
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Cross-Origin-Opener-Policy", "same-origin")
        self.send_header("Cache-Control", "max-age=31536000, immutable" if "/assets/" in self.path else "no-cache")
        self.end_headers()
        write(content)
