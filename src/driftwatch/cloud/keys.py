"""An organisation owner's key: from the environment, or a file that nobody else can read; never from loop.toml."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from driftwatch.errors import ConfigError
from driftwatch.regular_file import read_regular

KEY: Final = "DRIFTWATCH_API_KEY"
KEY_FILE: Final = "DRIFTWATCH_API_KEY_FILE"
KEY_ID: Final = "DRIFTWATCH_API_KEY_ID"
ADDRESS: Final = "DRIFTWATCH_APP_ADDRESS"
READINGS_URI: Final = "DRIFTWATCH_READINGS_URI"
_LONGEST: Final = 64 * 1024  # bytes
_APP: Final = "https://app.viam.com"
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class OwnerKey:
    """A key, and the app that it is for."""

    key: str = field(repr=False)
    key_id: str
    host: str
    port: int
    is_secure: bool

    def hidden_in(self, text: str) -> str:
        """`text` without the key, for errors and logs."""
        return text.replace(self.key, "***")


def owner_key(environment: Mapping[str, str]) -> OwnerKey:
    """Raises ConfigError with everything that is missing. May read a file."""
    problems: list[str] = []
    key = environment.get(KEY) or _from_file(environment.get(KEY_FILE, ""), problems)
    key_id = environment.get(KEY_ID, "")
    if not key and not problems:
        problems.append(f"{KEY} or {KEY_FILE}: is required, the key of an owner of the organisation")
    if not key_id:
        problems.append(f"{KEY_ID}: is required, the id that the app shows with the key")
    host, port, is_secure = _address(environment.get(ADDRESS) or _APP, problems)
    if problems:
        raise ConfigError(problems)
    return OwnerKey(key, key_id, host, port, is_secure)


def _from_file(name: str, problems: list[str]) -> str:
    if not name:
        return ""
    try:
        if Path(name).stat().st_mode & 0o077:
            problems.append(f"{KEY_FILE}: {name} can be read by other users, who could then use the key: chmod 600")
            return ""
        return read_regular(Path(name), _LONGEST).decode().strip()
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no text"
        problems.append(f"{KEY_FILE}: {name} cannot be read: {why}")
        return ""


def _address(text: str, problems: list[str]) -> tuple[str, int, bool]:
    """A key must not be readable on its way, so http is for this host alone."""
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        host, port, scheme = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80), parts.scheme
    except ValueError:
        host, port, scheme = "", 0, ""
    if not host or not (scheme == "https" or (scheme == "http" and host in _LOOPBACK)):
        problems.append(f"{ADDRESS}: must be an address with https, or with http on this host, got {text}")
    return host, port, scheme == "https"
