"""Answers from a real Viam machine, through its SDK."""

import asyncio
import contextlib
from collections.abc import Generator

from grpclib import GRPCError
from grpclib.exceptions import StreamTerminatedError
from viam.errors import ResourceNotFoundError
from viam.proto.robot import ModuleStatus, ResourceStatus
from viam.proto.service.vision import Detection as ViamDetection
from viam.robot.client import RobotClient
from viam.services.vision import VisionClient

from driftwatch.inference.answer import Box, Detection
from examples.demo.feed import FeedError, Part, Stage

TIMEOUT = 10.0  # seconds a question may take


class MachineFeed:
    """A Feed of the machine at `address`; the client stays its opener's to close."""

    def __init__(self, client: RobotClient, address: str, camera: str, stage: Stage) -> None:
        self.address = address
        self.stage = stage
        self._client = client
        self._camera = camera

    async def look(self, service: str) -> tuple[Detection, ...]:
        with plain_errors():
            vision = VisionClient.from_robot(self._client, service)
            seen = await vision.get_detections_from_camera(self._camera, timeout=TIMEOUT)
        return tuple(map(_detection, seen))

    async def parts(self) -> tuple[Part, ...]:
        with plain_errors():
            status = await asyncio.wait_for(self._client.get_machine_status(), TIMEOUT)
        modules = [Part(m.module_name, _state(ModuleStatus.State.Name(m.state)), m.error) for m in status.modules]
        resources = [
            Part(r.name.name, _state(ResourceStatus.State.Name(r.state)), r.error)
            for r in status.resources
            if r.name.namespace == "rdk" and r.name.name != "builtin"
        ]
        return (*modules, *sorted(resources, key=lambda part: part.name))


@contextlib.contextmanager
def plain_errors() -> Generator[None, None, None]:
    """Turns what a question to a machine may raise into a FeedError."""
    try:
        yield
    except (GRPCError, StreamTerminatedError, ResourceNotFoundError, OSError, asyncio.TimeoutError) as problem:
        raise FeedError(_plain(problem)) from problem


def _detection(seen: ViamDetection) -> Detection:
    corners = (seen.x_min_normalized, seen.y_min_normalized, seen.x_max_normalized, seen.y_max_normalized)
    return Detection(Box(*corners), seen.class_name, seen.confidence)


def _state(name: str) -> str:
    return name.removeprefix("STATE_").lower()


def _plain(problem: Exception) -> str:
    if isinstance(problem, GRPCError) and problem.message:
        return problem.message
    if isinstance(problem, asyncio.TimeoutError):
        return f"no answer within {TIMEOUT:g} s"
    return str(problem) or type(problem).__name__
