"""A way by which a frame can reach Viam's app, how long a call may take on it, and why it can fail."""

from typing import Final, Literal, Protocol, TypeAlias

from driftwatch.errors import DriftwatchError
from driftwatch.upload.item import UploadItem
from driftwatch.upload.staging import Staging

ANSWER: Final = 20.0
"""Seconds for a call that carries no image."""

_SLOWEST: Final = 20_000  # bytes a second: a bad mobile line

Kind: TypeAlias = Literal["later", "much_later", "again", "never"]


class UploadError(DriftwatchError):
    """One attempt has failed: why a frame did not go, and what that means for the next attempt.

    kind: "later" may pass by itself. "much_later" likewise, but asking often makes it worse. "again" is gone with a new
    connection: try once more at once. "never" does not pass until somebody fixes it.
    in_doubt: the frame may have arrived all the same.
    """

    def __init__(self, text: str, kind: Kind = "later", in_doubt: bool = True) -> None:
        super().__init__(text)
        self.kind: Kind = kind
        self.in_doubt = in_doubt


class Route(Protocol):
    """One way, for one upload. Every call ends within a stated time; each raises UploadError.

    name: "machine" or "app".
    """

    name: str

    async def prepare(self, item: UploadItem) -> None:
        """Writes to disk what `send` needs. What is in doubt after a crash is asked with `has`."""
        ...

    async def send(self, item: UploadItem) -> None:
        """Returns once the frame has arrived."""
        ...

    async def has(self, item: UploadItem) -> bool:
        """Whether a frame that was sent without an answer has arrived all the same."""
        ...

    async def forget(self, frame: str) -> None:
        """Removes what was written for a frame that is settled, or that goes another way."""
        ...

    async def close(self) -> None: ...


class Routes(Protocol):
    """The ways that are open to a vision service: services/upload_routes."""

    @property
    def name(self) -> str:
        """Name of the route that `make` is going to give."""
        ...

    def make(self, staging: Staging | None) -> Route:
        """staging: None where the service has no folder. Raises UploadError. May wait for the disk."""
        ...


def seconds_for(item: UploadItem) -> float:
    """Time limit in seconds of a call that carries the frame."""
    return ANSWER + len(item.data) / _SLOWEST
