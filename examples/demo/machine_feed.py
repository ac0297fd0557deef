"""Answers from a real Viam machine, through its SDK."""

import asyncio

from grpclib import GRPCError
from grpclib.exceptions import StreamTerminatedError
from viam.errors import ResourceNotFoundError
from viam.proto.robot import ModuleStatus, ResourceStatus
from viam.proto.service.vision import Detection as ViamDetection
from viam.robot.client import RobotClient
from viam.services.vision import VisionClient

from driftwatch.inference.answer import Box, Detection
from examples.demo.feed import FeedError, Part

TIMEOUT = 10.0  # seconds a question may take


class MachineFeed:
    """A Feed of the machine at `address`; the client stays its opener's to close."""

    def __init__(self, client: RobotClient, address: str, camera: str) -> None:
        self.address = address
        self._client = client
        self._camera = camera

    async def look(self, service: str) -> tuple[Detection, ...]:
        try:
            vision = VisionClient.from_robot(self._client, service)
            seen = await vision.get_detections_from_camera(self._camera, timeout=TIMEOUT)
        except (GRPCError, StreamTerminatedError, ResourceNotFoundError, OSError, asyncio.TimeoutError) as problem:
            raise FeedError(_plain(problem)) from problem
        return tuple(map(_detection, seen))

    async def parts(self) -> tuple[Part, ...]:
        try:
            status = await asyncio.wait_for(self._client.get_machine_status(), TIMEOUT)
        except (GRPCError, StreamTerminatedError, OSError, asyncio.TimeoutError) as problem:
            raise FeedError(_plain(problem)) from problem
        modules = [Part(m.module_name, _state(ModuleStatus.State.Name(m.state)), m.error) for m in status.modules]
        resources = [
            Part(r.name.name, _state(ResourceStatus.State.Name(r.state)), r.error)
            for r in status.resources
            if r.name.namespace == "rdk" and r.name.name != "builtin"
        ]
        return (*modules, *sorted(resources, key=lambda part: part.name))


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
