"""The part of Viam's app that uploads need, on loopback: tokens, files with annotations, questions about them."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from grpclib import GRPCError, Status
from grpclib.server import Stream
from viam.gen.app.data.v1.data_grpc import UnimplementedDataServiceBase
from viam.gen.app.datasync.v1.data_sync_grpc import UnimplementedDataSyncServiceBase
from viam.gen.proto.rpc.v1.auth_grpc import UnimplementedAuthServiceBase
from viam.proto.app.data import (
    BinaryData,
    BinaryDataByFilterRequest,
    BinaryDataByFilterResponse,
    BinaryDataByIDsRequest,
    BinaryDataByIDsResponse,
    BinaryMetadata,
)
from viam.proto.app.datasync import (
    DataCaptureUploadRequest,
    DataCaptureUploadResponse,
    SensorMetadata,
    StreamingDataCaptureUploadRequest,
    StreamingDataCaptureUploadResponse,
    UploadMetadata,
)
from viam.proto.rpc.auth import AuthenticateRequest, AuthenticateResponse

from tests.fake_app.listening import listening

KEY, KEY_ID, PART = "a-key-that-nobody-may-read", "11111111-2222-3333-4444-555555555555", "part-1"


@dataclass(frozen=True, slots=True)
class Stored:
    id: str
    about: UploadMetadata
    sensor: SensorMetadata
    binary: bytes


@dataclass
class FakeApp:
    """after_store: called between a file's being stored and the answer. refusals: of the next uploads, in turn.

    gate: calls wait until it is open.
    """

    datasets: set[str] = field(default_factory=set[str])
    stored: list[Stored] = field(default_factory=list[Stored])
    tokens: set[str] = field(default_factory=set[str])
    refusals: list[GRPCError] = field(default_factory=list[GRPCError])
    after_store: Callable[[], object] = lambda: None
    hangs: bool = False
    gate: asyncio.Event | None = None
    tells_sizes: bool = True
    logins: int = 0
    questions: int = 0

    @property
    def images(self) -> list[bytes]:
        return [one.binary for one in self.stored]

    def store(self, about: UploadMetadata, sensor: SensorMetadata, binary: bytes) -> str:
        for dataset in about.dataset_ids:
            if dataset not in self.datasets:
                raise GRPCError(Status.NOT_FOUND, f"dataset {dataset} not found")
        self.stored.append(Stored(f"id-{len(self.stored)}", about, sensor, binary))
        self.after_store()
        return self.stored[-1].id

    async def admit(self, stream: Stream[Any, Any]) -> None:
        if self.hangs:
            await asyncio.Event().wait()
        if self.gate is not None:
            await self.gate.wait()
        token = str((stream.metadata or {}).get("authorization", "")).removeprefix("Bearer ")
        if token not in self.tokens:
            raise GRPCError(Status.UNAUTHENTICATED, "token expired")

    def refuse(self) -> None:
        if self.refusals:
            raise self.refusals.pop(0)

    def describe(self, one: Stored, with_bytes: bool) -> BinaryData:
        metadata = BinaryMetadata(
            binary_data_id=one.id,
            time_requested=one.sensor.time_requested,
            file_size_bytes=len(one.binary) if self.tells_sizes else 0,
        )
        return BinaryData(metadata=metadata, binary=one.binary if with_bytes else b"")


class _Auth(UnimplementedAuthServiceBase):
    def __init__(self, app: FakeApp) -> None:
        self._app = app

    async def Authenticate(self, stream: Stream[AuthenticateRequest, AuthenticateResponse]) -> None:  # noqa: N802
        request = await stream.recv_message()
        assert request is not None
        if (request.entity, request.credentials.payload) != (KEY_ID, KEY):
            raise GRPCError(Status.UNAUTHENTICATED, "invalid credentials")
        self._app.logins += 1
        token = f"token-{self._app.logins}"
        self._app.tokens.add(token)
        await stream.send_message(AuthenticateResponse(access_token=token))


class _DataSync(UnimplementedDataSyncServiceBase):
    def __init__(self, app: FakeApp) -> None:
        self._app = app

    async def DataCaptureUpload(  # noqa: N802
        self, stream: Stream[DataCaptureUploadRequest, DataCaptureUploadResponse]
    ) -> None:
        request = await stream.recv_message()
        assert request is not None
        await self._app.admit(stream)
        self._app.refuse()
        contents = request.sensor_contents[0]
        stored = self._app.store(request.metadata, contents.metadata, contents.binary)
        await stream.send_message(DataCaptureUploadResponse(binary_data_id=stored))

    async def StreamingDataCaptureUpload(  # noqa: N802
        self, stream: Stream[StreamingDataCaptureUploadRequest, StreamingDataCaptureUploadResponse]
    ) -> None:
        await self._app.admit(stream)
        self._app.refuse()
        head = await stream.recv_message()
        assert head is not None
        binary = b"".join([piece.data async for piece in stream])
        stored = self._app.store(head.metadata.upload_metadata, head.metadata.sensor_metadata, binary)
        await stream.send_message(StreamingDataCaptureUploadResponse(binary_data_id=stored))


class _Data(UnimplementedDataServiceBase):
    """Pages of two files."""

    def __init__(self, app: FakeApp) -> None:
        self._app = app

    async def BinaryDataByFilter(  # noqa: N802
        self, stream: Stream[BinaryDataByFilterRequest, BinaryDataByFilterResponse]
    ) -> None:
        request = await stream.recv_message()
        assert request is not None
        await self._app.admit(stream)
        self._app.questions += 1
        asked = request.data_request
        start, end = asked.filter.interval.start.ToNanoseconds(), asked.filter.interval.end.ToNanoseconds()
        found = [
            one
            for one in self._app.stored
            if one.about.part_id == asked.filter.part_id and start <= one.sensor.time_requested.ToNanoseconds() <= end
        ]
        first = int(asked.last or 0)
        page = [self._app.describe(one, request.include_binary) for one in found[first : first + 2]]
        last = str(first + len(page)) if page else ""
        await stream.send_message(BinaryDataByFilterResponse(data=page, count=len(page), last=last))

    async def BinaryDataByIDs(  # noqa: N802
        self, stream: Stream[BinaryDataByIDsRequest, BinaryDataByIDsResponse]
    ) -> None:
        request = await stream.recv_message()
        assert request is not None
        await self._app.admit(stream)
        found = [one for one in self._app.stored if one.id in request.binary_data_ids]
        data = [self._app.describe(one, request.include_binary) for one in found]
        await stream.send_message(BinaryDataByIDsResponse(data=data, count=len(data)))


def auth_of(app: FakeApp) -> Any:
    """The service that gives tokens."""
    return _Auth(app)


def services_of(app: FakeApp) -> list[Any]:
    return [_Auth(app), _DataSync(app), _Data(app)]


@asynccontextmanager
async def serving(app: FakeApp) -> AsyncGenerator[int, None]:
    """Gives the port."""
    async with listening(services_of(app)) as port:
        yield port
