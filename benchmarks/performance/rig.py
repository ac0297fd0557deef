"""The machine that is measured: our module and the usual ways next to it, over the same models and frames."""

import contextlib
import os
import shlex
import sys
import tempfile
from collections.abc import AsyncGenerator, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
from grpclib.client import Channel
from viam.media.video import CameraMimeType, ViamImage
from viam.robot.client import RobotClient
from viam.services.mlmodel import MLModelClient
from viam.services.vision import VisionClient

from benchmarks.performance import stock_module
from benchmarks.performance.processor import used_by
from benchmarks.performance.timing import Meter
from driftwatch import names
from tests.machine.configs import ROOT, module
from tests.machine.machine import Machine
from tests.machine.server import find_server
from tests.parity.frames import jpeg, scene

SIZES: Mapping[str, tuple[int, int]] = {
    "480p": (640, 480),
    "720p": (1280, 720),
    "1080p": (1920, 1080),
    "4K": (3840, 2160),
}
STOCK = "stock:python:onnx"
BUILTIN = "rdk:builtin:mlmodel"
MODULE = "driftwatch"


@dataclass(slots=True)
class Plan:
    """The config of a machine, under construction. Files go to `folder`."""

    folder: Path
    components: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    services: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])

    def model(self, name: str, model: str, path: Path, **attributes: Any) -> None:
        self._service("mlmodel", name, model, {"model_path": str(path), **attributes})

    def vision(self, name: str, model: str, mlmodel: str, **attributes: Any) -> None:
        self._service("vision", name, model, {"mlmodel_name": mlmodel, **attributes})

    def camera(self, name: str, image: bytes) -> None:
        """A camera that shows one JPEG, as it is."""
        path = self.folder / f"{name}.jpg"
        path.write_bytes(image)
        self.footage(name, path)

    def footage(self, name: str, path: Path) -> None:
        """A camera that shows the next frame of a recording at each call, and begins again at its end."""
        attributes = {"path": str(path), "fps": 0}
        self.components.append(
            {"name": name, "api": "rdk:component:camera", "model": names.REPLAY_CAMERA, "attributes": attributes}
        )

    def config(self, program: Path = ROOT / "run.sh") -> dict[str, Any]:
        stock = self.folder / "stock.sh"
        stock.write_text(f'#!/bin/sh\nexec {shlex.join([sys.executable, stock_module.__file__])} "$@"\n')
        stock.chmod(0o755)
        return {
            "modules": [module(program, MODULE), module(stock, "stock")],
            "components": self.components,
            "services": self.services,
        }

    def _service(self, kind: str, name: str, model: str, attributes: Mapping[str, Any]) -> None:
        self.services.append(
            {"name": name, "api": f"rdk:service:{kind}", "model": model, "attributes": dict(attributes)}
        )


class Rig:
    """A running machine, clients of it, and one client of our module's own socket."""

    def __init__(self, machine: Machine, robot: RobotClient) -> None:
        self._robot = robot
        self.machine = machine
        self.process = psutil.Process(machine.module_pid(MODULE))
        socket = next(word for word in self.process.cmdline() if word.endswith(".sock"))
        self.direct = Channel(path=socket)

    def meter(self, *more: int) -> Meter:
        """Of the processor time that this process, the machine, its modules and `more` processes use."""
        pids = [os.getpid(), *self.machine.process_ids(), *more]
        return used_by(lambda: pids)

    def vision(self, name: str) -> VisionClient:
        return VisionClient.from_robot(self._robot, name)

    def vision_alone(self, name: str) -> VisionClient:
        """The service without the machine in between."""
        return VisionClient(name, self.direct)

    def mlmodel(self, name: str) -> MLModelClient:
        return MLModelClient.from_robot(self._robot, name)


@contextlib.asynccontextmanager
async def running(build: Callable[[Plan], None], program: Path = ROOT / "run.sh") -> AsyncGenerator[Rig]:
    """Starts a machine as `build` plans it, with everything on it ready."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        plan = Plan(Path(folder))
        build(plan)
        home = Path(folder) / "machine"
        home.mkdir()
        with Machine(find_server(), plan.config(program), home) as machine:
            await machine.wait_ready(*[one["name"] for one in (*plan.components, *plan.services)], timeout=120)
            async with machine.client() as robot:
                rig = Rig(machine, robot)
                yield rig
                rig.direct.close()


def frame(size: str) -> bytes:
    """A JPEG of a size in SIZES, as a camera would send it."""
    return jpeg(scene(*SIZES[size]), quality=85).data


def image(size: str) -> ViamImage:
    return ViamImage(frame(size), CameraMimeType.JPEG)
