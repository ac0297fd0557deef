"""A secret that an owner keeps out of the config: in the module's environment, or in a file that is nobody else's."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from driftwatch.notify.line import DeliveryError
from driftwatch.notify.settings import WebhookSettings
from driftwatch.regular_file import SharedFileError, read_secret

_LONGEST: Final = 8192  # bytes


def secret_of(settings: WebhookSettings, environment: Mapping[str, str]) -> str:
    """The value of the header; "" where none is configured. May read a file. Raises DeliveryError without the secret.

    Read at each message, so that a key that is replaced needs no restart where it is in a file.
    """
    if settings.secret_variable:
        secret, place = environment.get(settings.secret_variable, ""), f"secret_variable: {settings.secret_variable}"
        if not secret:
            raise DeliveryError(f"{place} is not set in the module's environment (`env` of the module in the config)")
    elif settings.secret_file:
        secret, place = _in_file(Path(settings.secret_file)), f"secret_file: {settings.secret_file}"
        if not secret:
            raise DeliveryError(f"{place} is empty")
    else:
        return ""
    if not secret.isascii() or not secret.isprintable():
        raise DeliveryError(f"{place} holds more than one line of plain ASCII, which no header can")
    return secret


def _in_file(path: Path) -> str:
    try:
        return read_secret(path, _LONGEST)
    except SharedFileError as error:
        words = f"secret_file: {path} can be read or written by other users: chmod 600 {path}"
        raise DeliveryError(words) from error
    except OSError as error:
        raise DeliveryError(f"secret_file: {path} cannot be read: {error.strerror}") from error
