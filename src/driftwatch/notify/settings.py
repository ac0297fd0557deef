"""What an owner may set about messages: the attribute `notify` of the drift sensor."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Final
from urllib.parse import SplitResult, urlsplit

from driftwatch.config.constraints import Length
from driftwatch.notify.message import FIELDS
from driftwatch.notify.template import unknown_fields
from driftwatch.tls import is_safe

_HEADER: Final = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")  # a token of RFC 9110
_VARIABLE: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True, slots=True)
class WebhookSettings:
    """A web address that messages are sent to, as JSON in a POST request."""

    url: Annotated[str, Length(1, 2000)]
    """Address, with https; http is accepted for this host alone."""
    header: Annotated[str, Length(1, 100)] = "Authorization"
    """Header of the request that holds the secret."""
    secret_variable: Annotated[str, Length(0, 200)] = ""
    """Variable of the module's environment whose value is the header's, such as `Bearer` and a key."""
    secret_file: Annotated[str, Length(0, 4096)] = ""
    """File whose content is the header's value; nobody but the module's user may read it."""
    body: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """The JSON that is sent, with fields in braces; {} sends every field under its own name."""

    def problems(self) -> list[str]:
        problems = [problem] if (problem := _url_problem(self.url)) else []
        if not _HEADER.fullmatch(self.header):
            problems.append(f'header: must be the name of an HTTP header, such as Authorization, got "{self.header}"')
        if self.secret_variable and self.secret_file:
            problems.append("secret_file: cannot be set next to secret_variable; the secret is in one of them")
        if self.secret_variable and not _VARIABLE.fullmatch(self.secret_variable):
            problems.append("secret_variable: must be the name of a variable, such as DRIFTWATCH_WEBHOOK, not a secret")
        if self.secret_file and not Path(self.secret_file).is_absolute():
            problems.append(f"secret_file: must be an absolute path, got {self.secret_file}")
        return problems + _unknown("body", self.body)


@dataclass(frozen=True, slots=True)
class NotifySettings:
    """Where a change of state is announced: a resource of the machine, a web address, or both."""

    resource: str = ""
    """Resource whose DoCommand is called, of any API; it need not be there when the sensor is made."""
    command: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """The command that it is given, with fields in braces."""
    webhook: WebhookSettings | None = None
    """A web address that messages are sent to."""
    warnings: bool = False
    """Whether a warning is announced as well; else only alarms, a stale camera, and their end."""

    def problems(self) -> list[str]:
        problems: list[str] = []
        if not self.resource and self.webhook is None:
            problems.append("resource: is required where there is no webhook; messages must have somewhere to go")
        if self.resource and not self.command:
            problems.append('command: is required with resource, such as {"command": "send", "body": "{text}"}')
        if self.command and not self.resource:
            problems.append("resource: is required with command: the name of the resource that takes it")
        return problems + _unknown("command", self.command)


def _unknown(attribute: str, template: Mapping[str, Any]) -> list[str]:
    known = ", ".join(f"{{{name}}}" for name in FIELDS)
    return [
        f"{attribute}: {{{name}}} is no field of a message; its fields are {known}" for name in unknown_fields(template)
    ]


def address(url: str) -> SplitResult | None:
    """None for what is no address."""
    try:
        parts = urlsplit(url)
        _ = parts.port  # of a number that is none, ValueError
    except ValueError:
        return None
    return parts if parts.hostname else None


def _url_problem(url: str) -> str:
    """Never shows the address: with many services, its path is the secret."""
    parts = address(url)
    if parts is None or not is_safe(parts.scheme, parts.hostname or ""):
        return "url: must be an address with https, or with http on this host"
    if parts.username is not None or parts.password is not None:
        return "url: must not hold a user or a password; put them into a header, by secret_variable or secret_file"
    if not url.isascii() or not url.isprintable() or " " in url:
        return "url: must be plain ASCII; other characters are written as %XX"
    return ""
