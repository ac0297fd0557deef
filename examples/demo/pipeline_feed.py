"""Answers from the module's own pipeline, in this process: for a host without a machine."""

import asyncio
import contextlib
import time
from collections.abc import AsyncGenerator, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from driftwatch.attributes import ModelFileAttributes, ReplayCameraAttributes, VisionAttributes
from driftwatch.config.reader import read
from driftwatch.encoded_image import EncodedImage
from driftwatch.errors import DriftwatchError
from driftwatch.footage import open_footage
from driftwatch.inference.answer import Detection
from driftwatch.inference.filters import Filter
from driftwatch.inference.model import Model
from driftwatch.inference.pipeline import Pipeline, PipelineBuilder
from examples.demo.feed import FeedError, Part

Parts = Mapping[str, Mapping[str, Any]]  # name -> attributes, of every component and service in a config


@dataclass(frozen=True, slots=True)
class _Watcher:
    """What a vision service of the config is made of."""

    model: Model
    pipeline: Pipeline
    filter: Filter


class PipelineFeed:
    """A Feed without a machine. Made by `open_pipeline`."""

    address = None
    stage = None

    def __init__(
        self, stills: tuple[EncodedImage, ...], fps: float, watchers: Mapping[str, _Watcher], clock: Callable[[], float]
    ) -> None:
        self._stills = stills
        self._fps = fps
        self._watchers = watchers
        self._clock = clock

    async def look(self, service: str) -> tuple[Detection, ...]:
        watcher = self._watchers[service]
        still = self._stills[int(self._clock() * self._fps) % len(self._stills)]
        try:
            prepared = await asyncio.to_thread(watcher.pipeline.prepare, still.data, still.mime_type)
            answer = await watcher.model.infer_and(
                prepared.tensors, lambda outputs: watcher.pipeline.read(outputs, prepared)
            )
        except DriftwatchError as problem:
            raise FeedError(str(problem)) from problem
        return watcher.filter.apply(answer.detections or ())

    async def parts(self) -> tuple[Part, ...]:
        return ()


@contextlib.asynccontextmanager
async def open_pipeline(
    config: Mapping[str, Any], camera: str, services: tuple[str, ...], clock: Callable[[], float] = time.monotonic
) -> AsyncGenerator[PipelineFeed, None]:
    """Gives a feed of what `config` describes for a machine. Raises DriftwatchError in plain words."""
    parts: Parts = {part["name"]: part["attributes"] for kind in ("components", "services") for part in config[kind]}
    replay = read(ReplayCameraAttributes, parts[camera]).value
    recorded_fps, stills = await asyncio.to_thread(_stills, Path(replay.path))
    async with contextlib.AsyncExitStack() as stack:
        watchers = {service: await _watcher(parts, service, stack) for service in services}
        yield PipelineFeed(stills, replay.fps or recorded_fps, watchers, clock)


async def _watcher(parts: Parts, service: str, stack: contextlib.AsyncExitStack) -> _Watcher:
    vision = read(VisionAttributes, parts[service]).value
    file = read(ModelFileAttributes, parts[vision.mlmodel_name]).value
    model = await Model.load(Path(file.model_path), "", file.num_threads, vision.mlmodel_name)
    stack.push_async_callback(model.close)
    builder = PipelineBuilder(model.info, vision.input)
    outputs = await model.infer(builder.trial)
    pipeline = builder.finish(outputs, vision.output, None, Path(file.label_path))
    return _Watcher(model, pipeline, Filter(vision.filter))


def _stills(path: Path) -> tuple[float, tuple[EncodedImage, ...]]:
    """Frames a second of the recording, and its frames."""
    footage = open_footage(path)
    try:
        stills: list[EncodedImage] = []
        while (still := footage.still(len(stills))) is not None:
            stills.append(still)
        return footage.fps, tuple(stills)
    finally:
        footage.close()
