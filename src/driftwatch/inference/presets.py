"""How the common families of models want their image, and how a model's own metadata says it."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, TypeAlias

from driftwatch.inference.answer import Size
from driftwatch.inference.geometry import Fit
from driftwatch.inference.labels.literal import read_literal
from driftwatch.inference.preprocess import Normalization
from driftwatch.inference.resize import Filter
from driftwatch.inference.tensors import ModelInfo

PresetName: TypeAlias = Literal["builtin", "yolo", "imagenet", "tf", "caffe", "unit", "raw"]


@dataclass(frozen=True, slots=True)
class Preset:
    """One family's way. normalization: of a model that takes floats; integers are taken as they are."""

    normalization: Normalization
    fit: Fit = "stretch"
    bgr: bool = False
    padding: int = 0
    filter: Filter = "builtin"


_UNIT = Normalization((0.0, 0.0, 0.0), (1.0, 1.0, 1.0))
_SIGNED = Normalization((0.5, 0.5, 0.5), (0.5, 0.5, 0.5))
_BYTES = (1 / 255, 1 / 255, 1 / 255)

PRESETS: Mapping[PresetName, Preset] = MappingProxyType(
    {
        # rdk's builtin vision service: values from -1 to 1, proportions not kept.
        "builtin": Preset(_SIGNED),
        # Ultralytics and most YOLO exports: values from 0 to 1, grey bars of 114, OpenCV's bilinear as in training.
        "yolo": Preset(_UNIT, "letterbox", padding=114, filter="fast"),
        # torchvision and timm classifiers: ImageNet's mean and deviation.
        "imagenet": Preset(Normalization((0.485, 0.456, 0.406), (0.229, 0.224, 0.225)), "crop"),
        # Keras' MobileNet, Inception, Xception, EfficientDet-Lite: values from -1 to 1.
        "tf": Preset(_SIGNED),
        # Keras' VGG and ResNet, OpenCV's model zoo: bytes less ImageNet's mean, blue first.
        "caffe": Preset(Normalization((103.939 / 255, 116.779 / 255, 123.68 / 255), _BYTES), bgr=True),
        # Values from 0 to 1, proportions not kept.
        "unit": Preset(_UNIT),
        # The model normalises for itself: values from 0 to 255.
        "raw": Preset(Normalization((0.0, 0.0, 0.0), _BYTES)),
    }
)


@dataclass(frozen=True, slots=True)
class Hints:
    """What a model's metadata says of its input; None where it says nothing. `source` names the metadata."""

    source: str = ""
    preset: PresetName | None = None
    normalization: Normalization | None = None
    fit: Fit | None = None
    size: Size | None = None
    stride: int | None = None


def read_hints(info: ModelInfo) -> Hints:
    """Reads what Ultralytics' exporter and TensorFlow Lite's metadata say. Text that cannot be read says nothing."""
    properties = info.properties
    if "stride" in properties and ("imgsz" in properties or "names" in properties):
        return _ultralytics(properties)
    mean, std = (_numbers(properties.get(f"normalization_{part}", "")) for part in ("mean", "std"))
    if mean and std and all(std):
        # TensorFlow Lite: value = (pixel - mean) / std, one entry or one a channel.
        return Hints(
            "TensorFlow Lite metadata",
            normalization=Normalization(_three([m / 255 for m in mean]), _three([s / 255 for s in std])),
        )
    return Hints()


def _ultralytics(properties: Mapping[str, str]) -> Hints:
    size = [int(n) for n in _numbers(properties.get("imgsz", ""))]
    stride = [int(n) for n in _numbers(properties["stride"])]
    is_classifier = properties.get("task") == "classify"
    is_rt_detr = properties.get("head") == "RTDETRDecoder" or "rtdetr" in properties.get("description", "").lower()
    return Hints(
        "Ultralytics metadata",
        preset="unit" if is_classifier or is_rt_detr else "yolo",
        fit="crop" if is_classifier else "stretch" if is_rt_detr else "letterbox",
        size=Size(size[-1], size[0]) if size and min(size) > 0 else None,  # written as height, width
        stride=max(stride) if stride and max(stride) > 0 else None,
    )


def _numbers(text: str) -> list[float]:
    """The numbers of "640" or "[640, 480]"; none where the text is something else."""
    if len(text) > 200:
        return []
    try:
        value: object = read_literal(text)
    except (ValueError, RecursionError):
        return []
    entries = list(value) if isinstance(value, (list, tuple)) else [value]
    numbers = [float(n) for n in entries if isinstance(n, (int, float))]
    return numbers if len(numbers) == len(entries) and all(abs(n) < 1e9 for n in numbers) else []


def _three(numbers: list[float]) -> tuple[float, float, float]:
    """One entry stands for every channel."""
    first, second, third = (numbers * 3)[:3] if len(numbers) < 3 else numbers[:3]
    return first, second, third
