"""The stage of a real Viam machine: its replay camera, and its drift sensor."""

import asyncio

from viam.components.camera import Camera
from viam.components.sensor import Sensor
from viam.robot.client import RobotClient

from examples.demo import assets
from examples.demo.machine_feed import TIMEOUT, plain_errors
from examples.demo.readings import Readings, from_sensor


class MachineStage:
    """A Stage of the machine behind `client`, which stays its opener's to close."""

    def __init__(self, client: RobotClient, camera: str, sensor: str) -> None:
        self._client = client
        self._camera = camera
        self._sensor = sensor

    async def readings(self) -> Readings:
        with plain_errors():
            sensor = Sensor.from_robot(self._client, self._sensor)
            return from_sensor(await sensor.get_readings(timeout=TIMEOUT))

    async def play(self, footage: str) -> None:
        path = await asyncio.to_thread(assets.footage, footage)
        with plain_errors():
            camera = Camera.from_robot(self._client, self._camera)
            await camera.do_command({"command": "play", "path": str(path)}, timeout=TIMEOUT)
