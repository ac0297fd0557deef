"""A vision service at work: its model, the cameras it sees, and the watch that is kept over what the model says."""

import asyncio
import contextlib
import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from driftwatch.attributes import VisionAttributes
from driftwatch.commands.context import ServiceContext
from driftwatch.commands.dispatch import run_service_command
from driftwatch.concurrency import InFlight, SingleFlight
from driftwatch.encoded_image import EncodedImage
from driftwatch.engine.deliveries import Delivery
from driftwatch.engine.frame_processor import FRAME_PROBLEMS, FrameProcessor
from driftwatch.engine.hand_over import HandOver
from driftwatch.engine.ports import Cameras, Extra
from driftwatch.engine.watch_loop import WatchLoop
from driftwatch.errors import CameraError, ConfigError, ModelError
from driftwatch.inference.answer import Answer
from driftwatch.inference.heads.selection.choice import Choice
from driftwatch.upload.uploads import Uploads
from driftwatch.watch.clock import machine_clock
from driftwatch.watch.unused_state import UnusedState
from driftwatch.watch.vision_watch import VisionWatch

_PATIENCE = 1.0  # seconds that closing waits for calls to be answered


@dataclass(frozen=True, slots=True)
class CameraAnswer:
    """One frame of a camera and what the model said of it, before any filter."""

    image: EncodedImage
    answer: Answer


@dataclass(frozen=True, slots=True)
class Extras:
    """What only commands ask for. uploads: None where no hard frames are kept."""

    uploads: Uploads | None
    unused: UnusedState


class VisionEngine:
    """Made by `engine/opening.py`. `close` writes the statistics and ends the watching."""

    def __init__(
        self,
        attributes: VisionAttributes,
        cameras: Cameras,
        processor: FrameProcessor,
        extras: Extras,
        opened: contextlib.AsyncExitStack,
    ) -> None:
        """opened: ends what `processor` and `extras` are made of."""
        self._attributes = attributes
        self._cameras = cameras
        self._processor = processor
        self._loop: WatchLoop | None = None
        self._shared: SingleFlight[CameraAnswer] = SingleFlight(attributes.freshness_ms / 1000)
        self._calls = InFlight()  # of people, apps and the data manager that are being answered
        self._polls = InFlight()  # of the data manager
        kept, notify = processor.sinks.hard_frames, processor.sinks.notify
        self._hand_over = None if kept is None else HandOver(kept, cameras, notify, extras.uploads)
        self._extras = extras
        self._opened = opened

    @property
    def choice(self) -> Choice:
        """How the model's outputs are read: as a detector, a classifier, or both."""
        return self._processor.pipeline.choice

    @property
    def keeps_hard_frames(self) -> bool:
        return self._hand_over is not None

    def watch_by_itself(self, logger: logging.Logger) -> None:
        """Processes a frame of the default camera `watch_hz` times a second whenever no caller is being served."""
        hz = self._attributes.watch.watch_hz
        watch = self._processor.sinks.watch
        self._loop = WatchLoop(
            hz, self._watch_once, lambda: bool(self._calls), logger.warning, report=watch.watched_share
        )

    def camera(self, asked: str) -> str:
        """The camera of a call: the one it names, else the default. Raises ConfigError where there is neither."""
        name = asked or self._attributes.camera_name
        if not name:
            raise ConfigError(["camera_name: this call names no camera, and the service has no default one"])
        return name

    async def frame(self, camera: str, extra: Extra | None = None, timeout: float | None = None) -> EncodedImage:
        """Raises CameraError where the camera gives no image."""
        try:
            return await self._cameras.frame(camera, extra, timeout)
        except CameraError as problem:
            self._processor.camera_failed(camera, problem)
            raise

    async def infer(self, image: EncodedImage, camera: str = "") -> Answer:
        """What the model says of `image`, before any filter. camera: "" for an image that a caller sent in."""
        with self._calls:
            return await self._processor.process(image, camera)

    async def infer_from_camera(self, asked: str, extra: Extra | None, timeout: float | None) -> CameraAnswer:
        """The next frame of the camera that the call asked for, and what the model says of it.

        Callers who ask within `freshness_ms` of each other share one frame and one inference.
        """
        camera = self.camera(asked)

        async def infer() -> CameraAnswer:
            image = await self.frame(camera, extra, timeout)
            return CameraAnswer(image, await self.infer(image, camera))

        return await self._shared.get(camera, infer)

    async def hard_frame(self, asked: str, extra: Extra | None, timeout: float | None) -> Delivery | None:
        """The oldest hard frame that waits for the data manager; None where there is none.

        Where the service does not watch the camera by itself, this call processes its next frame first. Where that
        fails, what waits is given all the same; else it raises CameraError, ImageError and OutputError.
        """
        assert self._hand_over is not None, "asked only where `keeps_hard_frames`"
        camera, problem = self.camera(asked), None
        with self._polls:
            if self._loop is None or camera != self._attributes.camera_name:
                try:
                    await self.infer_from_camera(camera, extra, timeout)
                except (*FRAME_PROBLEMS, ModelError) as error:
                    problem = error
            # An image that a caller sent in is of no camera, and no collector asks for it: it goes along with these.
            takes_all = self._attributes.camera_name in ("", camera)
            delivery = await self._hand_over.next(camera, takes_all)
        if delivery is None and problem is not None:
            raise problem
        return delivery

    def status(self) -> dict[str, Any]:
        """Which model this is, how it is read and what is in doubt about that, and how candidate and watching go."""
        processor = self._processor
        identity, pipeline, sinks = processor.client.identity, processor.pipeline, processor.sinks
        shadow = {} if sinks.shadow is None else {"shadow": asdict(sinks.watch.shadow.status)}
        unfetched = self._hand_over.unfetched if self._hand_over else ""
        return {
            **shadow,
            **({"watching": self._loop.figures()} if self._loop else {}),
            **({"hard_frames_unfetched": unfetched} if unfetched else {}),
            **_state_of(sinks.watch),
            "model_name": identity.name,
            "model_version": identity.version,
            "model_sha256": identity.sha256,
            "labels": list(pipeline.labels or ()),
            "how": pipeline.describe(),
            "doubts": [doubt.text for doubt in pipeline.doubts],
        }

    async def command(self, command: Mapping[str, Any]) -> dict[str, Any]:
        """Runs a DoCommand. Raises ConfigError for an unknown one, with the list, and for wrong arguments."""
        sinks = self._processor.sinks
        context = ServiceContext(
            self._attributes,
            sinks.watch,
            self._processor.client,
            self.frame,
            machine_clock,
            sinks.hard_frames,
            self._extras.uploads,
            sinks.reviews,
            self._extras.unused,
            self._cameras.names,
        )
        return await run_service_command(context, command)

    async def close(self) -> None:
        if self._loop is not None:
            await self._loop.close()
        await asyncio.gather(self._calls.drain(_PATIENCE), self._polls.drain(_PATIENCE))
        if self._hand_over is not None:
            await self._hand_over.close(_PATIENCE)
        await self._opened.aclose()

    async def _watch_once(self) -> None:
        camera = self._attributes.camera_name
        await self._processor.process(await self.frame(camera), camera, gives_way=True)


def _state_of(watch: VisionWatch) -> dict[str, Any]:
    """Where what must last is kept; `state_problem` where that cannot be used, and memory is used."""
    health = watch.store.health if watch.store else None
    if health is None:
        return {}
    problem = {} if health.healthy else {"state_problem": health.reason}
    return {"state_folder": str(health.path.parent) if health.path else "", **problem}
