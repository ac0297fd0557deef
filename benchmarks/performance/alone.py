"""Our module with nothing around it: started as viam-server starts it, called over its own socket."""

import asyncio
import os
import socket
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

import psutil
from grpclib.client import Channel
from viam.gen.module.v1.module_grpc import ModuleServiceStub
from viam.proto.app.robot import ComponentConfig
from viam.proto.module import AddResourceRequest, ReadyRequest
from viam.utils import dict_to_struct

from driftwatch.services import names
from tests.machine.configs import ROOT
from tests.waiting import until

_MB = 1 << 20


class ModuleAlone:
    """A running module."""

    def __init__(self, folder: Path) -> None:
        self.started = time.perf_counter()
        self._path = folder / "m.sock"
        own = {"VIAM_NO_MODULE_PARENT": "true", "VIAM_HOME": str(folder), "VIAM_MODULE_NAME": "driftwatch"}
        command = [str(ROOT / "run.sh"), str(self._path)]
        with (folder / "module.log").open("wb") as log:
            self._popen = subprocess.Popen(command, cwd=folder, env={**os.environ, **own}, stdout=log, stderr=log)
        self.process = psutil.Process(self._popen.pid)

    async def serving(self) -> float:
        """Seconds from the start to the answer to Ready."""
        await asyncio.to_thread(until, lambda: _accepts(self._path), 60, "the module to serve")
        self.channel = Channel(path=str(self._path))
        self._stub = ModuleServiceStub(self.channel)
        await self._stub.Ready(ReadyRequest(parent_address=""))
        return time.perf_counter() - self.started

    async def add(self, name: str, model: str, attributes: Mapping[str, str]) -> None:
        config = ComponentConfig(name=name, api=names.API_OF[model], model=model, attributes=dict_to_struct(attributes))
        await self._stub.AddResource(AddResourceRequest(config=config))

    async def serve(self, path: Path, model: str) -> None:
        """Adds the vision service "vision" on the model file at `path`."""
        await self.add("model", model, {"model_path": str(path)})
        await self.add("vision", names.VISION, {"mlmodel_name": "model"})

    def rss(self) -> float:
        """Megabytes."""
        return self.process.memory_info().rss / _MB

    def end(self) -> None:
        self.channel.close()
        self._popen.terminate()
        self._popen.wait(20)


def _accepts(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        return probe.connect_ex(str(path)) == 0
