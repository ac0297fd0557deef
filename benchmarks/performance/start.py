"""How long until the module serves and first detects, and how much memory it then takes."""

import asyncio
import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import psutil
from grpclib.client import Channel
from viam.gen.module.v1.module_grpc import ModuleServiceStub
from viam.proto.app.robot import ComponentConfig
from viam.proto.module import AddResourceRequest, ReadyRequest
from viam.services.vision import VisionClient
from viam.utils import dict_to_struct

from benchmarks.performance import models
from benchmarks.performance.processor import used_by
from benchmarks.performance.results import Measure
from benchmarks.performance.rig import image
from driftwatch.services import names
from examples.demo import assets
from tests.machine.configs import ROOT
from tests.waiting import until

_MB = 1 << 20
STARTS = 5
FRAMES = 10_000  # at most; fewer where the time is over
SMALL = "detector 64"


@dataclass(frozen=True, slots=True)
class _Start:
    """Seconds, and megabytes of resident memory."""

    serving: float
    processor: float
    detected: float
    idle_mb: float
    ready_mb: float


async def measure_start(seconds: float) -> list[Measure]:
    with tempfile.TemporaryDirectory(prefix="models-") as folder:
        onnx = models.detector(Path(folder) / "small.onnx", 64, 1)
        files = {"onnxruntime": (onnx, names.ONNX_CPU), "LiteRT": (assets.model("face.tflite"), names.TFLITE_CPU)}
        found: list[Measure] = []
        for runtime, (path, model) in files.items():
            starts = [await _start(path, model) for _ in range(STARTS)]
            found += [
                _one("until it serves", runtime, "s", median(start.serving for start in starts)),
                _one("until it serves, processor time", runtime, "s", median(start.processor for start in starts)),
                _one("until the first detection", runtime, "s", median(start.detected for start in starts)),
                _one("memory without a model", runtime, "MB", median(start.idle_mb for start in starts)),
                _one("memory with a model", runtime, "MB", median(start.ready_mb for start in starts)),
            ]
        return found + await _growth(onnx, seconds)


def _one(way: str, model: str, unit: str, value: float) -> Measure:
    return Measure("start", way, model, value=value, unit=unit, samples=STARTS)


class _Module:
    """Our module as viam-server starts it, with nothing around it."""

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

    def rss(self) -> float:
        return self.process.memory_info().rss / _MB

    def end(self) -> None:
        self.channel.close()
        self._popen.terminate()
        self._popen.wait(20)


async def _start(path: Path, model: str) -> _Start:
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        module = _Module(Path(folder))
        serving = await module.serving()
        processor = used_by(lambda: [module.process.pid])()
        idle = module.rss()
        await _add(module, path, model)
        await VisionClient("vision", module.channel).get_detections(image("480p"))
        detected = time.perf_counter() - module.started
        ready = module.rss()
        module.end()
    return _Start(serving, processor, detected, idle, ready)


async def _add(module: _Module, path: Path, model: str) -> None:
    await module.add("model", model, {"model_path": str(path)})
    await module.add("vision", names.VISION, {"mlmodel_name": "model"})


async def _growth(path: Path, seconds: float) -> list[Measure]:
    """Memory after a tenth of the frames, when every buffer has its size, and after all of them."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        module = _Module(Path(folder))
        await module.serving()
        await _add(module, path, names.ONNX_CPU)
        vision, picture = VisionClient("vision", module.channel), image("480p")
        done, end, settled = 0, time.perf_counter() + seconds, 0.0
        while done < FRAMES and time.perf_counter() < end:
            await asyncio.gather(*[vision.get_detections(picture) for _ in range(4)])
            done += 4
            if done == FRAMES // 10:
                settled = module.rss()
        grown = module.rss()
        module.end()
    found = [Measure("memory", "resident", SMALL, {"frames": done}, value=grown, unit="MB")]
    if settled:
        found.insert(0, Measure("memory", "resident", SMALL, {"frames": FRAMES // 10}, value=settled, unit="MB"))
    return found


def _accepts(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        return probe.connect_ex(str(path)) == 0
