"""The module as viam-server starts it: run.sh with the path of a socket. No machine is needed."""

import os
import socket
import subprocess
from collections.abc import AsyncIterator, Iterator, Mapping
from pathlib import Path
from typing import Any

import psutil
import pytest
from grpclib.client import Channel
from viam.components.camera.client import CameraClient
from viam.gen.module.v1.module_grpc import ModuleServiceStub
from viam.media.video import CameraMimeType, ViamImage
from viam.proto.app.robot import ComponentConfig
from viam.proto.module import (
    AddResourceRequest,
    ReadyRequest,
    ReadyResponse,
    ReconfigureResourceRequest,
    RemoveResourceRequest,
    ValidateConfigRequest,
    ValidateConfigResponse,
)
from viam.services.mlmodel.client import MLModelClient
from viam.services.vision.client import VisionClient
from viam.utils import dict_to_struct

from driftwatch import names
from tests.machine.configs import ROOT
from tests.waiting import until

Attributes = Mapping[str, Any]

SOCKET = "m.sock"


class ModuleProcess:
    """A running module and a connection to it."""

    def __init__(self, pid: int, path: Path) -> None:
        self.process = psutil.Process(pid)
        self.channel = Channel(path=str(path))
        self._module = ModuleServiceStub(self.channel)
        self._added: dict[str, str] = {}

    async def ready(self) -> ReadyResponse:
        return await self._module.Ready(ReadyRequest(parent_address=""))

    async def add(self, name: str, model: str, attributes: Attributes) -> None:
        await self._module.AddResource(AddResourceRequest(config=config_of(name, model, attributes)))
        self._added[name] = model

    async def reconfigure(self, name: str, model: str, attributes: Attributes) -> None:
        await self._module.ReconfigureResource(ReconfigureResourceRequest(config=config_of(name, model, attributes)))

    async def remove(self, name: str, model: str) -> None:
        await self._module.RemoveResource(RemoveResourceRequest(name=f"{names.API_OF[model]}/{name}"))
        self._added.pop(name, None)

    async def clear(self) -> None:
        """Removes what was added, the last first."""
        for name, model in reversed(list(self._added.items())):
            await self.remove(name, model)

    async def validate(self, model: str, attributes: Attributes) -> ValidateConfigResponse:
        return await self._module.ValidateConfig(ValidateConfigRequest(config=config_of("x", model, attributes)))

    def page_faults(self) -> int:
        """How often so far the system had to hand out 4 KiB of memory: minflt, the tenth field of Linux's proc(5)."""
        after_the_name = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return int(after_the_name[7])

    def mlmodel(self, name: str) -> MLModelClient:
        return MLModelClient(name, self.channel)

    def vision(self, name: str) -> VisionClient:
        return VisionClient(name, self.channel)

    def camera(self, name: str) -> CameraClient:
        return CameraClient(name, self.channel)


def config_of(name: str, model: str, attributes: Attributes) -> ComponentConfig:
    return ComponentConfig(name=name, api=names.API_OF[model], model=model, attributes=dict_to_struct(attributes))


def start(folder: Path) -> subprocess.Popen[bytes]:
    """Starts the module in `folder`; returns when it accepts connections to the socket there."""
    process = subprocess.Popen(
        [str(ROOT / "run.sh"), str(folder / SOCKET)],
        cwd=folder,
        env={**os.environ, "VIAM_NO_MODULE_PARENT": "true", "VIAM_HOME": str(folder), "VIAM_MODULE_NAME": "driftwatch"},
        stdout=(folder / "module.log").open("wb"),
        stderr=subprocess.STDOUT,
    )
    until(lambda: _accepts(folder / SOCKET) or process.poll() is not None, 60, "the module to serve")
    assert process.poll() is None, (folder / "module.log").read_text()
    return process


def stop(process: subprocess.Popen[bytes]) -> int:
    """Ends the module as viam-server does; gives its exit status."""
    process.terminate()
    try:
        return process.wait(10)
    finally:
        process.kill()


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    """A module that many tests use one after the other: starting one takes over a second."""
    folder = tmp_path_factory.mktemp("module")
    process = start(folder)
    yield process, folder
    stop(process)


@pytest.fixture
async def module(shared: tuple[subprocess.Popen[bytes], Path]) -> AsyncIterator[ModuleProcess]:
    """A module without resources."""
    process, folder = shared
    running = ModuleProcess(process.pid, folder / SOCKET)
    yield running
    await running.clear()
    running.channel.close()


@pytest.fixture
async def own_module(tmp_path: Path) -> AsyncIterator[ModuleProcess]:
    """A module that no other test has used."""
    process = start(tmp_path)
    running = ModuleProcess(process.pid, tmp_path / SOCKET)
    yield running
    running.channel.close()
    stop(process)


def _accepts(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        return probe.connect_ex(str(path)) == 0


def viam_image(data: bytes, mime_type: str = CameraMimeType.JPEG) -> ViamImage:
    return ViamImage(data, CameraMimeType.from_string(mime_type))
