"""Straight to Viam's app, with an owner's key: image, boxes, tags and data set in one call."""

import asyncio
from collections.abc import Callable
from typing import Any, Final

from grpclib.client import Channel
from viam.proto.app.data import (
    BinaryDataByFilterResponse,
    BinaryDataByIDsRequest,
    BinaryDataByIDsResponse,
    BinaryMetadata,
    DataServiceStub,
)
from viam.proto.app.datasync import DataSyncServiceStub

from driftwatch.services.upload_routes import messages
from driftwatch.services.upload_routes.app_link import AppLink
from driftwatch.services.upload_routes.app_settings import AppSettings
from driftwatch.upload.item import UploadItem
from driftwatch.upload.route import ANSWER, seconds_for

NAME: Final = "app"
Metadata = dict[str, str]


class AppRoute:
    """service: name of the vision service, under which the data manager would have filed the frame."""

    name = NAME

    def __init__(
        self,
        settings: AppSettings,
        service: str,
        deadline: Callable[[UploadItem], float] = seconds_for,
        answer_seconds: float = ANSWER,
    ) -> None:
        self._part_id = settings.part_id
        self._service = service
        self._deadline = deadline
        self._answer_seconds = answer_seconds
        self._link = AppLink(settings, answer_seconds)

    async def prepare(self, item: UploadItem) -> None:
        """The call carries everything."""

    async def send(self, item: UploadItem) -> None:
        send = _send_whole if len(item.data) <= messages.LARGEST else _send_pieces
        await self._link.call(
            self._deadline(item),
            lambda channel, metadata: send(DataSyncServiceStub(channel), metadata, item, self._service, self._part_id),
        )

    async def has(self, item: UploadItem) -> bool:
        """Looks among the files of this machine and this instant for one with the same bytes as the frame."""
        last = ""
        while True:
            page = await self._files(item, last)
            for file in page.data:
                if await self._is_same(file.metadata, item):
                    return True
            if not page.data or not page.last or page.last == last:
                return False
            last = page.last

    async def forget(self, frame: str) -> None:
        """Nothing was written to disk."""

    async def close(self) -> None:
        self._link.close()

    async def _files(self, item: UploadItem, last: str) -> BinaryDataByFilterResponse:
        request = messages.question(item, self._part_id, last)
        return await self._link.call(
            self._answer_seconds,
            lambda channel, metadata: DataServiceStub(channel).BinaryDataByFilter(request, metadata=metadata),
        )

    async def _is_same(self, file: BinaryMetadata, item: UploadItem) -> bool:
        if file.file_size_bytes not in (0, len(item.data)):  # 0 where the app does not say
            return False
        request = BinaryDataByIDsRequest(binary_data_ids=[file.binary_data_id], include_binary=True)

        async def fetch(channel: Channel, metadata: Metadata) -> BinaryDataByIDsResponse:
            return await DataServiceStub(channel).BinaryDataByIDs(request, metadata=metadata)

        found = await self._link.call(self._deadline(item), fetch)
        return any(one.binary == item.data for one in found.data)


async def _send_whole(stub: DataSyncServiceStub, metadata: Metadata, item: UploadItem, *about: str) -> None:
    await stub.DataCaptureUpload(messages.whole(item, *about), metadata=metadata)


async def _send_pieces(stub: DataSyncServiceStub, metadata: Metadata, item: UploadItem, *about: str) -> None:
    stream: Any
    async with stub.StreamingDataCaptureUpload.open(metadata=metadata) as stream:
        for piece in messages.pieces(item, *about):
            await stream.send_message(piece)
            await asyncio.sleep(0)  # a fast line would not let anything else run until the image is through
        await stream.end()
        if await stream.recv_message() is None:
            await stream.recv_trailing_metadata()  # raises what the app said
            raise ConnectionResetError
