from typing import Any

import pytest

from driftwatch.errors import ModelError
from driftwatch.inference.answer import Size
from driftwatch.inference.input_layout import Guess, guesses, image_layout
from driftwatch.inference.input_settings import InputSettings
from driftwatch.inference.preprocess import Layout
from driftwatch.inference.tensors import TensorSpec

ANY = -1
OPEN = (ANY, ANY, ANY, ANY)


def layout(shape: tuple[int, ...], name: str = "x", guess: Guess | None = None, **settings: Any) -> Layout:
    return image_layout(TensorSpec(name, "float32", shape), InputSettings(**settings), guess or Guess())


@pytest.mark.parametrize(
    ("shape", "name", "settings", "expected"),
    [
        (OPEN, "pixel_values", {}, Layout(True, 3, ANY, ANY)),
        (OPEN, "x", {}, Layout(False, 3, ANY, ANY)),
        (OPEN, "x", {"input_layout": "channels_first"}, Layout(True, 3, ANY, ANY)),
        (OPEN, "pixel_values", {"input_layout": "channels_last"}, Layout(False, 3, ANY, ANY)),
        ((ANY, ANY, 224, 224), "x", {}, Layout(True, 3, 224, 224)),
        ((1, 3, 64, 3), "x", {"input_layout": "channels_last"}, Layout(False, 3, 3, 64)),
        ((1, 1, 28, 28), "x", {"input_layout": "channels_first"}, Layout(True, 1, 28, 28)),
    ],
)
def test_where_the_channels_stand(
    shape: tuple[int, ...], name: str, settings: dict[str, Any], expected: Layout
) -> None:
    assert layout(shape, name, **settings) == expected


def test_a_layout_that_the_shape_has_no_room_for_is_refused() -> None:
    with pytest.raises(ModelError, match="does not take an image with input_layout channels_last"):
        layout((1, 3, 64, 96), input_layout="channels_last")


def tried(shape: tuple[int, ...], name: str = "x", **settings: Any) -> list[Guess]:
    spec, said = TensorSpec(name, "float32", shape), InputSettings(**settings)
    return list(guesses(spec, image_layout(spec, said, Guess()), said))


def test_the_other_layout_is_tried_before_other_sizes() -> None:
    found = tried(OPEN)
    assert found[0] == Guess(channels_first=True)
    assert all(guess.size is not None for guess in found[1:])


def test_what_is_said_is_not_tried() -> None:
    assert {guess.channels_first for guess in tried(OPEN, "pixel_values")} == {None}
    assert tried((1, 3, ANY, ANY))[0] == Guess(size=Size(224, 224))
    assert tried(OPEN, input_size=(224,)) == [Guess(channels_first=True)]
    assert tried((1, 3, 64, 64)) == []
    assert tried(OPEN, input_size=(224,), input_layout="channels_first") == []
