"""What is likely a mistake in the settings of a model's input."""

from driftwatch.inference.input_settings import InputSettings
from driftwatch.inference.tensors import ANY, ModelInfo, TensorSpec

_LIKELY_BYTES = 2.0  # a mean or deviation above this was meant for pixels of 0 to 255


def input_doubts(image: TensorSpec, settings: InputSettings) -> list[str]:
    """One line each. image: the input that takes it."""
    doubts: list[str] = []
    for name in ("input_image_mean_value", "input_image_std_dev"):
        values: tuple[float, ...] = getattr(settings, name)
        if values and max(abs(v) for v in values) > _LIKELY_BYTES:
            doubts.append(
                f"{name}: {shown(values)} is unlikely: pixels are divided by 255 first, so these lie between 0 and 1; "
                "divide them by 255"
            )
        if values and image.dtype == "uint8" and settings.preset == "auto":
            doubts.append(f"{name}: has no effect, the model's input {image} takes pixels as they are")
    if settings.input_size and ANY not in image.shape[1:]:
        doubts.append(f"input_size: has no effect, the model's input {image} has a fixed size")
    return doubts


def unknown_inputs(info: ModelInfo, settings: InputSettings) -> list[str]:
    """A line for each extra input that the model does not have."""
    known = [spec.name for spec in info.inputs]
    listed = ", ".join(f'"{name}"' for name in known)
    return [
        f'extra_inputs: the model has no input "{name}"; its inputs are: {listed}'
        for name in settings.extra_inputs
        if name not in known
    ]


def shown(values: tuple[float, ...]) -> str:
    """One number where all are the same."""
    return f"{values[0]:.4g}" if len(set(values)) == 1 else "[" + ", ".join(f"{v:.4g}" for v in values) + "]"
