"""How many source files take part in an answer, in a stored minute and in a kept frame.

`python -m tooling.files_opened [CHECKOUT]` starts the module of this checkout, or of another one, without a machine;
asks it as a person and as the data manager do, and prints the files of src/driftwatch in which anything ran meanwhile.
It takes two minutes, of which one is waiting for a minute to end.
"""

import asyncio
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
from grpclib.client import Channel
from viam.gen.module.v1.module_grpc import ModuleServiceStub
from viam.media.video import CameraMimeType, ViamImage
from viam.proto.app.robot import ComponentConfig
from viam.proto.module import AddResourceRequest, ReadyRequest
from viam.services.vision.client import VisionClient
from viam.utils import dict_to_struct

from tests.onnx_models import region_detector
from tests.waiting import until_async

_ROUNDS: Final = 5  # what runs in each of them belongs to the call; the rest is what goes on by itself
_MINUTE: Final = 75.0
_PAUSE: Final = 1.5  # until what follows an answer is done
_UNSURE: Final = 115  # grey level: the model's score is the brightness over 255
_BUDGET: Final = {"cooldown_seconds": 0, "burst": 100, "duplicate_difference": 0}
_RECORDER: Final = """
import json, os, signal, sys, threading
source, seen = os.environ["FILES_OPENED_SOURCE"], set()
def record(frame, event, argument):
    if event == "call" and frame.f_code.co_filename.startswith(source):
        seen.add(frame.f_code.co_filename)
def write(*_):
    with open(os.environ["FILES_OPENED_RESULT"] + ".part", "w") as file:
        json.dump(sorted(seen), file)
    os.replace(file.name, os.environ["FILES_OPENED_RESULT"])
signal.signal(signal.SIGUSR1, lambda *_: seen.clear())
signal.signal(signal.SIGUSR2, write)
threading.setprofile(record)
sys.setprofile(record)
"""


class RecordedModule:
    """A module that says which of its files ran since it was last asked."""

    def __init__(self, checkout: Path, folder: Path) -> None:
        self._source = f"{checkout / 'src' / 'driftwatch'}/"
        self._result = folder / "seen.json"
        self.socket = folder / "m.sock"
        (folder / "sitecustomize.py").write_text(_RECORDER)
        ours = {"FILES_OPENED_SOURCE": self._source, "FILES_OPENED_RESULT": str(self._result)}
        viam = {"VIAM_NO_MODULE_PARENT": "true", "VIAM_HOME": str(folder), "VIAM_MODULE_NAME": "driftwatch"}
        self.process = subprocess.Popen(
            [str(checkout / "run.sh"), str(self.socket)],
            env={**os.environ, **ours, **viam, "PYTHONPATH": str(folder)},
            stdout=(folder / "module.log").open("wb"),
            stderr=subprocess.STDOUT,
        )

    async def files_of(self, work: Callable[[], Awaitable[object]]) -> set[str]:
        """The files that ran while `work` did."""
        self.process.send_signal(signal.SIGUSR1)
        await asyncio.sleep(0.1)
        await work()
        self._result.unlink(missing_ok=True)
        self.process.send_signal(signal.SIGUSR2)
        await until_async(_is(self._result), 20, "the module to say what ran")
        return {path.removeprefix(self._source) for path in json.loads(self._result.read_text())}


def _is(path: Path) -> Callable[[], Awaitable[bool]]:
    async def there() -> bool:
        return await asyncio.to_thread(path.exists)

    return there


async def _add(channel: Channel, name: str, model: str, api: str, attributes: dict[str, Any]) -> None:
    config = ComponentConfig(name=name, api=api, model=model, attributes=dict_to_struct(attributes))
    await ModuleServiceStub(channel).AddResource(AddResourceRequest(config=config))


async def _measure(module: RecordedModule, folder: Path) -> dict[str, set[str]]:
    await until_async(_is(module.socket), 60, "the module to serve")
    await asyncio.sleep(1)
    channel = Channel(path=str(module.socket))
    await ModuleServiceStub(channel).Ready(ReadyRequest(parent_address=""))
    model = {"model_path": str(region_detector(folder / "detector.onnx"))}
    await _add(channel, "model", "driftwatch:edge-vision:onnx_cpu", "rdk:service:mlmodel", model)
    plain = {"mlmodel_name": "model", "state_dir": str(folder / "state")}
    await _add(channel, "plain", "driftwatch:edge-vision:mlmodel", "rdk:service:vision", plain)
    capture = {"samplers": {"low_confidence": {}}, "budget": _BUDGET}
    keeping = {**plain, "capture": capture, "camera_name": "belt"}
    await _add(channel, "keeping", "driftwatch:edge-vision:mlmodel", "rdk:service:vision", keeping)
    answering, keeper = VisionClient("plain", channel), VisionClient("keeping", channel)
    await answering.get_detections(_image(0))
    answer = await _each(module, lambda index: answering.get_detections(_image(index)), 0)
    counted = await _each(module, lambda index: answering.get_detections(_image(index)), _PAUSE)
    stored = await module.files_of(lambda: asyncio.sleep(_MINUTE))
    kept = await _each(module, lambda index: keeper.get_detections(_image(index + 100)), _PAUSE)
    handed = await _each(module, lambda _: _collect(keeper), 0)
    channel.close()
    return {
        "from GetDetections to its answer": answer,
        "from the answer to the stored minute": stored - answer,
        "from a hard frame to the queue": kept - answer - counted,
        "from the queue to the data manager": handed,
    }


async def _each(module: RecordedModule, work: Callable[[int], Awaitable[object]], pause: float) -> set[str]:
    """What runs in every round."""

    async def once(index: int) -> None:
        await work(index)
        await asyncio.sleep(pause)

    rounds = [await module.files_of(lambda index=index: once(index)) for index in range(_ROUNDS)]
    return set.intersection(*rounds)


async def _collect(vision: VisionClient) -> None:
    await vision.capture_all_from_camera(
        "belt", return_image=True, return_detections=True, extra={"fromDataManagement": True}
    )


def _image(index: int) -> ViamImage:
    """A picture that differs from others in one column."""
    pixels = np.full((480, 640, 3), _UNSURE, np.uint8)
    pixels[:, index] = 0
    return ViamImage(cv2.imencode(".jpg", pixels)[1].tobytes(), CameraMimeType.JPEG)


def main(checkout: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="files-") as made:
        module = RecordedModule(checkout, Path(made))
        try:
            found = asyncio.run(asyncio.wait_for(_measure(module, Path(made)), 600))
        finally:
            module.process.terminate()
            module.process.wait()
            print((Path(made) / "module.log").read_text()[-2000:], file=sys.stderr)
    for what, files in found.items():
        print(f"{what}: {len(files)}")
        for path in sorted(files):
            print(f"    {path}")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else Path(__file__).resolve().parents[1])
