"""Forgets sooner how the calls of a connection ended, which h2 remembers for the last 65,536 of them: 18 MB.

h2 4.4.1: H2Connection.MAX_CLOSED_STREAMS is a constant of the class, and grpclib makes the connections.
https://github.com/python-hyper/h2/blob/v4.4.1/src/h2/connection.py

A camera at 40 frames a second fills it in half an hour, which looks like a leak, and there are two connections. It is
asked only where a frame of a call arrives after that call was reset, on a local socket some milliseconds later.
"""

from typing import Final

from h2.connection import H2Connection

KEPT: Final = 4096
"""Calls of a connection, a minute and more of a busy machine's; 1 MB."""


def forget_closed_streams(kept: int = KEPT) -> None:
    """For connections that are made from now on."""
    H2Connection.MAX_CLOSED_STREAMS = kept  # pyright: ignore[reportAttributeAccessIssue]
