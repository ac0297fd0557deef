"""What a run could not write at its end, in a small file of its own: the next run says it once."""

import contextlib
import json
import os
import uuid
from pathlib import Path
from typing import Final

from driftwatch.regular_file import read_regular

FILE: Final = "unwritten.json"
_PRIVATE: Final = 0o600
_LARGEST: Final = 4096  # bytes
_LONGEST: Final = 500  # characters of a reason
_RUN: Final = uuid.uuid4().hex


def leave(folder: Path, count: int, reason: str) -> None:
    """count: minutes and samples. Does nothing where the folder takes no file: then the log alone has it."""
    content = json.dumps({"records": count, "reason": reason[:_LONGEST], "run": _RUN}).encode()
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOFOLLOW
    with contextlib.suppress(OSError):
        handle = os.open(folder / FILE, flags, _PRIVATE)
        with os.fdopen(handle, "wb") as file:
            file.write(content)


def take_back(folder: Path) -> None:
    """It was written after all."""
    with contextlib.suppress(OSError):
        (folder / FILE).unlink(missing_ok=True)


def found(folder: Path) -> str:
    """What the run before has left, one line; "" for nothing. It is said only once."""
    try:
        left = json.loads(read_regular(folder / FILE, _LARGEST))
        if left["run"] == _RUN:  # this one is about to end, and may still write it
            return ""
        count, reason = int(left["records"]), str(left["reason"])[:_LONGEST]
    except FileNotFoundError:
        return ""
    except (OSError, ValueError, TypeError, KeyError):
        count, reason = 0, ""
    take_back(folder)
    what = f"{count} minutes and samples" if count > 0 else "some minutes and samples"
    return f"the run before this one ended before the disk had taken {what}, which are lost" + (
        reason and f": {reason}"
    )
