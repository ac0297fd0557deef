"""Where channels, height and width are in a model's image input: by its shape, its name, the owner, or by trying."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from driftwatch.errors import ModelError
from driftwatch.inference.answer import Size
from driftwatch.inference.input_settings import InputSettings
from driftwatch.inference.preprocess import Layout, read_layout
from driftwatch.inference.tensors import ANY, TensorSpec

PLANES: Final = frozenset({"pixel_values"})
"""Inputs of this name take channels first: Hugging Face's image processors make them so."""
SQUARES: Final = (224, 384, 640, 512, 256)
"""Sides of the images that models take which leave their size open and yet run at one only."""


@dataclass(frozen=True, slots=True)
class Guess:
    """What is tried where a model does not say it."""

    channels_first: bool | None = None
    """None leaves that as it is."""
    size: Size | None = None
    """None leaves that as it is."""

    def __str__(self) -> str:
        return "found by trying"


def image_layout(image: TensorSpec, settings: InputSettings, guess: Guess) -> Layout:
    """Raises ModelError for an input that takes no image, more than one at once, or none in the layout that is said."""
    said = settings.input_layout
    first = guess.channels_first if said == "auto" else said == "channels_first"
    layout = read_layout(image) if first is None else forced(image, first)
    if first is None and layout is not None and is_open(image) and image.name.lower() in PLANES:
        layout = forced(image, channels_first=True)
    if layout is None:
        raise ModelError(
            f"the model's input {image} does not take an image"
            + ("" if said == "auto" else f" with input_layout {said}")
            + ": expected 4 dimensions, (1, height, width, 3) or (1, 3, height, width)"
        )
    if image.shape[0] not in (1, ANY):
        raise ModelError(f"the model's input {image} takes {image.shape[0]} images at once: export it for a batch of 1")
    return layout


def guesses(image: TensorSpec, layout: Layout, settings: InputSettings) -> Iterator[Guess]:
    """What else may be tried after an image of `layout` could not be run, the likeliest first."""
    is_certain = not is_open(image) or settings.input_layout != "auto" or image.name.lower() in PLANES
    layouts = (None,) if is_certain else (layout.channels_first, not layout.channels_first)
    has_size = ANY not in (layout.width, layout.height) or bool(settings.input_size)
    sizes = (None,) if has_size else (None, *(Size(side, side) for side in SQUARES))
    for size in sizes:
        for first in layouts:
            if (first, size) not in ((None, None), (layout.channels_first, None)):
                yield Guess(first, size)


def is_open(image: TensorSpec) -> bool:
    """Whether the shape leaves open where the channels are."""
    return len(image.shape) == 4 and all(n == ANY for n in image.shape[1:])


def forced(image: TensorSpec, channels_first: bool) -> Layout | None:
    """The layout with its channels where they are said to be; None where the shape has no room for them there."""
    if len(image.shape) != 4 or read_layout(TensorSpec(image.name, image.dtype, (1, 3, ANY, ANY))) is None:
        return None
    _, first, second, third = image.shape
    channels, height, width = (first, second, third) if channels_first else (third, first, second)
    if channels not in (1, 3, ANY):
        return None
    return Layout(channels_first, 3 if channels == ANY else channels, height, width)
