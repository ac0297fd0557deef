"""The part of viam-server that uploads need: it takes a file's content, deletes the file, and answers."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from grpclib import GRPCError
from grpclib.client import Channel
from grpclib.server import Stream
from viam.gen.robot.v1.robot_grpc import UnimplementedRobotServiceBase
from viam.proto.app.datasync import UploadMetadata
from viam.proto.robot import RobotServiceStub, UploadDataFromPathRequest, UploadDataFromPathResponse

from tests.fake_app.listening import listening


@dataclass
class FakeMachine:
    """refusals: of the next calls, in turn. after_upload: called when the file is gone, before the answer."""

    uploaded: list[tuple[str, bytes]] = field(default_factory=list[tuple[str, bytes]])
    metadata: list[UploadMetadata] = field(default_factory=list[UploadMetadata])
    refusals: list[GRPCError] = field(default_factory=list[GRPCError])
    after_upload: Callable[[], object] = lambda: None
    fails: bool = False
    hangs: bool = False

    @property
    def images(self) -> list[bytes]:
        return [content for _, content in self.uploaded]

    def take(self, path: Path) -> None:
        self.uploaded.append((path.name, path.read_bytes()))
        path.unlink()


class _Robot(UnimplementedRobotServiceBase):
    def __init__(self, machine: FakeMachine) -> None:
        self._machine = machine

    async def UploadDataFromPath(  # noqa: N802
        self, stream: Stream[UploadDataFromPathRequest, UploadDataFromPathResponse]
    ) -> None:
        request = await stream.recv_message()
        assert request is not None
        machine = self._machine
        if machine.hangs:
            await asyncio.Event().wait()
        if machine.refusals:
            raise machine.refusals.pop(0)
        if machine.fails:
            await stream.send_message(UploadDataFromPathResponse(files_failed=1))
            return
        machine.take(Path(request.path))
        machine.metadata.append(request.upload_metadata)
        machine.after_upload()
        await stream.send_message(UploadDataFromPathResponse(files_uploaded=1, ids=[f"id-{len(machine.uploaded)}"]))


class Client:
    """As viam.robot.client.RobotClient calls it; it connects again where a call gets no answer, as that one does."""

    def __init__(self, port: int) -> None:
        self._port = port
        self.channel = Channel("127.0.0.1", port)

    async def upload_data_from_path(
        self, path: str, *, upload_metadata: UploadMetadata | None = None, timeout: float | None = None
    ) -> UploadDataFromPathResponse:
        request = UploadDataFromPathRequest(path=path, upload_metadata=upload_metadata)
        try:
            return await RobotServiceStub(self.channel).UploadDataFromPath(request, timeout=timeout)
        except (asyncio.CancelledError, asyncio.TimeoutError):
            self.channel.close()
            self.channel = Channel("127.0.0.1", self._port)
            raise


@asynccontextmanager
async def serving(machine: FakeMachine) -> AsyncGenerator[int, None]:
    """Gives the port."""
    async with listening([_Robot(machine)]) as port:
        yield port
