"""Where the built page lies, and its files as the local server hands them out."""

import html
import mimetypes
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from driftwatch.errors import DriftwatchError

_MARK: Final = '<meta name="driftwatch-{}" content=""'
MOST_MACHINES: Final = 50
"""Of one page."""
_TYPES: Final = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
}
_ADDRESS: Final = re.compile(r"(https?://)?(\[[0-9A-Fa-f:]+\]|[\w.-]+)(:\d{1,5})?/?", re.IGNORECASE)


class PageError(DriftwatchError):
    """The page cannot be shown; the message says what to do."""


@dataclass(frozen=True, slots=True)
class PageFile:
    """What is answered to a request. kind: the media type."""

    content: bytes
    kind: str


def find_page(program: Path | None = None) -> Path:
    """The folder of the built page: `web` of the archive, or `web/dist` of a checkout.

    program: of the frozen module, for tests. Raises PageError where it is not built, saying how to build it.
    """
    places = [Path(__file__).resolve().parents[3] / "web" / "dist"]
    if program is not None or getattr(sys, "frozen", False):
        frozen = program or Path(sys.executable).resolve()
        places.insert(0, frozen.parents[2] / "web")
    for place in places:
        if (place / "index.html").is_file():
            return place
    raise PageError(
        "the page is not built. In a checkout, with Node 20 or later (https://nodejs.org, or apt install nodejs npm): "
        "make page. The archive of the registry has it"
    )


@dataclass(frozen=True, slots=True)
class PageSubject:
    """What a page is about. machines: their addresses, the one that is shown first. has_reports: see FleetAnswers.

    Raises PageError where an address is none, or there are too many.
    """

    machines: tuple[str, ...] = ()
    has_reports: bool = False

    def __post_init__(self) -> None:
        if len(self.machines) > MOST_MACHINES:
            raise PageError(f"machine: at most {MOST_MACHINES} of them fit one page, got {len(self.machines)}")
        _ = self.origins

    @property
    def origins(self) -> tuple[str, ...]:
        """What the page may ask."""
        return tuple(dict.fromkeys(machine_origin(one) for one in self.machines))

    def named(self, machines: tuple[str, ...]) -> "PageSubject":
        """The same page about other machines, where some are named."""
        return PageSubject(machines or self.machines, self.has_reports)


def read_page_file(folder: Path, path: str, subject: PageSubject) -> PageFile | None:
    """The file at `path` of a URL, None where there is none. subject: is put into index.html."""
    name = path.partition("?")[0].lstrip("/") or "index.html"
    found = (folder / name).resolve()
    if not found.is_file() or folder.resolve() not in found.parents:
        return None
    kind = _TYPES.get(found.suffix) or mimetypes.guess_type(found.name)[0] or "application/octet-stream"
    content = found.read_bytes()
    if found.name == "index.html":
        marks = {"machine": " ".join(subject.machines), "reports": "yes" if subject.has_reports else ""}
        for name, value in marks.items():
            mark = _MARK.format(name)
            marked = mark[:-1] + html.escape(value, quote=True) + '"'
            content = content.replace(mark.encode(), marked.encode(), 1)
    return PageFile(content, kind)


def machine_origin(address: str) -> str:
    """A machine's address as the origin that the page may ask: "gate-3.local" is "http://gate-3.local:8080".

    Raises PageError where it is none.
    """
    found = _ADDRESS.fullmatch(address.strip())
    if found is None:
        raise PageError(f'machine: must be a host and a port, such as gate-3.local:8080, got "{address}"')
    scheme, host, port = found.groups()
    return f"{scheme or 'http://'}{host}{port or ':8080'}".lower()


def security_policy(subject: PageSubject) -> str:
    """The Content-Security-Policy of a page, which may ask its machines and nobody else."""
    asked = " ".join((*(("'self'",) if subject.has_reports else ()), *subject.origins)) or "'none'"
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
        f"connect-src {asked}; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
