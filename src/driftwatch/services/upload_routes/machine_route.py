"""Through the machine that the module runs on: needs no key, and takes no boxes."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Final, Protocol

from grpclib import GRPCError, Status
from grpclib.exceptions import StreamTerminatedError
from viam.proto.app.datasync import UploadMetadata
from viam.proto.robot import UploadDataFromPathResponse

from driftwatch.concurrency import run_in_thread
from driftwatch.upload.item import UploadItem
from driftwatch.upload.route import UploadError, seconds_for
from driftwatch.upload.staging import Staging

NAME: Final = "machine"


class MachineClient(Protocol):
    """What is needed of viam.robot.client.RobotClient."""

    async def upload_data_from_path(
        self, path: str, *, upload_metadata: UploadMetadata | None = None, timeout: float | None = None
    ) -> UploadDataFromPathResponse: ...


class MachineRoute:
    """viam-server uploads a file under its own name and deletes it then. It does not try again by itself."""

    name = NAME

    def __init__(
        self,
        machine: Callable[[], MachineClient | None],
        staging: Staging,
        deadline: Callable[[UploadItem], float] = seconds_for,
    ) -> None:
        self._machine = machine
        self._staging = staging
        self._deadline = deadline

    async def prepare(self, item: UploadItem) -> None:
        try:
            await run_in_thread(lambda: self._staging.put(item))
        except OSError as error:
            words = f"the file for the machine to upload cannot be written: {error.strerror or error}"
            raise UploadError(words, in_doubt=False) from error

    async def send(self, item: UploadItem) -> None:
        machine = self._machine()
        if machine is None:
            raise UploadError("the module has no connection to its machine yet", in_doubt=False)
        path, seconds = str(self._staging.path(item)), self._deadline(item)
        metadata = UploadMetadata(tags=item.tags, dataset_ids=item.dataset_ids)
        try:
            call = machine.upload_data_from_path(path, upload_metadata=metadata, timeout=seconds)
            answer = await asyncio.wait_for(call, seconds)
        except (asyncio.TimeoutError, TimeoutError) as error:
            raise UploadError(f"viam-server has not uploaded the frame within {seconds:.0f} s") from error
        except GRPCError as error:
            raise _problem(error) from error
        except (OSError, StreamTerminatedError) as error:
            raise UploadError("the connection between the module and viam-server was cut") from error
        if answer.files_uploaded < 1 and not await self.has(item):
            raise UploadError("viam-server could not upload the frame; its own log says why")

    async def has(self, item: UploadItem) -> bool:
        """viam-server deletes what has arrived, and nothing else here does before the frame is settled."""
        try:
            return not await run_in_thread(lambda: self._staging.holds(item.id))
        except OSError as error:
            words = f"whether the machine has uploaded the frame cannot be seen: {error.strerror or error}"
            raise UploadError(words) from error

    async def forget(self, frame: str) -> None:
        with suppress(OSError):  # a leftover is cleared away when the service starts again
            await run_in_thread(lambda: self._staging.remove(frame))

    async def close(self) -> None:
        """The connection is the module's."""


def _problem(error: GRPCError) -> UploadError:
    """viam-server's errors here are texts without a status of their own."""
    text = error.message or error.status.name
    if error.status is Status.UNIMPLEMENTED:
        return UploadError("this viam-server cannot upload files on demand; a newer one can", "never", False)
    if "not connected to the cloud" in text:
        return UploadError("the machine is not connected to the cloud", in_doubt=False)
    if "no data manager" in text:
        words = "the machine has no data manager, which uploads; add the service rdk:service:data_manager to its config"
        return UploadError(words, in_doubt=False)
    return UploadError(f"viam-server could not upload the frame: {text}")
