"""Decides once per model how its image is made, and keeps the reason for each choice."""

from collections.abc import Mapping
from dataclasses import dataclass

from driftwatch.errors import ModelError
from driftwatch.inference.answer import Size
from driftwatch.inference.geometry import Fit
from driftwatch.inference.input_doubts import input_doubts, shown, unknown_inputs
from driftwatch.inference.input_layout import Guess, guesses, image_layout
from driftwatch.inference.input_settings import InputSettings
from driftwatch.inference.preprocess import Layout, Normalization, read_layout
from driftwatch.inference.presets import PRESETS, Hints, Preset, read_hints
from driftwatch.inference.resize import Filter
from driftwatch.inference.tensors import ANY, ModelInfo, TensorSpec

_VIAM_NAME = "image"
# Pixels a side. Above, a camera's image is shrunk so little that the filters differ by 1 grey value in the mean
# (below, by 3), and the builtin one would cost 4 ms instead of 1.
_LARGE = 512
_MOST_PIXELS = 1 << 26  # of a model's image; more, in floats, would fill a small machine's memory
NO_GUESS = Guess()


@dataclass(frozen=True, slots=True)
class InputPlan:
    """How the image of one model is made."""

    image: TensorSpec
    others: tuple[TensorSpec, ...]
    layout: Layout
    normalization: Normalization | None
    bgr: bool
    fit: Fit
    filter: Filter
    padding: int
    open_size: Size | None
    """Width and height where the model leaves them open, None for the image's own."""
    stride: int
    """That size must be a multiple of it."""
    reasons: Mapping[str, str]
    """Each choice with where it comes from."""
    warnings: tuple[str, ...]

    def guesses(self, settings: InputSettings) -> tuple[Guess, ...]:
        """What else may be tried where the model does not run on the image of this plan."""
        return tuple(guesses(self.image, self.layout, settings))

    @property
    def at_least(self) -> Size | None:
        """The canvas' size where it is the same for every image, None where it depends on the image."""
        if ANY in (self.layout.width, self.layout.height) and self.open_size is None:
            return None
        return self.canvas(Size(1, 1))

    def canvas(self, image: Size) -> Size:
        """The size of the model's input for an image of this size."""
        wanted = self.open_size or Size(_multiple(image.width, self.stride), _multiple(image.height, self.stride))
        return Size(
            wanted.width if self.layout.width == ANY else self.layout.width,
            wanted.height if self.layout.height == ANY else self.layout.height,
        )


@dataclass(frozen=True, slots=True)
class Family:
    """How the models of a decoder want their image."""

    name: str
    """Name of the decoder."""
    preset: Preset


def plan_input(
    info: ModelInfo, settings: InputSettings, family: Family | None = None, guess: Guess = NO_GUESS
) -> InputPlan:
    """Settings win over metadata, metadata over `family`, that over the builtin service's ways.

    guess: what is tried of that which the model leaves open.

    Raises ModelError for a model that takes no image.
    """
    image, warnings = _image_input(info, settings.remap_input_names)
    layout = image_layout(image, settings, guess)
    hints = read_hints(info)
    preset, origin = _preset(settings, hints, family)
    reasons = {
        "input": f"{image}, {'channels first' if layout.channels_first else 'channels last'}{_tried(guess)}",
        "preset": origin,
    }
    plan = InputPlan(
        image=image,
        others=tuple(spec for spec in info.inputs if spec.name != image.name),
        layout=layout,
        normalization=_normalization(image, settings, hints, preset.normalization, reasons),
        bgr=_bgr(settings, preset.bgr, reasons),
        fit=_fit(settings, hints, preset.fit, reasons),
        filter=_filter(layout, settings, preset.filter, reasons),
        padding=preset.padding if settings.padding is None else settings.padding,
        open_size=_open_size(layout, settings, hints, guess, reasons),
        stride=hints.stride or 1,
        reasons=reasons,
        warnings=(*warnings, *input_doubts(image, settings), *unknown_inputs(info, settings)),
    )
    smallest = plan.canvas(Size(1, 1))
    if not 0 < smallest.width * smallest.height <= _MOST_PIXELS:
        raise ModelError(
            f"the model's input {image} takes images of {smallest.width} x {smallest.height} pixels: expected at least "
            f"1 and at most {_MOST_PIXELS} of them"
        )
    return plan


