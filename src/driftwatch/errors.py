"""Everything that can go wrong in a way its owner can fix; each message is one line in plain words."""

from collections.abc import Sequence


def printable(text: str) -> str:
    """`text` on one line: what would move a terminal's cursor or break a log is written as its escape, as in Python.

    Messages hold names out of files that may be damaged.
    """
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in text)


class DriftwatchError(Exception):
    """Base of the errors that are shown to a person as they are, without a stack trace."""

    def __init__(self, text: str = "") -> None:
        super().__init__(printable(text))


class ConfigError(DriftwatchError):
    """The attributes of a resource are wrong. Carries every problem found, not only the first."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(printable(problem) for problem in problems)
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
