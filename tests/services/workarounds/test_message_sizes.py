import asyncio
import inspect
from collections.abc import AsyncIterator
from pathlib import Path

import grpclib.server
import grpclib.stream
import pytest
import pytest_asyncio
from google.protobuf.struct_pb2 import Struct
from grpclib import GRPCError, Status
from grpclib.client import Channel
from grpclib.const import Cardinality, Handler
from grpclib.server import Server, Stream
from viam.proto.common import DoCommandRequest, DoCommandResponse
from viam.proto.service.vision import GetDetectionsRequest, GetDetectionsResponse

from driftwatch.services.workarounds.message_sizes import LARGEST_PLAIN, Room, receive_bounded_messages
from tests.services.workarounds.calling import call
from tests.waiting import until_async

LARGEST = 4 * LARGEST_PLAIN


class Service:
    """Answers images when it is let to, and commands at once."""

    def __init__(self) -> None:
        self.images = 0
        self.may_answer = asyncio.Event()

    async def has(self, images: int) -> bool:
        return self.images == images

    async def look(self, stream: Stream[GetDetectionsRequest, GetDetectionsResponse]) -> None:
        assert await stream.recv_message() is not None
        self.images += 1
        await self.may_answer.wait()
        await stream.send_message(GetDetectionsResponse())

    async def do(self, stream: Stream[DoCommandRequest, DoCommandResponse]) -> None:
        assert await stream.recv_message() is not None
        await stream.send_message(DoCommandResponse(result=Struct()))

    def __mapping__(self) -> dict[str, Handler]:
        unary = Cardinality.UNARY_UNARY
        return {
            "/s/Look": Handler(self.look, unary, GetDetectionsRequest, GetDetectionsResponse),
            "/s/Do": Handler(self.do, unary, DoCommandRequest, DoCommandResponse),
        }


@pytest_asyncio.fixture
async def served(tmp_path: Path) -> AsyncIterator[tuple[Service, Channel]]:
    before = grpclib.server.recv_message  # pyright: ignore[reportPrivateImportUsage]
    receive_bounded_messages(Room(3 * LARGEST), {"GetDetectionsRequest": LARGEST})
    service = Service()
    server = Server([service])
    await server.start(path=str(tmp_path / "s"))
    channel = Channel(path=str(tmp_path / "s"))
    yield service, channel
    channel.close()
    server.close()
    await server.wait_closed()
    grpclib.server.recv_message = before  # pyright: ignore[reportPrivateImportUsage]


def image(size: int) -> GetDetectionsRequest:
    return GetDetectionsRequest(image=bytes(size))


async def test_a_message_that_is_too_large_is_refused_and_the_next_is_answered(
    served: tuple[Service, Channel],
) -> None:
    service, channel = served
    service.may_answer.set()
    for _ in range(3):
        with pytest.raises(GRPCError) as refused:
            await call(channel, "/s/Look", image(LARGEST + 1))
        assert refused.value.status is Status.RESOURCE_EXHAUSTED
    await call(channel, "/s/Look", image(LARGEST - 100))
    assert service.images == 1


async def test_a_command_is_small(served: tuple[Service, Channel]) -> None:
    _, channel = served
    with pytest.raises(GRPCError, match=r"0\.3 MB are accepted"):
        await call(channel, "/s/Do", DoCommandRequest(name="x" * LARGEST_PLAIN))
    await call(channel, "/s/Do", DoCommandRequest(name="x" * 1000))


async def test_large_messages_that_wait_have_bounded_room(served: tuple[Service, Channel]) -> None:
    service, channel = served
    size, fitting = LARGEST - 100, 3
    calls = [asyncio.ensure_future(call(channel, "/s/Look", image(size))) for _ in range(fitting)]
    await until_async(lambda: service.has(fitting), 30)
    with pytest.raises(GRPCError, match="are being answered already"):
        await call(channel, "/s/Look", image(size))
    await call(channel, "/s/Do", DoCommandRequest(name="x"))
    service.may_answer.set()
    await asyncio.gather(*calls)
    await call(channel, "/s/Look", image(size))


def test_grpclib_still_takes_whatever_size_it_is_told() -> None:
    """Where this fails, the workaround can go."""
    assert "recv_data(message_len)" in inspect.getsource(grpclib.stream.recv_message)
    assert "max" not in inspect.signature(Server).parameters
