"""The local server of the page: files only, on this computer only. It knows no key, and asks the machine nothing."""

import http.server
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs, urlsplit

from driftwatch.cli.page_files import PageError, PageFile, PageSubject, read_page_file, security_policy

HOST: Final = "127.0.0.1"
REPORTS: Final = "/fleet.json"
_OURS: Final = ("localhost", "127.0.0.1")


class PageServer(http.server.ThreadingHTTPServer):
    """Listens on localhost. machines: addresses of those that the page begins with, the first is shown.

    reports: gives what machines have reported as JSON, where there is such a thing. port: 0 for a free one. Raises
    PageError where the port is taken, or an address is none.
    """

    daemon_threads = True

    def __init__(
        self, folder: Path, machines: Sequence[str], port: int = 0, reports: Callable[[], bytes] | None = None
    ) -> None:
        subject = PageSubject(tuple(machines), reports is not None)
        try:
            super().__init__((HOST, port), partial(_Handler, folder, subject, reports))
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

    def __init__(self, folder: Path, subject: PageSubject, reports: Callable[[], bytes] | None, *given: object) -> None:
        self._folder, self._subject, self._reports = folder, subject, reports
        super().__init__(*given)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        self._answer(lambda content: self.wfile.write(content))

    def do_HEAD(self) -> None:
        self._answer(lambda _: None)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        """Says nothing: the terminal is for what its owner has to know."""

    def _answer(self, write: Callable[[bytes], object]) -> None:
        if not self._is_asked_as_localhost():
            self._refuse(421, b"This page is served to this computer alone.\n", write)
            return
        url = urlsplit(self.path)
        try:
            subject = self._subject.named(tuple(parse_qs(url.query).get("machine", ())))
        except PageError as error:
            self._refuse(400, f"{error}\n".encode(), write)
            return
        found = self._reported() if url.path == REPORTS else read_page_file(self._folder, url.path, subject)
        if found is None:
            self._refuse(404, b"There is no such file.\n", write)
            return
        self._say(200, found, write, subject)

    def _reported(self) -> PageFile | None:
        return None if self._reports is None else PageFile(self._reports(), "application/json")

    def _is_asked_as_localhost(self) -> bool:
        """Not under another name that somebody has pointed to this computer (DNS rebinding)."""
        name = (self.headers.get("Host") or "").rpartition(":")[0] or (self.headers.get("Host") or "")
        return name in _OURS

    def _refuse(self, status: int, words: bytes, write: Callable[[bytes], object]) -> None:
        self._say(status, PageFile(words, "text/plain"), write, PageSubject())

    def _say(self, status: int, file: PageFile, write: Callable[[bytes], object], subject: PageSubject) -> None:
        self.send_response(status)
        self.send_header("Content-Type", file.kind)
        self.send_header("Content-Length", str(len(file.content)))
        self.send_header("Content-Security-Policy", security_policy(subject))
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Cross-Origin-Opener-Policy", "same-origin")
        self.send_header("Cache-Control", "max-age=31536000, immutable" if "/assets/" in self.path else "no-cache")
        self.end_headers()
        write(file.content)
