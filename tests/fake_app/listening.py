"""A gRPC server on loopback."""

import socket
from collections.abc import AsyncGenerator, Collection
from contextlib import asynccontextmanager
from typing import Any

from grpclib.server import Server


@asynccontextmanager
async def listening(services: Collection[Any]) -> AsyncGenerator[int, None]:
    """Gives the port."""
    server = Server(services)
    listener = socket.create_server(("127.0.0.1", 0))
    await server.start(sock=listener)
    try:
        yield listener.getsockname()[1]
    finally:
        server.close()
        await server.wait_closed()
