"""A camera that shows recorded footage: how an owner rehearses a configuration."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, TypeVar

from grpclib import GRPCError, Status
from typing_extensions import Self
from viam.components.camera import Camera
from viam.media.video import CameraMimeType, NamedImage
from viam.proto.app.robot import ComponentConfig
from viam.proto.common import Geometry, ResourceName, ResponseMetadata
from viam.proto.component.camera import GetPropertiesResponse
from viam.resource.base import ResourceBase
from viam.resource.types import Model
from viam.utils import ValueTypes

from driftwatch import names
from driftwatch.attributes import ReplayCameraAttributes
from driftwatch.concurrency import run_apart
from driftwatch.errors import CameraError, ConfigError, FootageError
from driftwatch.footage import open_footage
from driftwatch.footage.playback import Playback
from driftwatch.services.resource_config import read_attributes
from driftwatch.services.rpc.grpc_errors import translated
from driftwatch.services.rpc.one_source import OneSource
from driftwatch.services.state import ModuleState

T = TypeVar("T")

_READ_SECONDS: Final = 20.0
_CLOSE_SECONDS: Final = 1.0

SOURCE: Final = OneSource("replay")


class ReplayCamera(Camera):
    """driftwatch:edge-vision:replay_camera. Made by `new`, ready after `start`."""

    MODEL = Model.from_string(names.REPLAY_CAMERA)

    def __init__(
        self, name: str, attributes: ReplayCameraAttributes, clock: Callable[[], float] = time.monotonic
    ) -> None:
        Camera.__init__(self, name)
        self._attributes = attributes
        self._path = attributes.path
        self._is_closed = False
        self._clock = clock
        self._reader = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)
        self._playback: Playback | None = None

    @classmethod
    def new(
        cls, state: ModuleState, config: ComponentConfig, dependencies: Mapping[ResourceName, ResourceBase]
    ) -> Self:
        reading = read_attributes(ReplayCameraAttributes, config)
        camera = cls(config.name, reading.value)
        for warning in reading.warnings:
            camera.logger.warning(warning)
        return camera

    @classmethod
    def validate_config(cls, config: ComponentConfig) -> tuple[Sequence[str], Sequence[str]]:
        read_attributes(ReplayCameraAttributes, config)
        return [], []

    async def start(self) -> None:
        """Opens the footage. Raises FootageError in plain words."""
        await self._play(self._attributes.path)

    @translated
    async def get_images(
        self,
        *,
        filter_source_names: Sequence[str] | None = None,
        extra: dict[str, Any] | None = None,
        timeout: float | None = None,
        **kwargs: Any,
    ) -> tuple[Sequence[NamedImage], ResponseMetadata]:
        SOURCE.check(filter_source_names)
        playback = self._require_playback()
        still = await self._on_reader(playback.current)
        return SOURCE.answer(still.data, CameraMimeType.from_string(still.mime_type))

    @translated
    async def get_properties(self, *, timeout: float | None = None, **kwargs: Any) -> GetPropertiesResponse:
        return GetPropertiesResponse(
            supports_pcd=False,
            mime_types=[CameraMimeType.JPEG, CameraMimeType.PNG],
            frame_rate=self._require_playback().fps,
        )

    async def get_point_cloud(
        self, *, extra: dict[str, Any] | None = None, timeout: float | None = None, **kwargs: Any
    ) -> tuple[bytes, str]:
        raise GRPCError(Status.UNIMPLEMENTED, "a replay camera has no point clouds")

    async def get_geometries(
        self, *, extra: dict[str, Any] | None = None, timeout: float | None = None, **kwargs: Any
    ) -> list[Geometry]:
        return []

    @translated
    async def get_status(self, *, timeout: float | None = None, **kwargs: Any) -> Mapping[str, ValueTypes]:
        return {"path": self._path, "fps": self._require_playback().fps}

    @translated
    async def do_command(
        self, command: Mapping[str, ValueTypes], *, timeout: float | None = None, **kwargs: Any
    ) -> Mapping[str, ValueTypes]:
        """{"command": "play", "path": ...} shows other footage from now on, as when a scene changes."""
        path = command.get("path")
        if command.get("command") != "play" or not isinstance(path, str):
            raise ConfigError(['command: must be {"command": "play", "path": "a video, an image or a folder"}'])
        await self._play(path)
        return await self.get_status()

    async def close(self) -> None:
        self._is_closed = True
        playback, self._playback = self._playback, None
        if playback is not None:
            with suppress(FootageError):  # a file that hangs is left to itself
                await self._on_reader(playback.close, _CLOSE_SECONDS)
        self._reader.shutdown(wait=False)

    async def _play(self, path: str) -> None:
        footage = await run_apart(lambda: open_footage(Path(path)), _READ_SECONDS, f"the footage {path}")
        if self._is_closed:
            footage.close()
            raise CameraError(f'camera "{self.name}" is closed')
        before = self._playback
        self._playback = Playback(footage, self._attributes.fps, self._attributes.loop, self._clock)
        self._path = path
        if before is not None:
            await self._on_reader(before.close)
        self.logger.info(f"{path}: {len(footage)} frames at {self._playback.fps:g} a second")

    def _require_playback(self) -> Playback:
        if self._playback is None:
            raise CameraError(f'camera "{self.name}" is closed')
        return self._playback

    async def _on_reader(self, job: Callable[[], T], seconds: float = _READ_SECONDS) -> T:
        """Raises FootageError where the disk does not answer."""
        try:
            return await asyncio.wait_for(asyncio.get_running_loop().run_in_executor(self._reader, job), seconds)
        except (TimeoutError, asyncio.TimeoutError) as error:
            raise FootageError(f"{self._path}: the disk has not answered within {seconds:g} s") from error