def _image_input(info: ModelInfo, remap: Mapping[str, str]) -> tuple[TensorSpec, list[str]]:
    by_name = {spec.name: spec for spec in info.inputs}
    unknown = [name for name in remap if name not in by_name]
    listed = ", ".join(str(spec) for spec in info.inputs) or "none"
    warnings = [f'remap_input_names: the model has no input "{name}"; its inputs are: {listed}' for name in unknown]
    for name, viam_name in remap.items():
        if viam_name == _VIAM_NAME and name in by_name:
            return by_name[name], warnings
    if _VIAM_NAME in by_name:
        return by_name[_VIAM_NAME], warnings
    if len(info.inputs) == 1:
        return info.inputs[0], warnings
    images = [spec for spec in info.inputs if read_layout(spec) is not None]
    if len(images) == 1:
        return images[0], warnings
    raise ModelError(
        f"cannot tell which of the model's inputs takes the image: {listed}; say it in remap_input_names, "
        f'as in "remap_input_names": {{"name of the input": "{_VIAM_NAME}"}}'
    )


def _preset(settings: InputSettings, hints: Hints, family: Family | None) -> tuple[Preset, str]:
    if settings.preset != "auto":
        return PRESETS[settings.preset], f"{settings.preset} (attribute)"
    if hints.preset:
        return PRESETS[hints.preset], f"{hints.preset} ({hints.source})"
    if family is not None:
        return family.preset, f"as models of the decoder {family.name} want it"
    return PRESETS["builtin"], "builtin (as the builtin service)"


def _normalization(
    image: TensorSpec, settings: InputSettings, hints: Hints, family: Normalization, reasons: dict[str, str]
) -> Normalization | None:
    is_float = image.dtype.startswith("float")
    mean, std = settings.input_image_mean_value, settings.input_image_std_dev
    source = "preset"
    chosen: Normalization | None = family
    if settings.preset == "auto" and hints.normalization is not None:
        chosen, source = hints.normalization, hints.source
    if mean or std:
        source = "attributes"
        chosen = Normalization(_first_three(mean) or chosen.mean, _first_three(std) or chosen.std)
    quantised = image.quantization is not None and (
        settings.preset != "auto" or (image.dtype == "int8" and (bool(mean or std) or hints.normalization is not None))
    )
    if not is_float and not quantised:
        reasons["values"] = "pixels as they are" if image.dtype != "int8" else "pixel - 128"
        return None
    reasons["values"] = f"(pixel / 255 - {shown(chosen.mean)}) / {shown(chosen.std)} ({source})"
    return chosen


def _bgr(settings: InputSettings, family: bool, reasons: dict[str, str]) -> bool:
    if settings.input_image_bgr or family:
        reasons["colours"] = f"blue first ({'attribute' if settings.input_image_bgr else 'preset'})"
        return True
    return False


def _fit(settings: InputSettings, hints: Hints, family: Fit, reasons: dict[str, str]) -> Fit:
    if settings.resize != "auto":
        fit, source = settings.resize, "attribute"
    elif settings.preset == "auto" and hints.fit is not None:
        fit, source = hints.fit, hints.source
    else:
        fit, source = family, "preset"
    reasons["resize"] = f"{fit} ({source})"
    return fit


def _filter(layout: Layout, settings: InputSettings, family: Filter, reasons: dict[str, str]) -> Filter:
    if settings.resize_filter != "auto":
        reasons["filter"] = f"{settings.resize_filter} (attribute)"
        return settings.resize_filter
    large = max(layout.width, layout.height, *settings.input_size, 0) > _LARGE
    reasons["filter"] = "fast (the model takes a large image)" if large else f"{family} (preset)"
    return "fast" if large else family


def _tried(guess: Guess) -> str:
    return "" if guess.channels_first is None else f" ({guess})"


def _open_size(
    layout: Layout, settings: InputSettings, hints: Hints, guess: Guess, reasons: dict[str, str]
) -> Size | None:
    if ANY not in (layout.width, layout.height):
        reasons["size"] = f"{layout.width} x {layout.height} (the model's own)"
        return None
    if settings.input_size:
        size = Size(settings.input_size[0], settings.input_size[-1])
        reasons["size"] = f"{size.width} x {size.height} (attribute input_size)"
        return size
    if hints.size is not None:
        reasons["size"] = f"{hints.size.width} x {hints.size.height} ({hints.source})"
        return hints.size
    if guess.size is not None:
        reasons["size"] = f"{guess.size.width} x {guess.size.height} ({guess}: the model did not run at another)"
        return guess.size
    reasons["size"] = "the image's own: the model leaves it open (input_size would fix it)"
    return None


def _first_three(values: tuple[float, ...]) -> tuple[float, float, float] | None:
    return (values[0], values[1], values[2]) if len(values) >= 3 else None


def _multiple(length: int, stride: int) -> int:
    return max(stride, -(-length // stride) * stride)
