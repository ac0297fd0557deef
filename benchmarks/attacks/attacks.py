"""What one caller can send: each attack is asked again as soon as it is answered, by several at once.

Whatever the module answers to an attacker is right, an error too; what counts is how long it makes others wait.
"""

import itertools
import random
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import cv2
import numpy as np
from grpclib.client import Channel
from viam.gen.service.vision.v1.vision_grpc import VisionServiceStub
from viam.media.video import CameraMimeType, ViamImage
from viam.proto.service.vision import GetDetectionsRequest
from viam.services.vision import VisionClient

from benchmarks.performance.rig import frame
from driftwatch.inference.tensors import Tensors
from driftwatch.services.rpc.mlmodel_rpc import infer_remotely

Attack = Callable[[], Awaitable[object]]

MODEL, VISION, ENDLESS, HUGE = "model", "vision", "endless", "huge"
"""Names of the services that are attacked."""

_FOREVER: Final = 3600.0


@dataclass(frozen=True, slots=True)
class Kind:
    """callers: how many ask at once. make: gives one caller's attack on the module behind a channel."""

    what: str
    callers: int
    make: Callable[[Channel], Attack]


def _images(picture: ViamImage, side: int = 1280) -> Callable[[Channel], Attack]:
    """Sent as it is: the SDK's own client looks into a picture first, and sends none that is damaged."""
    asked = GetDetectionsRequest(
        name=VISION, image=picture.data, width=side, height=side, mime_type=str(picture.mime_type)
    )

    def make(channel: Channel) -> Attack:
        stub = VisionServiceStub(channel)
        return lambda: stub.GetDetections(asked)

    return make


def _png(side: int) -> ViamImage:
    written, data = cv2.imencode(".png", np.zeros((side, side), np.uint8))
    assert written
    return ViamImage(data.tobytes(), CameraMimeType.PNG)


def _claiming(claimed: int) -> ViamImage:
    """A PNG of some hundred bytes, of which one part says that it has `claimed` bytes."""
    data = _png(96).data
    return ViamImage(data[:33] + claimed.to_bytes(4, "big") + data[37:], CameraMimeType.PNG)


def _damaged(channel: Channel) -> Attack:
    """A good picture with some of its bytes changed, another one each time."""
    data, chance = frame("720p"), random.Random(0)

    def ask() -> Awaitable[object]:
        damaged = bytearray(data)
        for _ in range(20):
            damaged[chance.randrange(200, len(damaged))] = chance.randrange(256)
        return _images(ViamImage(bytes(damaged), CameraMimeType.JPEG))(channel)()

    return ask


def _cameras(names: Iterator[str]) -> Callable[[Channel], Attack]:
    def make(channel: Channel) -> Attack:
        vision = VisionClient(VISION, channel)
        return lambda: vision.get_detections_from_camera(next(names))

    return make


def _command(command: Mapping[str, Any]) -> Callable[[Channel], Attack]:
    def make(channel: Channel) -> Attack:
        vision = VisionClient(VISION, channel)
        return lambda: vision.do_command(command)

    return make


def _nested(depth: int) -> dict[str, Any]:
    value: dict[str, Any] = {"command": "statistics"}
    for _ in range(depth):
        value = {"command": value}
    return value


def _tensors(service: str, tensors: Tensors) -> Callable[[Channel], Attack]:
    def make(channel: Channel) -> Attack:
        return lambda: infer_remotely(channel, service, tensors, _FOREVER)

    return make


_SPAN: Final = {"command": "export", "start": 0, "end": 1e300, "limit": 1e300}

KINDS: Final[Mapping[str, Kind]] = {
    "frames": Kind(
        "64 callers ask for detections of a 720p picture", 64, _images(ViamImage(frame("720p"), CameraMimeType.JPEG))
    ),
    "large-pictures": Kind("24 callers send black PNGs of 8192 x 8192", 24, _images(_png(8192))),
    "too-large-pictures": Kind("24 callers send black PNGs of 16384 x 16384", 24, _images(_png(16384))),
    "claiming-pictures": Kind("16 callers send PNGs that claim a part of 4 GB", 16, _images(_claiming((1 << 32) - 1))),
    "damaged-pictures": Kind("16 callers send damaged JPEGs", 16, _damaged),
    "no-pictures": Kind(
        "16 callers send 10 MB that are no picture", 16, _images(ViamImage(bytes(10 << 20), CameraMimeType.JPEG))
    ),
    "invented-cameras": Kind(
        "16 callers ask for cameras that are not there", 16, _cameras(f"cam{n}" for n in itertools.count())
    ),
    "long-names": Kind(
        "16 callers ask for cameras with names of 200 kB", 16, _cameras(itertools.repeat("x" * 200_000))
    ),
    "long-commands": Kind("16 callers send commands of 250 kB", 16, _command({"command": "x" * 250_000})),
    "messages": Kind("8 callers send commands of 20 MB", 8, _command({"command": "x" * (20 << 20)})),
    "nested": Kind("16 callers send commands that are nested 90 times", 16, _command(_nested(90))),
    "tags": Kind(
        "8 callers ask for an upload with 50,000 tags", 8, _command({"command": "upload", "tags": ["t"] * 50_000})
    ),
    "exports": Kind("8 callers ask for an export of all time", 8, _command(_SPAN)),
    "tensors": Kind("8 callers send tensors of 30 MB", 8, _tensors(MODEL, {"x": np.zeros(30 << 18, np.float32)})),
    "outputs": Kind("8 callers ask a model whose answer has 200 MB", 8, _tensors(HUGE, {"n": np.array([50_000_000])})),
    "endless": Kind("4 callers ask a model that never ends", 4, _tensors(ENDLESS, {"x": np.zeros(1, np.float32)})),
}
