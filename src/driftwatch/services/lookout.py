"""A vision service at work: its model, the cameras it sees, and the watch that is kept over what it says."""

import asyncio
import contextlib
import logging
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Protocol

from viam.proto.common import ResourceName
from viam.resource.base import ResourceBase

from driftwatch.capture.frame import Frame
from driftwatch.errors import CameraError, ConfigError
from driftwatch.inference.answer import Answer
from driftwatch.inference.heads.choice import Choice
from driftwatch.inference.worker import beside_the_loop
from driftwatch.report.advice import filter_doubts
from driftwatch.services.assembling import Treatment, assemble
from driftwatch.services.attributes import VisionAttributes
from driftwatch.services.cameras import Cameras
from driftwatch.services.deliveries import Deliveries, Delivery
from driftwatch.services.doctor import DOCTOR, DoctorArguments, doctor
from driftwatch.services.keeping import open_hard_frames
from driftwatch.services.model_link import link_to
from driftwatch.services.observer import FRAME_PROBLEMS, Followers, Observer
from driftwatch.services.ongoing import Ongoing
from driftwatch.services.shadow.shadow import Live, open_shadow
from driftwatch.services.sharing import Sharing
from driftwatch.services.uploading.commands import UPLOAD_COMMANDS
from driftwatch.services.uploading.opening import open_uploads, uploads_of
from driftwatch.services.watch_loop import WatchLoop
from driftwatch.storage.health import Notice
from driftwatch.storage.state_dir import state_places
from driftwatch.watch.arguments import arguments_of
from driftwatch.watch.capture_commands import CAPTURE_COMMANDS, CaptureContext, run_capture_command
from driftwatch.watch.clock import machine_clock
from driftwatch.watch.commands import run_command
from driftwatch.watch.registry import REGISTRY

if TYPE_CHECKING:
    from driftwatch.services.uploading.uploads import Uploads

_PATIENCE = 1.0  # seconds that closing waits for calls to be answered

Extra = Mapping[str, Any]
Dependencies = Mapping[ResourceName, ResourceBase]


class Owner(Protocol):
    """The service that this works for."""

    name: str
    logger: logging.Logger


@dataclass(frozen=True, slots=True)
class Seen:
    """One frame of a camera and what the model said of it, before any filter."""

    frame: Frame
    answer: Answer


