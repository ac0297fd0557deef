"""Where `driftwatch review` gets its frames: the commands of the module, answered out of a state folder."""

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from driftwatch.attributes import VisionAttributes
from driftwatch.capture.settings import PrivacySettings
from driftwatch.cli.state_store import open_store, service_in
from driftwatch.commands.context import ModelDescription, ServiceContext
from driftwatch.commands.dispatch import run_service_command
from driftwatch.encoded_image import EncodedImage
from driftwatch.errors import CameraError, ModelError
from driftwatch.inference.tensors import Array, Tensors
from driftwatch.monitoring.rollup import LabelCounts
from driftwatch.observation import ModelIdentity, Moment
from driftwatch.storage.health import Notify
from driftwatch.storage.state_dir import REVIEWS, as_folder
from driftwatch.watch.clock import machine_clock
from driftwatch.watch.reviews.board import CameraFigures, QualityBoard
from driftwatch.watch.reviews.book import ReviewBook
from driftwatch.watch.reviews.counted import Counted
from driftwatch.watch.reviews.figuring import Figuring, Ground
from driftwatch.watch.reviews.reviews import ReviewPlan, ReviewPorts, Reviews
from driftwatch.watch.reviews.settings import ReviewSettings
from driftwatch.watch.reviews.threshold import Threshold
from driftwatch.watch.reviews.weeks import Weeks
from driftwatch.watch.shadow.comparison_store import ComparisonStore
from driftwatch.watch.vision_watch import VisionWatch

Ask: TypeAlias = Callable[[str, Mapping[str, Any]], Mapping[str, Any]]
"""Runs a command with its arguments; raises DriftwatchError in plain words."""


class FolderSource:
    """Answers the review commands out of a state folder, while no module uses it. `close` it."""

    def __init__(self, folder: Path, service: str, notify: Notify) -> None:
        """Raises ConfigError where the folder holds no frames for reviews, or of several services."""
        name = service_in(folder, service, (REVIEWS,), "--folder")
        self._store = open_store(folder, notify, "--folder")
        settings = ReviewSettings()
        shadow = ComparisonStore(lambda: machine_clock().wall)
        shadow.open(folder / "shadow" / f"{as_folder(name)}.json")
        counted = Counted(name, self._store, Threshold(0.0), _no_open_minute)

        def figuring(book: ReviewBook) -> Figuring:
            weeks, board = Weeks(None), QualityBoard()
            known = (name, settings.figures, weeks, self._store, counted, board, lambda: _newest_models(book))
            return Figuring(Ground(*known, shadow.comparison), book)

        plan = ReviewPlan(settings, Threshold(0.0), PrivacySettings(), folder / "reviews" / as_folder(name))
        ports = ReviewPorts(self._store, lambda _: False, notify, machine_clock)
        self._reviews = Reviews(plan, name, ports, figuring)
        attributes = VisionAttributes(mlmodel_name="none")
        watch = VisionWatch(name, machine_clock)
        self._context = ServiceContext(
            attributes, watch, _NoModel(), _no_frame, machine_clock, None, None, self._reviews
        )

    def ask(self, command: str, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
        """As the vision service answers it."""
        return asyncio.run(run_service_command(self._context, {"command": command, **arguments}))

    def figures(self, camera: str, at: Moment) -> list[CameraFigures]:
        """Of the week that `at` lies in."""
        self._reviews.book.load()
        return self._reviews.figuring.groups(camera, 1, at)

    def close(self) -> None:
        """Everything that was submitted is on disk by then."""
        self._reviews.close()
        self._store.close(machine_clock())


def _no_open_minute(camera: str, model: str) -> Mapping[str, LabelCounts]:
    """Nothing runs."""
    del camera, model
    return {}


def _newest_models(book: ReviewBook) -> dict[str, ModelIdentity]:
    """Of each camera the model that was reviewed last."""
    newest: dict[str, ModelIdentity] = {}
    for review in sorted(book.standing(), key=lambda one: one.frame.captured):
        model = book.model(review.frame.model)
        if model is not None:
            newest[review.frame.camera] = model
    return newest


class _NoModel:
    """The review commands ask for none."""

    async def describe(self) -> ModelDescription:
        raise ModelError("a state folder has no model")

    async def infer_and(self, tensors: Tensors, read: Callable[[dict[str, Array]], Any]) -> Any:
        del tensors, read
        raise ModelError("a state folder has no model")


async def _no_frame(name: str) -> EncodedImage:
    raise CameraError(f'a state folder has no camera "{name}"')
