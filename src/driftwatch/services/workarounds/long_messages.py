"""Cuts the text of an error before it becomes a header of HTTP/2.

grpclib 0.4.9: grpclib.server puts an error's whole text into the header grpc-message. hpack encodes headers with one
shift of all bits for each character, on the event loop: 30,000 characters take 2 s, 300,000 take 17 s, and every other
caller waits.
https://github.com/vmagamedov/grpclib/blob/v0.4.9/grpclib/server.py
"""

from typing import Final

import grpclib.server
from grpclib.metadata import encode_grpc_message

from driftwatch.errors import shortened

LONGEST: Final = 4000
"""Characters of the header; one outside of ASCII takes up to twelve."""

_ATTEMPTS: Final = 5


def encode_short(message: str) -> str:
    """As grpclib's encode_grpc_message, of as much of `message` as may be sent."""
    text = shortened(message, LONGEST)
    for _ in range(_ATTEMPTS):
        encoded = encode_grpc_message(text)
        if len(encoded) <= LONGEST:
            return encoded
        text = shortened(text, max(64, len(text) * LONGEST // len(encoded) - 64))
    return encode_grpc_message(ascii(text[:64]))


def send_short_messages() -> None:
    """To be called before the module serves; holds for every service of the process, the SDK's own included."""
    grpclib.server.encode_grpc_message = encode_short  # pyright: ignore[reportPrivateImportUsage]