class Lookout:
    """Made by `open`. `close` writes the statistics and ends the watching."""

    def __init__(
        self,
        attributes: VisionAttributes,
        cameras: Cameras,
        observer: Observer,
        uploads: "Uploads | None",
        opened: contextlib.AsyncExitStack,
    ) -> None:
        """opened: ends what `observer` and `uploads` are made of."""
        self._attributes = attributes
        self._cameras = cameras
        self._observer = observer
        self._loop: WatchLoop | None = None
        self._sharing: Sharing[Seen] = Sharing(attributes.freshness_ms / 1000)
        self._calls = Ongoing()  # of people, apps and the data manager that are being answered
        self._polls = Ongoing()  # of the data manager
        self._deliveries = None if observer.hard_frames is None else Deliveries(observer.hard_frames)
        self._uploads = uploads
        self._opened = opened

    @classmethod
    async def open(
        cls, owner: Owner, attributes: VisionAttributes, dependencies: Dependencies, cameras: Cameras
    ) -> "Lookout":
        """Tries the model on a grey image and decides how to read it. Raises in plain words what does not fit."""
        link = link_to(attributes.mlmodel_name, dependencies, owner.name)
        pipeline = await assemble(
            link, Treatment(attributes.label_path, attributes.input, attributes.output), owner.logger.warning
        )
        for doubt in filter_doubts(attributes.filter, pipeline.labels):
            owner.logger.warning(doubt)
        for line in pipeline.describe().items():
            owner.logger.info("%s: %s", *line)
        places = state_places(attributes.watch.state_dir, os.environ)

        def tell(notice: Notice) -> None:
            owner.logger.log(logging.WARNING if notice.severity == "warning" else logging.INFO, notice.text)

        async with contextlib.AsyncExitStack() as opened:  # where a step fails, those before it are undone
            watch = await beside_the_loop(
                lambda: REGISTRY.attach(owner.name, link.identity, attributes.watch, places, tell)
            )
            opened.push_async_callback(beside_the_loop, watch.detach)
            hard_frames = await beside_the_loop(lambda: open_hard_frames(owner.name, attributes, watch, places, tell))
            if hard_frames is not None:
                opened.push_async_callback(beside_the_loop, hard_frames.close)
            shadow = await open_shadow(owner.name, attributes, Live(watch, pipeline.choice), places, tell)
            if shadow is not None:
                opened.push_async_callback(shadow.close)
            uploads = await open_uploads(owner.name, attributes, hard_frames, tell)
            if uploads is not None:
                opened.push_async_callback(uploads.close)
            observer = Observer(link, pipeline, Followers(watch, hard_frames, shadow, tell), machine_clock)
            lookout = cls(attributes, cameras, observer, uploads, opened.pop_all())
        if attributes.watch.watch_hz > 0:
            lookout.watch_by_itself(owner.logger)
        return lookout

    @property
    def choice(self) -> Choice:
        """How the model's outputs are read: as a detector, a classifier, or both."""
        return self._observer.pipeline.choice

    def watch_by_itself(self, logger: logging.Logger) -> None:
        """Looks at the default camera `watch_hz` times a second whenever no caller is being served."""
        hz = self._attributes.watch.watch_hz
        self._loop = WatchLoop(hz, self._watch_once, lambda: bool(self._calls), logger.warning)

    def camera(self, asked: str) -> str:
        """The camera of a call: the one it names, else the default. Raises ConfigError where there is neither."""
        name = asked or self._attributes.camera_name
        if not name:
            raise ConfigError(["camera_name: this call names no camera, and the service has no default one"])
        return name

    async def frame(self, camera: str, extra: Extra | None, timeout: float | None) -> Frame:
        """Raises CameraError where the camera gives no image."""
        try:
            return await self._cameras.frame(camera, extra, timeout)
        except CameraError as problem:
            self._observer.camera_failed(camera, problem)
            raise

    async def look(self, frame: Frame, camera: str = "") -> Answer:
        """What the model says of `frame`, before any filter. camera: "" for an image that a caller sent in."""
        with self._calls:
            return await self._observer.look(frame, camera)

    async def look_at(self, asked: str, extra: Extra | None, timeout: float | None) -> "Seen":
        """The next frame of the camera that the call asked for, and what the model says of it.

        Callers who ask within `freshness_ms` of each other share one frame and one inference.
        """
        camera = self.camera(asked)

        async def look() -> Seen:
            frame = await self.frame(camera, extra, timeout)
            return Seen(frame, await self.look(frame, camera))

        return await self._sharing.get(camera, look)

    def status(self) -> dict[str, Any]:
        """Which model this is, how it is read and what is in doubt about that, and how its shadow is doing."""
        identity, pipeline = self._observer.link.identity, self._observer.pipeline
        shadow = {} if self._observer.shadow is None else {"shadow": asdict(self._observer.watch.shadow.standing)}
        return {
            **shadow,
            "model_name": identity.name,
            "model_version": identity.version,
            "model_sha256": identity.sha256,
            "labels": list(pipeline.labels or ()),
            "how": pipeline.describe(),
            "doubts": [doubt.text for doubt in pipeline.doubts],
        }

    async def hard_frame(self, asked: str, extra: Extra | None, timeout: float | None) -> Delivery | None:
        """The oldest hard frame that waits for the data manager; None where there is none.

        Where the service does not watch the camera by itself, this call looks at its next frame first. Where that
        fails, what waits is given all the same; else it raises CameraError, ImageError and OutputError as a look does.
        """
        assert self._deliveries is not None, "asked only where `keeps_hard_frames`"
        camera, problem = self.camera(asked), None
        with self._polls:
            if self._loop is None or camera != self._attributes.camera_name:
                try:
                    await self.look_at(camera, extra, timeout)
                except FRAME_PROBLEMS as error:
                    problem = error
            # An image that a caller sent in is of no camera, and no collector asks for it: it goes along with these.
            takes_all = self._attributes.camera_name in ("", camera)
            delivery = await self._deliveries.next(camera, *[""] * takes_all)
        if delivery is None and problem is not None:
            raise problem
        return delivery

    @property
    def keeps_hard_frames(self) -> bool:
        return self._observer.hard_frames is not None

    async def command(self, command: Mapping[str, Any]) -> dict[str, Any]:
        """Runs a DoCommand on what was recorded or kept. Raises ConfigError for an unknown one, with the list."""
        name = str(command.get("command"))
        if name in CAPTURE_COMMANDS:
            observer, camera = self._observer, self._attributes.camera_name
            context = CaptureContext(observer.hard_frames, observer.watch, camera, machine_clock())
            # Not on the threads that everything shares: a dry run takes many seconds.
            answer = await asyncio.to_thread(run_capture_command, context, command)
            return answer if name != "captured" else {**answer, "upload": await uploads_of(self._uploads).status()}
        if name in UPLOAD_COMMANDS:
            return await uploads_of(self._uploads).command(command)
        if name == DOCTOR:
            return await self._doctor(arguments_of(command, DoctorArguments))
        also = (*CAPTURE_COMMANDS, *UPLOAD_COMMANDS, DOCTOR)
        return await beside_the_loop(lambda: run_command(self._observer.watch, command, machine_clock(), also))

    async def close(self) -> None:
        if self._loop is not None:
            await self._loop.close()
        await asyncio.gather(self._calls.end(_PATIENCE), self._polls.end(_PATIENCE))
        if self._deliveries is not None:
            await self._deliveries.close(_PATIENCE)
        await self._opened.aclose()

    async def _doctor(self, arguments: DoctorArguments) -> dict[str, Any]:
        name = arguments.camera_name or self._attributes.camera_name
        frame = await self.frame(name, None, None) if name else None
        return await doctor(self._observer.link, self._attributes, frame, arguments)

    async def _watch_once(self) -> None:
        camera = self._attributes.camera_name
        await self._observer.look(await self.frame(camera, None, None), camera)
