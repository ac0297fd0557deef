"""Three real machines of a fleet: viam-server with our module, whose configs and packages come from the fake app."""

import asyncio
import contextlib
import json
import shutil
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from grpclib import GRPCError
from grpclib.exceptions import StreamTerminatedError
from viam.components.camera import Camera
from viam.components.sensor import Sensor
from viam.errors import ResourceNotFoundError
from viam.robot.client import RobotClient
from viam.services.vision import VisionClient

from driftwatch import names
from driftwatch.cloud.ports import MachineReport
from tests.cloud.fleet import Simulated, SimulatedFleet
from tests.fake_app.fleet_app import FleetApp
from tests.machine.configs import module
from tests.machine.machine import Machine

PACKAGE: Final = "org/parts"
CAMERA, MODEL, VISION, SENSOR = "line", "model", "parts", "parts-drift"
_EVERY_FRAME: Final = {
    "per_minute": 10_000, "per_hour": 100_000, "per_day": 1_000_000, "burst": 1000, "cooldown_seconds": 0,
    "reserved": 0,
}  # fmt: skip
_GONE = (GRPCError, StreamTerminatedError, ResourceNotFoundError, OSError, asyncio.TimeoutError)
_SECONDS = 10.0  # that a question to a machine may take


def line_config(version: str, footage: Path, fps: float) -> dict[str, Any]:
    """A machine at a conveyor, as the app has it: the version is pinned, and the reviews of a person are waited for."""
    vision: dict[str, Any] = {
        "mlmodel_name": MODEL,
        "camera_name": CAMERA,
        "watch_hz": fps,
        "default_minimum_confidence": 0.6,
        "iou_threshold": 0.4,
        "class_agnostic_nms": True,
        "review": {"frames_per_week": 100_000_000, "reviews_per_week": 5, "blind_repeats": 0},
        "capture": {"samplers": {"random": {"probability": 0.5}}, "budget": _EVERY_FRAME},
    }
    path = "${packages.ml_model.parts}/model.onnx"
    sensed = {"vision_name": VISION, "camera_name": CAMERA, "window_minutes": 1}
    return {
        "packages": [{"name": "parts", "package": PACKAGE, "version": version, "type": "ml_model"}],
        "modules": [module()],
        "components": [
            _resource(CAMERA, "component:camera", names.REPLAY_CAMERA, {"path": str(footage), "fps": fps}),
            _resource(SENSOR, "component:sensor", names.DRIFT_SENSOR, sensed),
        ],
        "services": [
            _resource(MODEL, "service:mlmodel", names.ONNX_CPU, {"model_path": path, "num_threads": 1}),
            _resource(VISION, "service:vision", names.VISION, vision),
        ],
    }


def _resource(name: str, api: str, model: str, attributes: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "api": f"rdk:{api}", "model": model, "attributes": attributes}


@dataclass
class RealFleet:
    """The machines, by part id. app: their configs, and the readings that were collected.

    What the app changes is handed on to the machine at once, with the packages that it names. A data manager's part,
    to ask each drift sensor for its closed windows, is played by `collect`.
    """

    server: Path
    folder: Path
    app: FleetApp
    machines: dict[str, Machine] = field(default_factory=dict[str, Machine])
    clients: dict[str, RobotClient] = field(default_factory=dict[str, RobotClient])
    _open: contextlib.AsyncExitStack = field(default_factory=contextlib.AsyncExitStack)

    @classmethod
    def of(cls, server: Path, folder: Path, configs: dict[str, dict[str, Any]]) -> "RealFleet":
        """Nothing is started yet."""
        fleet = SimulatedFleet({part: Simulated(part, config) for part, config in configs.items()})
        made = cls(server, folder, FleetApp(fleet, folder / "registry"))
        made.app.on_config = made._given
        return made

    async def start(self) -> None:
        """Raises MachineError."""
        for part, one in self.app.fleet.machines.items():
            place = self.folder / part
            place.mkdir()
            machine = self.machines[part] = Machine(self.server, {}, place)
            self._given(part, one.config)
            await asyncio.to_thread(machine.start)
        for part, machine in self.machines.items():
            await machine.wait_ready(CAMERA, SENSOR, MODEL, VISION, timeout=600)
            self.clients[part] = await self._open.enter_async_context(machine.client())

    async def stop(self) -> None:
        """Ends what was started, also half of it."""
        with contextlib.suppress(*_GONE):
            await self._open.aclose()
        for machine in self.machines.values():
            machine.stop()

    async def ask(self, part: str, command: str, **arguments: Any) -> dict[str, Any]:
        """A DoCommand of the vision service, asked again for a while where a new config makes the service anew."""
        for attempt in range(30):
            try:
                service = VisionClient.from_robot(self.clients[part], VISION)
                given = {"command": command, **arguments}
                return dict(await asyncio.wait_for(service.do_command(given), _SECONDS))
            except _GONE:
                if attempt == 29:
                    raise
                await asyncio.sleep(1)
                with contextlib.suppress(*_GONE):
                    await self.clients[part].refresh()
        raise AssertionError("unreachable")

    async def play(self, part: str, footage: Path) -> None:
        """What the camera sees from now on, also after a new config."""
        camera = Camera.from_robot(self.clients[part], CAMERA)
        await camera.do_command({"command": "play", "path": str(footage)}, timeout=_SECONDS)

    async def readings(self, part: str) -> dict[str, Any]:
        """What people see; empty while the machine is busy with a new config."""
        try:
            sensor = Sensor.from_robot(self.clients[part], SENSOR)
            return dict(await sensor.get_readings(timeout=_SECONDS))
        except _GONE:
            return {}

    async def collect(self, every: float) -> None:
        """Asks each sensor as a data manager does, for ever: a closed window comes once, else the call is refused."""
        while True:
            for part, client in self.clients.items():
                with contextlib.suppress(*_GONE):
                    sensor = Sensor.from_robot(client, SENSOR)
                    found = await sensor.get_readings(extra={"fromDataManagement": True}, timeout=_SECONDS)
                    self.app.fleet.reports.append(MachineReport(part, time.time(), dict(found)))
            await asyncio.sleep(every)

    def _given(self, part: str, config: dict[str, Any]) -> None:
        machine = self.machines[part]
        text = json.dumps(config)
        for name, place in self._unpack(machine, config).items():
            text = text.replace(f"${{packages.ml_model.{name}}}", str(place))
        machine.offer(json.loads(text))

    def _unpack(self, machine: Machine, config: dict[str, Any]) -> dict[str, Path]:
        """As viam-server does where the config comes from the cloud; gives the folder of each package."""
        found: dict[str, Path] = {}
        for one in config["packages"]:
            name = f"{one['package'].replace('/', '-')}-{one['version'].replace('.', '_')}"
            place = machine.viam_home / "packages" / "data" / one["type"] / name
            source = self.app.registry / one["package"] / one["version"]
            if not place.exists() and source.is_dir():
                shutil.copytree(source, place)
            found[one["name"]] = place
        return found
