"""The owner's key, from the module's environment or a file that it names.

viam-server writes the environment that a config gives a module to its log, so a key is better kept in a file.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from driftwatch.regular_file import SharedFileError, read_secret
from driftwatch.services.log_lines import keep_secret
from driftwatch.tls import ServerAddress, server_address
from driftwatch.upload.route import UploadError

KEY: Final = "DRIFTWATCH_API_KEY"
KEY_FILE: Final = "DRIFTWATCH_API_KEY_FILE"
KEY_ID: Final = "DRIFTWATCH_API_KEY_ID"
ADDRESS: Final = "DRIFTWATCH_APP_ADDRESS"
PART_ID: Final = "VIAM_MACHINE_PART_ID"  # viam-server sets it where the machine is known to the app
_LONGEST_KEY: Final = 64 * 1024  # bytes of the file
_APP: Final = "https://app.viam.com"


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
    app = _address(environment.get(ADDRESS) or _APP)
    return AppSettings(key, environment[KEY_ID], environment[PART_ID], app.host, app.port, app.is_secure)


def _key_in(path: str) -> str:
    if not path:
        return ""
    try:
        return read_secret(Path(path), _LONGEST_KEY)
    except SharedFileError as error:
        words = f"{KEY_FILE}: {path} can be read by other users, who could then use the key: chmod 600 {path}"
        raise UploadError(words, "never", in_doubt=False) from error
    except OSError as error:
        raise UploadError(f"{KEY_FILE}: {path} cannot be read: {error.strerror}", "never", in_doubt=False) from error


def _address(text: str) -> ServerAddress:
    """A key must not be readable on its way, so http is for tests on this host alone."""
    address = server_address(text)
    if address is None:
        words = f"{ADDRESS}: must be an address with https, or with http on this host; got {text}"
        raise UploadError(words, "never", in_doubt=False)
    return address
