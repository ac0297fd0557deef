"""Start, add, reconfigure, remove, end: what viam-server does to the module."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from grpclib import GRPCError, Status

from driftwatch import names
from tests.module.conftest import ModuleProcess, start, stop, viam_image
from tests.onnx_models import identity, region_detector
from tests.waiting import until


@pytest.fixture
def labels(tmp_path: Path) -> Path:
    path = tmp_path / "labels.txt"
    path.write_text("ant\nbee\ncat\n")
    return path


@pytest.fixture
def footage(tmp_path: Path) -> Path:
    folder = tmp_path / "footage"
    folder.mkdir()
    for i in range(3):
        cv2.imwrite(str(folder / f"{i}.jpg"), np.full((72, 96, 3), 60 * i, np.uint8))
    return folder


async def test_it_offers_every_model_of_the_list(module: ModuleProcess) -> None:
    ready = await module.ready()
    offered = {model for handler in ready.handlermap.handlers for model in handler.models}
    assert ready.ready
    assert offered == set(names.API_OF)


async def test_a_broken_resource_leaves_the_others_running(module: ModuleProcess, tmp_path: Path) -> None:
    await module.add(
        "good", names.ONNX_CPU, {"model_path": str(identity(tmp_path / "a.onnx", {"x": ("float32", [2])}))}
    )
    with pytest.raises(GRPCError) as caught:
        await module.add("bad", names.ONNX_CPU, {"model_path": str(tmp_path / "missing.onnx")})
    assert caught.value.status is Status.FAILED_PRECONDITION
    assert "missing.onnx" in str(caught.value.message)
    outputs = await module.mlmodel("good").infer({"x": np.array([1, 2], np.float32)})
    np.testing.assert_array_equal(outputs["x_out"], [1, 2])
    with pytest.raises(GRPCError) as caught:
        await module.mlmodel("bad").metadata()
    assert caught.value.status is Status.NOT_FOUND


async def test_a_failed_resource_can_be_added_again_once_it_is_mended(module: ModuleProcess, tmp_path: Path) -> None:
    attributes = {"model_path": str(tmp_path / "late.onnx")}
    with pytest.raises(GRPCError):
        await module.add("late", names.ONNX_CPU, attributes)
    identity(tmp_path / "late.onnx", {"x": ("float32", [2])})
    await module.add("late", names.ONNX_CPU, attributes)
    assert (await module.mlmodel("late").metadata()).name == "onnx_model"


async def test_reconfiguring_replaces_the_model(module: ModuleProcess, tmp_path: Path) -> None:
    first, second = (identity(tmp_path / f"{name}.onnx", {name: ("float32", [1])}) for name in ("a", "b"))
    await module.add("m", names.ONNX_CPU, {"model_path": str(first)})
    await module.reconfigure("m", names.ONNX_CPU, {"model_path": str(second)})
    assert [spec.name for spec in (await module.mlmodel("m").metadata()).input_info] == ["b"]
    await module.remove("m", names.ONNX_CPU)
    with pytest.raises(GRPCError):
        await module.mlmodel("m").metadata()


async def test_ten_reconfigurations_leave_nothing_behind(
    own_module: ModuleProcess, tmp_path: Path, labels: Path, footage: Path
) -> None:
    model = {"model_path": str(region_detector(tmp_path / "d.onnx")), "label_path": str(labels)}
    image = (footage / "1.jpg").read_bytes()

    async def round_trip() -> None:
        await own_module.add("cam", names.REPLAY_CAMERA, {"path": str(footage), "fps": 0})
        await own_module.add("m", names.ONNX_CPU, model)
        await own_module.add("v", names.VISION, {"mlmodel_name": "m"})
        await own_module.camera("cam").get_images()
        assert len(await own_module.vision("v").get_detections(viam_image(image))) == 9
        await own_module.remove("v", names.VISION)
        await own_module.remove("m", names.ONNX_CPU)
        await own_module.remove("cam", names.REPLAY_CAMERA)

    for _ in range(3):
        await round_trip()
    threads, descriptors = own_module.process.num_threads(), own_module.process.num_fds()
    memory = own_module.process.memory_info().rss
    for _ in range(10):
        await round_trip()
    # Two more than before: the shared threads start one by one, and the last may not have been needed until now.
    until(lambda: own_module.process.num_threads() <= threads + 2, 30, "the threads of closed models to end")
    assert own_module.process.num_fds() <= descriptors
    assert own_module.process.memory_info().rss - memory < 8 * 2**20


def test_a_signal_ends_it_soon_and_with_status_0(tmp_path: Path) -> None:
    assert stop(start(tmp_path)) == 0
