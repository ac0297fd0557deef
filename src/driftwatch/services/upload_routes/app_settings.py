"""The owner's key, from the module's environment or a file that it names.

viam-server writes the environment that a config gives a module to its log, so a key is better kept in a file.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from driftwatch.regular_file import read_regular
from driftwatch.services.log_lines import keep_secret
from driftwatch.upload.route import UploadError

KEY: Final = "DRIFTWATCH_API_KEY"
KEY_FILE: Final = "DRIFTWATCH_API_KEY_FILE"
KEY_ID: Final = "DRIFTWATCH_API_KEY_ID"
ADDRESS: Final = "DRIFTWATCH_APP_ADDRESS"
PART_ID: Final = "VIAM_MACHINE_PART_ID"  # viam-server sets it where the machine is known to the app
_LONGEST_KEY: Final = 64 * 1024  # bytes of the file
_APP: Final = "https://app.viam.com"
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_PORTS: Final = {"https": 443, "http": 80}


@dataclass(frozen=True, slots=True)
class AppSettings:
    """part_id: of the machine that the frames are of. is_secure: over TLS."""

    key: str = field(repr=False)
    key_id: str
    part_id: str
    host: str
    port: int
    is_secure: bool


def has_key(environment: Mapping[str, str]) -> bool:
    """Whether frames are to go straight to the app; a half of a key says so, too."""
    return any(environment.get(name) for name in (KEY, KEY_FILE, KEY_ID))


def app_settings(environment: Mapping[str, str]) -> AppSettings | None:
    """None where there is no key. Raises UploadError where something that it needs is missing. May read a file."""
    if not has_key(environment):
        return None
    key = environment.get(KEY) or _key_in(environment.get(KEY_FILE, ""))
    given = {KEY: key, KEY_ID: environment.get(KEY_ID), PART_ID: environment.get(PART_ID)}
    missing = [name for name, value in given.items() if not value]
    if missing:
        words = f"the module's environment has part of what an API key needs, but not {' and '.join(missing)}"
        raise UploadError(words, "never", in_doubt=False)
    keep_secret(key)
    host, port, is_secure = _address(environment.get(ADDRESS) or _APP)
    return AppSettings(key, environment[KEY_ID], environment[PART_ID], host, port, is_secure)


def _key_in(path: str) -> str:
    if not path:
        return ""
    try:
        if check_rights(Path(path)):
            words = f"{KEY_FILE}: {path} can be read by other users, who could then use the key: chmod 600 {path}"
            raise UploadError(words, "never", in_doubt=False)
        return read_regular(Path(path), _LONGEST_KEY).decode().strip()
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no text"
        raise UploadError(f"{KEY_FILE}: {path} cannot be read: {why}", "never", in_doubt=False) from error


def check_rights(path: Path) -> bool:
    """Whether others than the file's own user may read or write it."""
    return bool(path.stat().st_mode & 0o077)


def _address(text: str) -> tuple[str, int, bool]:
    """A key must not be readable on its way, so http is for tests on this host alone."""
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        host, port = parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        host, port, scheme = "", 0, ""
    else:
        scheme = parts.scheme
    if not host or not (scheme == "https" or (scheme == "http" and host in _LOOPBACK)):
        words = f"{ADDRESS}: must be an address with https, or with http on this host; got {text}"
        raise UploadError(words, "never", in_doubt=False)
    return host, port, scheme == "https"
