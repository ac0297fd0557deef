from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from driftwatch.errors import LabelError, ModelError, OutputError
from driftwatch.inference.answer import Size
from driftwatch.inference.heads.head import Candidates
from driftwatch.inference.heads.selection.choose import choose
from driftwatch.inference.heads.yolox import IMAGE
from driftwatch.inference.output_settings import OutputSettings
from driftwatch.inference.tensors import ModelInfo

CANVAS = Size(96, 96)
N = 144 + 36 + 9


def table(*seen: float, idle: float = 0.0) -> NDArray[np.float32]:
    """(1, width, N): one prediction holds `seen`, the last number of all others is `idle`."""
    found = np.zeros((1, len(seen), N), np.float32)
    found[0, -1] = idle
    found[0, :, 5] = seen
    return found


def read(probe: Any, frame: Any, labels: int | None, **settings: Any) -> Candidates:
    info = ModelInfo("m", "onnx", (), ())
    choice = choose(info, OutputSettings(**settings), {"o": probe}, CANVAS, labels)
    assert choice.detector is not None
    return choice.detector.read({"o": frame}, CANVAS)


TURNED = table(48, 48, 40, 20, 0.0, 0.9, np.pi / 2)
POINTS = table(48, 48, 40, 20, 0.9, *[60, 70, 0.9] * 5)


def test_angles_are_no_scores() -> None:
    idle = table(*[0.0] * 7, idle=1.2)
    with pytest.raises(ModelError, match=r'3 classes, but these columns are not all scores.*"class_count": 1'):
        read(idle, TURNED, None)


def test_turned_boxes_are_read_as_the_upright_ones_around_them() -> None:
    found = read(TURNED * 0, TURNED, 2, decoder="yolo", class_count=2)
    np.testing.assert_allclose(found.boxes * 96, [[38, 28, 58, 68]], atol=1e-4)
    assert found.classes.tolist() == [1]


def test_key_points_need_the_number_of_classes() -> None:
    with pytest.raises(LabelError, match='the last 15 columns are key points, say "decoder": "yolo"'):
        read(POINTS * 0, POINTS, 1)
    with pytest.raises(OutputError, match=r"go from .* key points"):
        read(POINTS * 0, POINTS, None)
    found = read(POINTS * 0, POINTS, 1, class_count=1)
    assert (found.classes.tolist(), len(found.boxes)) == ([0], 1)


def test_more_classes_than_columns_are_refused() -> None:
    with pytest.raises(ModelError, match="9 classes do not fit into the 3 columns"):
        read(TURNED * 0, TURNED, None, decoder="yolo", class_count=9)


@pytest.mark.parametrize(("labels", "decoder"), [(2, "yolo_objectness"), (None, "yolo")])
def test_rows_that_may_be_of_either_family_are_doubted(labels: int | None, decoder: str) -> None:
    rows = np.swapaxes(table(48, 48, 40, 20, 0.02, 0.03, 0.9), 1, 2) * 0
    info = ModelInfo("m", "onnx", (), ())
    choice = choose(info, OutputSettings(), {"output0": rows}, CANVAS, labels)
    assert choice.decoder == decoder
    assert [doubt.partition(":")[0] for doubt in choice.doubts] == ["decoder"]
    assert not choose(info, OutputSettings(decoder=decoder), {"output0": rows}, CANVAS, labels).doubts


def test_classes_without_objects_in_many_cells_are_those_of_objectness() -> None:
    rows = np.swapaxes(table(48, 48, 40, 20, 0.95, 0.0, 0.9), 1, 2)
    idle = rows * 0
    idle[..., :4], idle[..., 5:] = 48, np.random.default_rng(0).uniform(0, 1, idle[..., 5:].shape)
    choice = choose(ModelInfo("m", "onnx", (), ()), OutputSettings(), {"output0": idle}, CANVAS, None)
    assert (choice.decoder, choice.doubts, choice.image) == ("yolo_objectness", (), IMAGE)


def test_objectness_of_one_everywhere_is_v6() -> None:
    rows = np.swapaxes(table(48, 48, 40, 20, 1.0, 0.0, 0.9), 1, 2)
    rows[..., 4] = 1
    idle = rows.copy()
    idle[..., 5:] = 0.01
    assert read(idle, rows, 2).classes.tolist() == [1]
