"""What the data manager stores next to a hard frame: the model's own answer, as it stores the stock service's."""

from pathlib import Path
from typing import Any

import pytest
from viam.proto.app.data import Annotations

from tests.e2e.capturing import (
    UNSURE_SCORE,
    camera,
    collector,
    config,
    data_manager,
    model,
    vision,
    write_footage,
)
from tests.machine.captures import Capture, captures_in
from tests.machine.fixtures import StartMachine
from tests.onnx_models import GRID, region_classifier, region_detector
from tests.waiting import until_async

pytestmark = [pytest.mark.machine, pytest.mark.timeout(120)]

LABELS = ("ant", "bee", "cat", "dog", "eel", "fly", "gnu", "hen", "ibis")
HZ = 20


async def test_boxes_classes_and_the_collectors_least_confidence_are_as_with_the_stock_service(
    machine: StartMachine, tmp_path: Path
) -> None:
    """The collector leaves out annotations below min_confidence_score, and stores the image all the same."""
    hard = write_footage(tmp_path / "footage", 4, (1,))[0]
    services = [
        vision([collector("loose-cam", HZ, min_confidence_score=0.4)], "loose"),
        vision([collector("strict-cam", HZ, min_confidence_score=0.5)], "strict"),
        vision([collector("classes-cam", HZ)], "classes", mlmodel_name="classifier"),
        stock([collector("stock-cam", HZ, min_confidence_score=0.4)], "stock", "m"),
        stock([collector("stock-classes-cam", HZ)], "stock-classes", "classifier"),
    ]
    labels = tmp_path / "labels.txt"
    labels.write_text("\n".join(LABELS))
    models = [
        model(region_detector(tmp_path / "d.onnx")),
        model(region_classifier(tmp_path / "c.onnx"), "classifier"),
    ]
    for one in models:
        one["attributes"]["label_path"] = str(labels)
    captures = tmp_path / "captures"
    cameras = [camera(f"{service['name']}-cam", tmp_path / "footage") for service in services]
    running = machine(config(cameras, [*models, *services, data_manager(captures)]))
    await running.wait_ready(*(service["name"] for service in services))

    async def all_have_come() -> bool:
        return set(found(captures, hard)) == {service["name"] for service in services}

    await until_async(all_have_come, 30, "a capture of each service")
    running.stop()
    stored = found(captures, hard)
    check_boxes(annotations(stored["loose"]), annotations(stored["stock"]))
    assert annotations(stored["strict"]) == Annotations()
    check_classes(annotations(stored["classes"]), annotations(stored["stock-classes"]))


def stock(collectors: list[dict[str, Any]], name: str, mlmodel_name: str) -> dict[str, Any]:
    made = vision(collectors, name)
    return {**made, "model": "rdk:builtin:mlmodel", "attributes": {"mlmodel_name": mlmodel_name}}


def found(captures: Path, image: bytes) -> dict[str, Capture]:
    """The capture of `image` by each service."""
    every = captures_in(captures)
    return {one.metadata.component_name: one for one in every if one.readings[0].binary == image}


def annotations(capture: Capture) -> Annotations:
    return capture.readings[0].metadata.annotations


def check_boxes(ours: Annotations, stock: Annotations) -> None:
    assert not ours.classifications
    assert len(ours.bboxes) == GRID * GRID
    assert [box.label for box in ours.bboxes] == [LABELS[i % 3] for i in range(GRID * GRID)]
    assert all(box.confidence == pytest.approx(UNSURE_SCORE, abs=0.01) for box in ours.bboxes)
    assert [corners(box) for box in ours.bboxes] == [corners(box) for box in stock.bboxes]
    assert [box.label for box in ours.bboxes] == [box.label for box in stock.bboxes]
    assert [b.confidence for b in ours.bboxes] == pytest.approx([b.confidence for b in stock.bboxes], abs=1e-4)


def check_classes(ours: Annotations, stock: Annotations) -> None:
    assert not ours.bboxes
    assert {one.label for one in ours.classifications} == set(LABELS)
    assert {one.label: one.confidence for one in ours.classifications} == pytest.approx(
        {one.label: one.confidence for one in stock.classifications}, abs=1e-4
    )


def corners(box: Any) -> tuple[float, ...]:
    return box.x_min_normalized, box.y_min_normalized, box.x_max_normalized, box.y_max_normalized
