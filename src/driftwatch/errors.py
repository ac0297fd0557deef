"""Everything that can go wrong in a way its owner can mend; each message is one line in plain words."""

from collections.abc import Sequence


class DriftwatchError(Exception):
    """Base of the errors that are shown to a person as they are, without a stack trace."""


class ConfigError(DriftwatchError):
    """The attributes of a resource are wrong. Carries every problem found, not only the first."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
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
