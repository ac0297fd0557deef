"""A module of one sensor, so that the harness can be tested without the module it is for."""

import asyncio
import os
from collections.abc import Mapping
from typing import Any

from viam.components.sensor import Sensor
from viam.module.module import Module
from viam.resource.easy_resource import EasyResource
from viam.resource.types import Model
from viam.utils import SensorReading


class ProcessSensor(Sensor, EasyResource):
    """Reads the id of the process it lives in and what its environment calls SAMPLE."""

    MODEL = Model.from_string("sample:machine:process")

    async def get_readings(self, *, extra: Mapping[str, Any] | None = None, **_: Any) -> Mapping[str, SensorReading]:
        return {"pid": os.getpid(), "sample": os.environ.get("SAMPLE", "")}


if __name__ == "__main__":
    asyncio.run(Module.run_from_registry())
