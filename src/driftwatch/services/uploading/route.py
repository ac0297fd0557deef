"""The ways by which a frame can reach Viam's app."""

from typing import Protocol

from driftwatch.services.uploading.parcel import Parcel


class Route(Protocol):
    """One of them, for one upload. Every call ends within a stated time; each raises UploadError.

    name: "machine" or "app".
    """

    name: str

    async def prepare(self, parcel: Parcel) -> None:
        """Lays down on disk what `send` needs. What is in doubt after a crash is asked with `has`."""
        ...

    async def send(self, parcel: Parcel) -> None:
        """Returns once the frame has arrived."""
        ...

    async def has(self, parcel: Parcel) -> bool:
        """Whether a frame that was sent without an answer has arrived all the same."""
        ...

    async def forget(self, frame: str) -> None:
        """Clears away what was laid down for a frame that is settled, or that goes another way."""
        ...

    async def close(self) -> None: ...
