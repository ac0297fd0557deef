"""Puts a vision service together: model, statistics, hard frames, candidate, uploads."""

import contextlib
import logging
import os
from collections.abc import Callable
from typing import Final

from driftwatch.attributes import VisionAttributes
from driftwatch.concurrency import StalledError, run_apart, run_in_thread
from driftwatch.doctor.advice import filter_doubts
from driftwatch.engine.capture import Served, open_hard_frames
from driftwatch.engine.frame_processor import FrameProcessor, Sinks
from driftwatch.engine.leftovers import Leftovers
from driftwatch.engine.model_client import ModelClient
from driftwatch.engine.pipeline_builder import PipelineSettings, build_pipeline
from driftwatch.engine.ports import EnginePorts, Owner
from driftwatch.engine.reviews import open_reviews
from driftwatch.engine.shadow.opening import LiveModel, open_shadow
from driftwatch.engine.vision_engine import Extras, VisionEngine
from driftwatch.inference.pipeline import Pipeline
from driftwatch.storage.health import Notice, Notify
from driftwatch.storage.ownership import Home
from driftwatch.storage.state_dir import all_state_folders, state_places
from driftwatch.watch.clock import machine_clock
from driftwatch.watch.hard_frames import HardFrames
from driftwatch.watch.unused_state import UnusedState

_DISK_SECONDS: Final = 15.0


async def open_engine(owner: Owner, attributes: VisionAttributes, ports: EnginePorts) -> VisionEngine:
    """Tries the model on a grey image and decides how to read it. Raises in plain words what does not fit."""
    client = ports.models.live(attributes.mlmodel_name, owner.name)
    pipeline = await _read_as(client, attributes, owner.logger)
    places = state_places(attributes.watch.state_dir, os.environ)
    notify = log_to(owner.logger)
    async with contextlib.AsyncExitStack() as opened:  # where a step fails, those before it are undone
        watch = await run_apart(
            lambda: ports.watches.attach(
                owner.name, client.identity, attributes.watch, places, notify, attributes.camera_name
            ),
            _DISK_SECONDS,
            "the state folder",
        )
        opened.push_async_callback(run_in_thread, watch.detach)
        home = Home(places[0] if places else None, ports.watches.owners)
        served = Served(owner.name, pipeline.labels)
        hard_frames = await _hard_frames(
            lambda there: open_hard_frames(served, attributes, watch, there, notify), home, notify
        )
        if hard_frames is not None:
            opened.push_async_callback(run_in_thread, lambda: home.owners.release(owner.name))
            opened.push_async_callback(run_in_thread, hard_frames.close)
        reviews = await run_in_thread(lambda: open_reviews(owner.name, attributes, watch, home, notify))
        if reviews is not None:
            opened.push_async_callback(run_in_thread, reviews.close)
        live = LiveModel(owner.name, watch, pipeline.choice)
        shadow = await open_shadow(attributes, live, ports.models, home, notify)
        if shadow is not None:
            opened.push_async_callback(shadow.close)
        uploads = await ports.open_uploads(owner.name, attributes, hard_frames, notify)
        if uploads is not None:
            opened.push_async_callback(uploads.close)
        unused = UnusedState(ports.watches, lambda: all_state_folders(os.environ))
        opened.push_async_callback(Leftovers(unused, ports.watches, ports.cameras, notify).close)
        processor = FrameProcessor(client, pipeline, Sinks(watch, hard_frames, shadow, notify, reviews), machine_clock)
        engine = VisionEngine(attributes, ports.cameras, processor, Extras(uploads, unused), opened.pop_all())
    if attributes.watch.watch_hz > 0:
        engine.watch_by_itself(owner.logger)
    return engine


async def _read_as(client: ModelClient, attributes: VisionAttributes, logger: logging.Logger) -> Pipeline:
    """How the model is read, which is logged, as is what its owner may not have meant."""
    read_as = PipelineSettings(attributes.label_path, attributes.input, attributes.output)
    pipeline = await build_pipeline(client, read_as, logger.warning)
    doubts = list(filter_doubts(attributes.filter, pipeline.labels))
    if attributes.spool:
        doubts += attributes.spool.doubts(pipeline.choice.detector is not None)
    for doubt in doubts:
        logger.warning(doubt)
    for line in pipeline.describe().items():
        logger.info("%s: %s", *line)
    return pipeline


def log_to(logger: logging.Logger) -> Notify:
    """Lines for the owner go to the log of the owner's service."""

    def notify(notice: Notice) -> None:
        logger.log(logging.WARNING if notice.severity == "warning" else logging.INFO, notice.text)

    return notify


async def _hard_frames(opened: Callable[[Home], HardFrames | None], home: Home, notify: Notify) -> HardFrames | None:
    """In memory where the disk does not answer."""
    try:
        return await run_apart(lambda: opened(home), _DISK_SECONDS, "the folder of hard frames")
    except StalledError as error:
        notify(Notice("warning", f"hard frames wait in memory: {error}"))
        return await run_in_thread(lambda: opened(Home(None, home.owners)))
