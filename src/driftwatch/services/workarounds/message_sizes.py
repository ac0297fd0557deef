"""Refuses a message that is too large before it is received.

grpclib 0.4.9: grpclib.stream.recv_message takes whatever size a message says it has, up to 4 GB, and has no setting.
https://github.com/vmagamedov/grpclib/blob/v0.4.9/grpclib/stream.py

viam-server itself takes and passes on 32 MB (MaxMessageSize in rpc/const.go of go.viam.com/utils), so no more comes
from there. Few calls carry an image or tensors; what the others carry is turned into Python objects on the event loop,
a megabyte in some tenths of a second.
"""

import asyncio
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import grpclib.server
from google.protobuf.message import Message
from grpclib import GRPCError, Status

LARGEST: Final = 1 << 25
"""Bytes of a call that carries an image or tensors."""

LARGEST_PLAIN: Final = 1 << 18
"""Bytes of any other call."""

LARGEST_CONFIG: Final = 1 << 22
"""Bytes of a resource's configuration."""

AT_ONCE: Final = 4 * LARGEST
"""Bytes of large messages that are being answered at one time."""

_HEADER: Final = struct.Struct(">?I")
LIMITS: Final[Mapping[str, int]] = {
    "InferCall": LARGEST,
    "GetDetectionsRequest": LARGEST,
    "GetClassificationsRequest": LARGEST,
    "AddResourceRequest": LARGEST_CONFIG,
    "ReconfigureResourceRequest": LARGEST_CONFIG,
    "ValidateConfigRequest": LARGEST_CONFIG,
}


@dataclass(slots=True)
class Room:
    """For large messages: each has its bytes until its call is answered. For one event loop."""

    most: int = AT_ONCE
    taken: int = field(default=0, init=False)

    def take(self, size: int) -> Callable[[object], None]:
        """Gives what is to be called at the end. Raises GRPCError where there is not enough room."""
        if self.taken + size > self.most:
            text = f"calls that carry {_megabytes(self.taken)} are being answered already; ask again, or less often"
            raise GRPCError(Status.RESOURCE_EXHAUSTED, text)
        self.taken += size

        def give_back(_: object) -> None:
            self.taken -= size

        return give_back


def receive_bounded_messages(room: Room | None = None, limits: Mapping[str, int] = LIMITS) -> None:
    """To be called before the module serves; holds for every service of the process.

    limits: bytes by the name of a request; all others may have LARGEST_PLAIN.
    """
    grpclib.server.recv_message = _receiver(room or Room(), limits)  # pyright: ignore[reportPrivateImportUsage]


def _receiver(room: Room, limits: Mapping[str, int]) -> Any:
    async def recv_message(stream: Any, codec: Any, message_type: type[Message]) -> Any:
        header = await stream.recv_data(_HEADER.size)
        if not header:
            return None
        is_compressed, size = _HEADER.unpack(header)
        if is_compressed:
            raise GRPCError(Status.UNIMPLEMENTED, "compressed messages are not supported")
        limit = limits.get(message_type.__name__, LARGEST_PLAIN)
        if size > limit:
            text = f"the call has {_megabytes(size)}, at most {_megabytes(limit)} are accepted"
            raise GRPCError(Status.RESOURCE_EXHAUSTED, text)
        if size > LARGEST_PLAIN:
            answering = asyncio.current_task()
            assert answering is not None, "grpclib answers each call in a task"
            answering.add_done_callback(room.take(size))
        return codec.decode(await stream.recv_data(size), message_type)

    return recv_message


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.1f} MB"
