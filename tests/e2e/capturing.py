"""Machines that capture hard frames, of footage on which the model's every score is known."""

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from viam.services.vision import VisionClient

from driftwatch import names
from tests.machine.captures import Capture, captures_in
from tests.machine.configs import module
from tests.machine.counting_camera import image
from tests.machine.machine import Machine

SURE_SCORE, UNSURE_SCORE = 0.9, 0.45

EVERY_FRAME: Mapping[str, Any] = {
    "per_minute": 10_000,
    "per_hour": 100_000,
    "per_day": 1_000_000,
    "burst": 1000,
    "cooldown_seconds": 0,
    "reserved": 1,
    "duplicate_difference": 0,
}
"""A budget that is never spent, nor saved up for better frames: far below its share, a sampler gets all it asks for."""


def write_footage(folder: Path, frames: int, unsure: Collection[int], mark: int = 0) -> list[bytes]:
    """Frames of one brightness each, which is the model's score. Gives the unsure ones.

    mark: footage of different marks has no frame in common.
    """
    folder.mkdir(parents=True)
    images = [image(10_000 * mark + i, UNSURE_SCORE if i in unsure else SURE_SCORE) for i in range(frames)]
    for i, one in enumerate(images):
        (folder / f"{i:05d}.png").write_bytes(one)
    return [images[i] for i in sorted(unsure)]


def camera(name: str, footage: Path, fps: float = 0, loop: bool = False) -> dict[str, Any]:
    """fps 0: each call gets the next frame."""
    attributes = {"path": str(footage), "fps": fps, "loop": loop}
    return {"name": name, "api": "rdk:component:camera", "model": names.REPLAY_CAMERA, "attributes": attributes}


def model(path: Path, name: str = "m") -> dict[str, Any]:
    attributes = {"model_path": str(path), "num_threads": 1}
    return {"name": name, "api": "rdk:service:mlmodel", "model": names.ONNX_CPU, "attributes": attributes}


def collector(camera_name: str, hz: float, **params: Any) -> dict[str, Any]:
    """params: further additional_params."""
    return {
        "method": "CaptureAllFromCamera",
        "capture_frequency_hz": hz,
        "additional_params": {"camera_name": camera_name, **params},
    }


def vision(collectors: Iterable[Mapping[str, Any]] = (), name: str = "v", **attributes: Any) -> dict[str, Any]:
    """Keeps every frame that the model is unsure about, and serves callers nothing of what it is unsure about."""
    given: dict[str, Any] = {
        "mlmodel_name": "m",
        "default_minimum_confidence": 0.8,
        "capture": {"samplers": {"low_confidence": {}}, "budget": dict(EVERY_FRAME)},
        **attributes,
    }
    configs = [{"type": "data_manager", "attributes": {"capture_methods": list(collectors)}}]
    return {
        "name": name,
        "api": "rdk:service:vision",
        "model": names.VISION,
        "attributes": given,
        "service_configs": configs,
    }


def data_manager(captures: Path, **attributes: Any) -> dict[str, Any]:
    given = {"capture_dir": str(captures), "sync_disabled": True, "tags": ["hard"], **attributes}
    return {"name": "data", "api": "rdk:service:data_manager", "model": "rdk:builtin:builtin", "attributes": given}


def config(components: Iterable[Mapping[str, Any]], services: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    return {"modules": [module()], "components": list(components), "services": list(services)}


def images_in(captures: Path) -> list[bytes]:
    return [capture.readings[0].binary for capture in captures_in(captures)]


def camera_of(capture: Capture) -> str:
    """As the collector's additional_params name it."""
    packed = capture.metadata.method_parameters["camera_name"].value
    return packed[2:].decode() if packed[:1] == b"\n" else packed[packed.index(b"\x1a") + 2 :].decode()


async def status_of(running: Machine, name: str = "v", camera_name: str = "cam") -> Mapping[str, Any]:
    """What the vision service says of its hard frames."""
    async with running.client() as robot:
        command = {"command": "captured", "camera_name": camera_name}
        return await VisionClient.from_robot(robot, name).do_command(command)


async def queue_of(running: Machine, name: str = "v", camera_name: str = "cam") -> Mapping[str, Any]:
    """What it says of those that wait."""
    return (await status_of(running, name, camera_name))["queue"]
