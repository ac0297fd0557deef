"""A vision service as its commands see it, for tests that need only some of it."""

import asyncio
from dataclasses import replace
from typing import Any

from driftwatch.attributes import VisionAttributes
from driftwatch.commands.context import ServiceContext
from driftwatch.commands.dispatch import run_service_command
from driftwatch.config.reader import read
from driftwatch.encoded_image import EncodedImage
from driftwatch.engine.model_client import Description
from driftwatch.watch.clock import machine_clock
from driftwatch.watch.vision_watch import VisionWatch


class NoModel:
    """Nobody asks it."""

    async def describe(self) -> Description:
        raise AssertionError

    async def infer_and(self, tensors: Any, read: Any) -> Any:
        raise AssertionError


async def no_camera(name: str) -> EncodedImage:
    raise AssertionError(f"nobody asks for {name}")


def service(**given: Any) -> ServiceContext:
    """A service that has seen nothing and keeps nothing, but for what is given."""
    attributes = read(VisionAttributes, {"mlmodel_name": "m", "camera_name": "cam"}).value
    watch = VisionWatch("vision", machine_clock)
    return replace(ServiceContext(attributes, watch, NoModel(), no_camera, machine_clock, None, None), **given)


def ask(context: ServiceContext, command: str, **arguments: Any) -> dict[str, Any]:
    """Waits for the answer; for threads that have no event loop."""
    return asyncio.run(run_service_command(context, {"command": command, **arguments}))
