"""A connection to a machine that carries calls and log lines at the same time."""

import asyncio
import logging
import threading
from pathlib import Path

import pytest
from grpclib.client import Channel
from grpclib.server import Server, Stream
from viam import logging as viam_logging
from viam.gen.robot.v1.robot_grpc import UnimplementedRobotServiceBase
from viam.proto.robot import GetVersionRequest, GetVersionResponse, LogRequest, LogResponse, RobotServiceStub
from viam.robot.client import RobotClient

from driftwatch.services.workarounds.log_thread import send_log_lines_from

LINES, CALLS = 300, 200


class FakeMachine(UnimplementedRobotServiceBase):
    def __init__(self) -> None:
        self.lines: list[str] = []

    async def Log(self, stream: Stream[LogRequest, LogResponse]) -> None:  # noqa: N802
        request = await stream.recv_message()
        assert request is not None
        self.lines += [entry.message.partition("\t")[2] for entry in request.logs]
        await stream.send_message(LogResponse())

    async def GetVersion(self, stream: Stream[GetVersionRequest, GetVersionResponse]) -> None:  # noqa: N802
        await stream.recv_message()
        await stream.send_message(GetVersionResponse(platform="x" * 2000))


async def test_no_line_and_no_call_is_lost_where_both_are_sent_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(viam_logging, "_SingletonEventLoopThread", None)
    machine, path = FakeMachine(), str(tmp_path / "machine.sock")
    server, channel = Server([machine]), Channel(path=path)
    await server.start(path=path)
    send_log_lines_from(asyncio.get_running_loop())
    client = RobotClient()
    client._client = stub = RobotServiceStub(channel)  # pyright: ignore[reportPrivateUsage]
    logger = logging.Logger("lines")
    logger.addHandler(viam_logging._ModuleHandler(client))  # pyright: ignore[reportPrivateUsage]

    def log() -> None:
        for number in range(LINES):
            logger.info("line %d", number)

    async def call() -> None:
        for _ in range(CALLS):
            await asyncio.wait_for(stub.GetVersion(GetVersionRequest()), 20)

    await stub.GetVersion(GetVersionRequest())  # by then both sides know how many streams the other one takes
    thread = threading.Thread(target=log)
    thread.start()
    await asyncio.gather(call(), call(), call())
    await asyncio.to_thread(thread.join)
    while len(machine.lines) < LINES:
        await call()
    assert sorted(machine.lines) == sorted(f"line {number}" for number in range(LINES))
    channel.close()
    server.close()
