"""Log lines of this process: short, whoever writes them, and without a text that must stay secret."""

import logging
import traceback
from types import TracebackType
from typing import Any, Final, TypeAlias

from driftwatch.errors import shortened

_LONGEST_TRACE: Final = 8000
_SHORTEST_SECRET: Final = 8  # characters; a shorter one would be part of other words
_SECRETS: Final[set[str]] = set()

_ExcInfo: TypeAlias = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None] | None


class LineRecord(logging.LogRecord):
    """A line whose text is made, and cut, once: its handlers and what viam-server gets of it are the same.

    A stack trace ends in the text of an exception, which may be as long as a caller likes.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        try:
            text = super().getMessage()
        except (TypeError, ValueError) as error:  # a line that cannot be made is worth a word, and no more
            text = f"{self.msg!r:.200} cannot be written with its arguments: {error}"
        self.msg, self.args = shortened(without_secrets(text)), ()
        if self.exc_info:
            self.exc_text = without_secrets(_trace(self.exc_info))
            self.exc_info = None


def keep_secret(text: str) -> None:
    """From now on no line holds `text`, such as a key."""
    if len(text) >= _SHORTEST_SECRET:
        _SECRETS.add(text)


def without_secrets(text: str) -> str:
    """`text` with stars for what must stay secret."""
    for secret in _SECRETS:
        text = text.replace(secret, "***")
    return text


def keep_log_lines_short() -> None:
    """To be called once, before the first line."""
    logging.setLogRecordFactory(LineRecord)


def _trace(exc_info: _ExcInfo) -> str:
    """The stack, and what was raised; its middle is left out where it is too long."""
    text = "".join(traceback.format_exception(*exc_info)) if exc_info else ""
    if len(text) <= _LONGEST_TRACE:
        return text
    half = _LONGEST_TRACE // 2
    return f"{text[:half]}\n... ({len(text) - 2 * half:,} characters) ...\n{text[-half:]}"
