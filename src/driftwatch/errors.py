"""Everything that can go wrong in a way its owner can fix; each message is one line in plain words."""

from collections.abc import Sequence
from typing import Final

LONGEST: Final = 2000
"""Characters of a text that leaves the module: a message, a line in the log, a value of a reading or a status."""

_LONGEST_PROBLEM: Final = 500
_MOST_PROBLEMS: Final = 100


def printable(text: str) -> str:
    """`text` on one line: what would move a terminal's cursor or break a log is written as its escape, as in Python.

    Messages hold names out of files that may be damaged.
    """
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in text)


def shortened(text: str, longest: int = LONGEST) -> str:
    """`text` of at most `longest` characters (64 or more): the end makes room for how many are left out.

    Whoever calls the module chooses some of what it says, and a gRPC message of a megabyte takes minutes to encode.
    """
    if len(text) <= longest:
        return text
    kept = longest - 40
    return f"{text[:kept]}... ({len(text) - kept:,} characters more)"


def _short(text: str, longest: int = LONGEST) -> str:
    return shortened(printable(text[: 2 * longest]) + text[2 * longest :], longest)


class DriftwatchError(Exception):
    """Base of the errors that are shown to a person as they are, without a stack trace."""

    def __init__(self, text: str = "") -> None:
        super().__init__(_short(text))


class ConfigError(DriftwatchError):
    """The attributes of a resource are wrong. Carries every problem found, up to a hundred, not only the first."""

    def __init__(self, problems: Sequence[str]) -> None:
        kept = [_short(problem, _LONGEST_PROBLEM) for problem in problems[:_MOST_PROBLEMS]]
        if len(problems) > _MOST_PROBLEMS:
            kept.append(f"{len(problems) - _MOST_PROBLEMS:,} more problems")
        self.problems = tuple(kept)
        super().__init__("; ".join(self.problems))


class ModelError(DriftwatchError):
    """A model file is missing, damaged, of another format, or cannot be used in the role that is asked of it."""


class TensorError(DriftwatchError):
    """A tensor has a name, shape or dtype that the model or the protocol does not take."""


class ImageError(DriftwatchError):
    """The bytes of a frame are not an image that can be decoded."""


class OutputError(DriftwatchError):
    """A model's answer for one frame cannot be read: not finite, wrong shape, a class without a label."""


class LabelError(DriftwatchError):
    """A label file is missing or unreadable, or its number of labels does not fit the model."""


class BusyError(DriftwatchError):
    """More calls wait for a model than its queue holds."""


class CameraError(DriftwatchError):
    """A camera did not give a frame."""


class FootageError(DriftwatchError):
    """A recording cannot be read."""


class DatasetError(DriftwatchError):
    """A data set with true boxes cannot be read."""
