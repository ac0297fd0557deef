"""The vision service on a model whose answers are known, through the SDK's own client."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from grpclib import GRPCError, Status
from viam.media.video import CameraMimeType
from viam.proto.service.vision import Detection, GetDetectionsRequest

from driftwatch import names
from tests.module.conftest import ModuleProcess, viam_image
from tests.onnx_models import CHANNEL_WEIGHTS, identity, region_classifier, region_detector

LABELS = ("ant", "bee", "cat")


def png(image: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> bytes:
    return cv2.imencode(".png", image)[1].tobytes()


@pytest.fixture
def image() -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """96 x 96, BGR, a different colour in each of the nine cells."""
    colours = np.random.default_rng(1).integers(0, 256, (3, 3, 3), dtype=np.uint8)
    return colours.repeat(32, axis=0).repeat(32, axis=1)


@pytest.fixture
async def detector(module: ModuleProcess, tmp_path: Path) -> ModuleProcess:
    (tmp_path / "labels.txt").write_text("\n".join(LABELS))
    model = {"model_path": str(region_detector(tmp_path / "d.onnx")), "label_path": str(tmp_path / "labels.txt")}
    await module.add("m", names.ONNX_CPU, model)
    await module.add("v", names.VISION, {"mlmodel_name": "m"})
    return module


def expected_scores(image: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> list[float]:
    """Of the nine cells, by the definition of region_detector."""
    rgb = image[16::32, 16::32, ::-1].reshape(9, 3) / 255
    return (rgb @ np.array(CHANNEL_WEIGHTS)).tolist()


async def test_every_cell_is_found_with_its_label_box_and_score(
    detector: ModuleProcess, image: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]
) -> None:
    detections = await detector.vision("v").get_detections(viam_image(png(image), CameraMimeType.PNG))
    assert [one.class_name for one in detections] == [LABELS[i % 3] for i in range(9)]
    assert [one.confidence for one in detections] == pytest.approx(expected_scores(image), abs=1e-5)
    assert corners(detections[4]) == (31, 31, 63, 63)
    assert corners(detections[8]) == (63, 63, 95, 95)


async def test_only_confident_ones_pass_the_minimum(
    detector: ModuleProcess, image: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]
) -> None:
    least = sorted(expected_scores(image))[4] - 1e-4
    await detector.add("strict", names.VISION, {"mlmodel_name": "m", "default_minimum_confidence": least})
    detections = await detector.vision("strict").get_detections(viam_image(png(image), CameraMimeType.PNG))
    assert len(detections) == 5


async def test_a_replay_camera_gives_stored_bytes_and_says_what_it_is(
    detector: ModuleProcess, tmp_path: Path, image: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]
) -> None:
    cv2.imwrite(str(tmp_path / "a.jpg"), image)
    await detector.add("cam", names.REPLAY_CAMERA, {"path": str(tmp_path / "a.jpg")})
    images, metadata = await detector.camera("cam").get_images()
    assert images[0].data == (tmp_path / "a.jpg").read_bytes()
    assert metadata.captured_at.seconds > 0
    cv2.imwrite(str(tmp_path / "b.jpg"), image[::-1])
    await detector.camera("cam").do_command({"command": "play", "path": str(tmp_path / "b.jpg")})
    images, _ = await detector.camera("cam").get_images()
    assert images[0].data == (tmp_path / "b.jpg").read_bytes()
    with pytest.raises(GRPCError, match=r"missing\.jpg: there is no such file"):
        await detector.camera("cam").do_command({"command": "play", "path": str(tmp_path / "missing.jpg")})
    with pytest.raises(GRPCError, match="command: must be"):
        await detector.camera("cam").do_command({"command": "stop"})
    properties = await detector.camera("cam").get_properties()
    assert list(properties.mime_types) == [CameraMimeType.JPEG, CameraMimeType.PNG]
    assert not properties.supports_pcd


async def test_classifications_are_sorted_and_cut_to_the_count_asked_for(
    module: ModuleProcess, tmp_path: Path, image: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]
) -> None:
    await module.add("m", names.ONNX_CPU, {"model_path": str(region_classifier(tmp_path / "c.onnx"))})
    await module.add("v", names.VISION, {"mlmodel_name": "m"})
    vision = module.vision("v")
    sent = viam_image(png(image), CameraMimeType.PNG)
    scores = expected_scores(image)
    best = await vision.get_classifications(sent, 2)
    assert [one.confidence for one in best] == pytest.approx(sorted(scores, reverse=True)[:2], abs=1e-5)
    every = await vision.get_classifications(sent, 0)
    assert [one.class_name for one in every] == [str(i) for i in range(9)]
    properties = await vision.get_properties()
    assert (properties.classifications_supported, properties.detections_supported) == (True, False)
    with pytest.raises(GRPCError, match="is no detector; ask for classifications") as caught:
        await vision.get_detections(sent)
    assert caught.value.status is Status.UNIMPLEMENTED


@pytest.mark.parametrize("data", [b"", b"\xff\xd8\xff\xc0\x00", b"no image", png(np.zeros((8, 8, 3), np.uint8))[:40]])
async def test_a_damaged_image_is_refused_in_words_and_the_next_one_answered(
    detector: ModuleProcess, data: bytes, image: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]
) -> None:
    with pytest.raises(GRPCError) as caught:
        await detector.vision("v").client.GetDetections(
            GetDetectionsRequest(name="v", image=data, mime_type="image/jpeg")
        )
    assert caught.value.status is Status.INVALID_ARGUMENT
    assert ".py" not in str(caught.value.message)
    assert len(await detector.vision("v").get_detections(viam_image(png(image), CameraMimeType.PNG))) == 9


async def test_a_service_without_its_model_is_refused_in_words(module: ModuleProcess) -> None:
    with pytest.raises(GRPCError, match='the machine has no ML model service "missing"') as caught:
        await module.add("v", names.VISION, {"mlmodel_name": "missing"})
    assert caught.value.status is Status.FAILED_PRECONDITION


async def test_a_model_that_sees_no_image_is_refused_in_words(module: ModuleProcess, tmp_path: Path) -> None:
    await module.add("m", names.ONNX_CPU, {"model_path": str(identity(tmp_path / "m.onnx", {"x": ("float32", [2])}))})
    with pytest.raises(GRPCError) as caught:
        await module.add("v", names.VISION, {"mlmodel_name": "m"})
    assert caught.value.status is Status.FAILED_PRECONDITION
    assert '"x" float32[2]' in str(caught.value.message)


async def test_a_call_without_a_camera_says_so(detector: ModuleProcess) -> None:
    with pytest.raises(GRPCError, match="names no camera, and the service has no default one") as caught:
        await detector.vision("v").get_detections_from_camera("")
    assert caught.value.status is Status.INVALID_ARGUMENT


async def test_what_it_has_not_is_refused_and_what_it_is_told(detector: ModuleProcess) -> None:
    vision = detector.vision("v")
    with pytest.raises(GRPCError) as caught:
        await vision.get_object_point_clouds("cam")
    assert caught.value.status is Status.UNIMPLEMENTED
    status = await vision.get_status()
    assert status["labels"] == list(LABELS)
    with pytest.raises(GRPCError, match=r"command: must be one of statistics, "):
        await vision.do_command({"command": "fly"})


def corners(detection: Detection) -> tuple[int, int, int, int]:
    return detection.x_min, detection.y_min, detection.x_max, detection.y_max
