"""What an owner can say about the image that a model wants."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

from driftwatch.config.constraints import Length, Range
from driftwatch.inference.geometry import Fit
from driftwatch.inference.presets import PresetName
from driftwatch.inference.resize import Filter


@dataclass(frozen=True, slots=True)
class InputSettings:
    """The attributes of a vision service that concern its model's input.

    What is left out comes from the model's own metadata, and where that says nothing it is as in rdk's builtin service.
    """

    remap_input_names: Mapping[str, str] = field(default_factory=dict[str, str])
    """The model's name of a tensor -> Viam's; the one called "image" takes the frame."""
    input_image_mean_value: tuple[float, ...] = ()
    """Value = (pixel / 255 - mean) / std, one entry a channel, in the order in which the model takes the channels.

    For inputs of floats and of quantised int8.
    """
    input_image_std_dev: tuple[float, ...] = ()
    """See input_image_mean_value."""
    input_image_bgr: bool = False
    """The model takes blue first, red last."""
    preset: PresetName | Literal["auto"] = "auto"
    """How a family of models wants its image; the attributes above and below win over it."""
    resize: Fit | Literal["auto"] = "auto"
    """How the image gets the model's size.

    stretch, letterbox (whole image, bars on two sides), top_left (whole image in the upper left corner, bars on one
    side), or crop (the middle of the image).
    """
    resize_filter: Filter | Literal["auto"] = "auto"
    """"builtin" has the numbers of rdk's builtin service, "fast" is OpenCV's bilinear.

    Left out, a model of the YOLO family, or one that takes more than 512 pixels a side, gets "fast", and others
    "builtin".
    """
    padding: Annotated[int, Range(0, 255)] | None = None
    """Grey value of a letterbox' bars."""
    scaled_decode: bool = True
    """Decode a JPEG at a half, a quarter or an eighth where that is still as big as the model's input.

    Without it, and with resize_filter "builtin", 97% of the values are exactly the builtin service's.
    """
    apply_orientation: bool = False
    """Turn the image as its EXIF tag says."""
    input_size: Annotated[tuple[Annotated[int, Range(1, 8192)], ...], Length(0, 2)] = ()
    """Width and height for a model that leaves them open, in pixels; one entry for a square."""
    input_layout: Literal["channels_first", "channels_last", "auto"] = "auto"
    """Where the channels are in the image's tensor; left out, by the model's shape, or by trying both."""
    extra_inputs: Mapping[str, tuple[float, ...]] = field(default_factory=dict[str, "tuple[float, ...]"])
    """Values of the model's other inputs, by the model's name; one value fills the input."""

    def problems(self) -> list[str]:
        found: list[str] = []
        for name in ("input_image_mean_value", "input_image_std_dev"):
            values: tuple[float, ...] = getattr(self, name)
            if values and len(values) < 3:
                found.append(f"{name}: must have at least 3 values, one for each channel, got {len(values)}")
        if 0.0 in self.input_image_std_dev:
            found.append("input_image_std_dev: must not hold 0, values are divided by it")
        return found
