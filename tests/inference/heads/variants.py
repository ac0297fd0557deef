"""One scene through a model that writes a convention in another of its ways."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from driftwatch.inference.answer import Size
from driftwatch.inference.geometry import place
from driftwatch.inference.heads.convention import Subject
from driftwatch.inference.heads.selection.choice import Choice
from driftwatch.inference.heads.selection.choose import choose
from driftwatch.inference.output_settings import OutputSettings
from driftwatch.inference.output_stage import OutputStage
from driftwatch.inference.tensors import ModelInfo, Tensors
from tests.inference.heads.scenes import Scene

BOXES = np.array([[0.06, 0.07, 0.2, 0.21], [0.55, 0.3, 0.71, 0.42], [0.3, 0.8, 0.42, 0.96]])
PLAIN = OutputSettings()


def a_scene(canvas: Size, classes: int = 6) -> Scene:
    """Three objects of different classes, as far as there are any."""
    return Scene(BOXES, np.arange(3) % classes, np.array([0.9, 0.4, 0.6]), canvas, 3)


def chosen(
    outputs: Tensors,
    canvas: Size,
    classes: int | None = None,
    settings: OutputSettings = PLAIN,
    properties: Mapping[str, str] | None = None,
) -> Choice:
    info = ModelInfo("model", "kind", (), (), properties=properties or {})
    return choose(info, settings, outputs, canvas, classes)


def subject(outputs: Tensors, canvas: Size, classes: int | None = None) -> Subject:
    return Subject(ModelInfo("model", "kind", (), ()), PLAIN, outputs, canvas, classes)


def read(choice: Choice, outputs: Tensors, canvas: Size) -> NDArray[np.float64]:
    """(N, 6) box, class and confidence of what is seen, by the boxes' left edges."""
    answer = OutputStage(choice, PLAIN, None).read(outputs, place(canvas, canvas, "stretch"))
    rows: list[tuple[Any, ...]] = [
        (one.box.xmin, one.box.ymin, one.box.xmax, one.box.ymax, int(one.label), one.confidence)
        for one in answer.detections or ()
    ]
    return np.array(sorted(rows)).reshape(-1, 6)


def assert_is_read(choice: Choice, outputs: Tensors, scene: Scene) -> None:
    expected = np.column_stack([scene.boxes, scene.classes, scene.scores])
    np.testing.assert_allclose(read(choice, outputs, scene.canvas), expected[np.argsort(scene.boxes[:, 0])], atol=2e-4)
