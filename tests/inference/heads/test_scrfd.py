from collections.abc import Callable

import pytest

from driftwatch.errors import LabelError
from driftwatch.inference.answer import Size
from driftwatch.inference.tensors import Array
from tests.inference.heads.scene_cells import scrfd, scrfd_tables, yunet
from tests.inference.heads.scenes import Scene
from tests.inference.heads.variants import a_scene, assert_is_read, chosen

CANVAS = Size(256, 320)
SCENE = a_scene(CANVAS, classes=1)


def without_points() -> dict[str, Array]:
    return {name: part for name, part in scrfd(SCENE).items() if not name.startswith("kps")}


VARIANTS = {
    "three grids": scrfd(SCENE),
    "five grids": scrfd_tables(SCENE, (8, 16, 32, 64, 128), 1),
    "without key points": without_points(),
    "numbers for names": {str(440 + number): part for number, part in enumerate(scrfd(SCENE).values())},
    "a batch in front": {name: part[None] for name, part in scrfd(SCENE).items()},
}


@pytest.mark.parametrize("variant", VARIANTS)
def test_every_published_form_is_read(variant: str) -> None:
    outputs = VARIANTS[variant]
    choice = chosen(outputs, CANVAS, 1)
    assert choice.decoder == "scrfd"
    assert_is_read(choice, outputs, SCENE)


def test_a_model_of_open_size_is_read_on_another_canvas() -> None:
    choice = chosen(scrfd(SCENE), CANVAS, 1)
    larger = a_scene(Size(640, 352), classes=1)
    assert_is_read(choice, scrfd(larger), larger)


@pytest.mark.parametrize("write", [scrfd, yunet])
def test_there_is_one_label(write: Callable[[Scene], dict[str, Array]]) -> None:
    with pytest.raises(LabelError, match="1 classes, but there are 2 labels"):
        chosen(write(SCENE), CANVAS, 2)
