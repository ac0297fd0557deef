"""An organisation owner's key: from the environment, or a file that nobody else can read; never from loop.toml."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from driftwatch.errors import ConfigError
from driftwatch.regular_file import SharedFileError, read_secret
from driftwatch.tls import server_address

KEY: Final = "DRIFTWATCH_API_KEY"
KEY_FILE: Final = "DRIFTWATCH_API_KEY_FILE"
KEY_ID: Final = "DRIFTWATCH_API_KEY_ID"
ADDRESS: Final = "DRIFTWATCH_APP_ADDRESS"
READINGS_URI: Final = "DRIFTWATCH_READINGS_URI"
_LONGEST: Final = 64 * 1024  # bytes
_APP: Final = "https://app.viam.com"


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
    text = environment.get(ADDRESS) or _APP
    address = server_address(text)  # a key must not be readable on its way
    if address is None:
        problems.append(f"{ADDRESS}: must be an address with https, or with http on this host, got {text}")
    if problems or address is None:
        raise ConfigError(problems)
    return OwnerKey(key, key_id, address.host, address.port, address.is_secure)


def _from_file(name: str, problems: list[str]) -> str:
    if not name:
        return ""
    try:
        return read_secret(Path(name), _LONGEST)
    except SharedFileError:
        problems.append(f"{KEY_FILE}: {name} can be read by other users, who could then use the key: chmod 600")
    except OSError as error:
        problems.append(f"{KEY_FILE}: {name} cannot be read: {error.strerror}")
    return ""
