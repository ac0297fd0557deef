"""A candidate next to the live model, through the module's socket."""

from pathlib import Path

import numpy as np
import pytest
from grpclib import GRPCError
from viam.media.video import CameraMimeType

from driftwatch import names
from tests.module.conftest import ModuleProcess, viam_image
from tests.module.test_vision import png
from tests.onnx_models import region_classifier, region_detector
from tests.waiting import until_async


def grey(number: int) -> bytes:
    """A picture in which both detectors see nine objects of confidence 0.8; no two are alike."""
    image = np.full((96, 96, 3), 204, np.uint8)
    image[0, number] = 0
    return png(image)


async def look(module: ModuleProcess, number: int) -> None:
    assert len(await module.vision("v").get_detections(viam_image(grey(number), CameraMimeType.PNG))) == 9


async def shadow_of(module: ModuleProcess, name: str = "v") -> dict[str, object]:
    return dict((await module.vision(name).get_status())["shadow"])  # type: ignore[call-overload]


async def has_state(module: ModuleProcess, state: str, problem: str = "") -> None:
    async def does() -> bool:
        standing = await shadow_of(module)
        return standing["state"] == state and problem in str(standing["problem"])

    await until_async(does, 20, f"the candidate to be {state}")


@pytest.fixture
async def live(module: ModuleProcess, tmp_path: Path) -> ModuleProcess:
    await module.add("m", names.ONNX_CPU, {"model_path": str(region_detector(tmp_path / "d.onnx"))})
    await module.add("v", names.VISION, {"mlmodel_name": "m", "shadow": {"mlmodel_name": "next"}})
    return module


async def test_a_candidate_that_comes_later_is_found_and_compared(live: ModuleProcess, tmp_path: Path) -> None:
    await look(live, 0)
    await has_state(live, "loading", "the module has no connection to its machine yet")
    other = region_detector(tmp_path / "other.onnx", size=(48, 48), dtype="uint8")
    await live.add("next", names.ONNX_CPU, {"model_path": str(other)})
    await has_state(live, "running")
    vision = live.vision("v")
    seen = 0

    async def is_compared() -> bool:
        nonlocal seen
        seen += 1
        await look(live, seen)
        return (await vision.do_command({"command": "shadow"}))["frames"] >= 3  # type: ignore[operator]

    await until_async(is_compared, 20, "three frames to be compared")
    told = await vision.do_command({"command": "shadow", "reset": True})
    assert told["agreement"] == 1
    assert told["only_live"] == told["only_candidate"] == 0
    again = await vision.do_command({"command": "shadow"})
    assert again["frames"] <= 1  # type: ignore[operator]
    with pytest.raises(GRPCError, match="resett: unknown attribute, did you mean"):
        await vision.do_command({"command": "shadow", "resett": True})


async def test_a_candidate_that_cannot_be_read_leaves_the_live_model_alone(live: ModuleProcess, tmp_path: Path) -> None:
    await live.add("next", names.ONNX_CPU, {"model_path": str(region_classifier(tmp_path / "c.onnx"))})
    await has_state(live, "failing", "it is a classifier, and the live model is a detector")
    await look(live, 0)
    await live.remove("next", names.ONNX_CPU)
    await live.add("next", names.ONNX_CPU, {"model_path": str(region_detector(tmp_path / "fixed.onnx"))})
    await has_state(live, "running")


async def test_the_live_model_is_no_candidate_and_a_candidate_no_dependency(module: ModuleProcess) -> None:
    with pytest.raises(GRPCError, match=r'shadow\.mlmodel_name: "m" is the live model'):
        await module.validate(names.VISION, {"mlmodel_name": "m", "shadow": {"mlmodel_name": "m"}})
    off = {"mlmodel_name": "m", "shadow": {"mlmodel_name": "next"}, "statistics": {"enabled": False}}
    with pytest.raises(GRPCError, match="shadow: needs statistics"):
        await module.validate(names.VISION, off)
    answer = await module.validate(names.VISION, {"mlmodel_name": "m", "shadow": {"mlmodel_name": "next"}})
    assert list(answer.dependencies) == ["rdk:service:mlmodel/m"]
    assert list(answer.optional_dependencies) == []
    with pytest.raises(GRPCError, match=r"shadow\.every: must be at least 1"):
        await module.validate(names.VISION, {"mlmodel_name": "m", "shadow": {"mlmodel_name": "next", "every": 0}})


async def test_without_a_candidate_the_command_says_what_is_missing(module: ModuleProcess, tmp_path: Path) -> None:
    await module.add("m", names.ONNX_CPU, {"model_path": str(region_detector(tmp_path / "d.onnx"))})
    await module.add("plain", names.VISION, {"mlmodel_name": "m"})
    await module.vision("plain").get_detections(viam_image(grey(0), CameraMimeType.PNG))
    assert "shadow" not in await module.vision("plain").get_status()
    with pytest.raises(GRPCError, match="this service runs no candidate"):
        await module.vision("plain").do_command({"command": "shadow"})
