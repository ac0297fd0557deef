import numpy as np
import pytest
from numpy.typing import NDArray

from driftwatch.errors import OutputError
from driftwatch.inference.answer import Size
from driftwatch.inference.heads.common.box_form import FORMS, XYXY, YXYX, BoxForm, Form
from tests.inference.heads.scenes import Scene, random_scene

CANVAS = Size(640, 480)
ONE = np.ones(1)


def written(scene: Scene, form: Form, order: tuple[int, ...] = XYXY, pixels: bool = True) -> NDArray[np.float64]:
    low, high = scene.boxes[:, :2], scene.boxes[:, 2:]
    corners = {
        "corners": scene.boxes,
        "centre_size": scene.centred,
        "corner_size": np.concatenate([low, high - low], axis=1),
    }[form]
    return (corners * (scene.pixels if pixels else 1))[:, list(order)]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("pixels", [True, False])
def test_boxes_are_right_or_doubted_or_refused(form: Form, pixels: bool) -> None:
    random = np.random.default_rng(0)
    for _ in range(50):
        box = BoxForm()
        for _ in range(4):
            scene = random_scene(random, CANVAS)
            try:
                found = box.corners(written(scene, form, pixels=pixels), scene.scores, CANVAS)
            except OutputError:
                continue
            assert box.assumptions or np.allclose(found, scene.boxes, atol=1e-9)


def cells(form: Form, order: tuple[int, ...]) -> NDArray[np.float64]:
    """Boxes of three grids with some noise, as a network writes them of nothing."""
    random = np.random.default_rng(0)
    parts: list[NDArray[np.float64]] = []
    for stride in (8, 16, 32):
        y, x = np.mgrid[: 480 // stride, : 640 // stride].reshape(2, -1) * stride + stride / 2
        middle = np.stack([x, y], axis=1) + random.normal(0, stride / 4, (len(x), 2))
        size = stride * random.uniform(1, 4, (len(x), 2))
        low = middle - size / 2
        second = low + size if form == "corners" else size
        parts.append(np.concatenate([low if form == "corners" else middle, second], axis=1))
    return np.concatenate(parts)[:, list(order)]


@pytest.mark.parametrize("form", FORMS[:2])
@pytest.mark.parametrize("order", [XYXY, YXYX])
@pytest.mark.parametrize("pixels", [True, False])
def test_the_boxes_of_all_cells_show_form_order_and_unit(form: Form, order: tuple[int, ...], pixels: bool) -> None:
    scale = 1 if pixels else np.array([640, 480, 640, 480])[list(order)]
    box = BoxForm(FORMS[:2], (XYXY, YXYX))
    box.study_cells(cells(form, order) / scale, CANVAS)
    assert box.assumptions == ()
    wanted = np.array([[0.25, 0.5, 0.5, 0.875]]) if form == "corners" else np.array([[0.375, 0.6875, 0.25, 0.375]])
    one = (wanted * [640, 480, 640, 480])[:, list(order)] / scale
    np.testing.assert_allclose(box.corners(one, ONE, CANVAS), [[0.25, 0.5, 0.5, 0.875]])


def test_offsets_from_anchors_are_no_boxes() -> None:
    with pytest.raises(OutputError, match="contradict every form of boxes"):
        BoxForm(FORMS[:2]).study_cells(np.random.default_rng(0).normal(size=(2000, 4)), CANVAS)


def test_boxes_that_say_nothing_prove_nothing() -> None:
    box = BoxForm(FORMS[:2], (XYXY, YXYX))
    box.study_cells(np.zeros((3000, 4)), CANVAS)
    box.study_cells(np.tile([-3.0, -2, 21, 19], (3000, 1)), CANVAS)
    assert "xmin_ymin_xmax_ymax_order" in " ".join(box.assumptions)


def test_the_unit_is_kept_once_it_was_seen() -> None:
    box = BoxForm(("corners",))
    box.corners(np.array([[10.0, 10, 20, 20]]), ONE, CANVAS)
    np.testing.assert_allclose(box.corners(np.array([[0.0, 0, 1.5, 1.5]]), ONE, CANVAS), [[0, 0, 1.5 / 640, 1.5 / 480]])


def test_a_box_of_low_score_proves_nothing() -> None:
    box = BoxForm()
    box.corners(np.array([[300.0, 300, 20, 20]]), np.array([0.1]), CANVAS)
    assert box.is_corners is None
