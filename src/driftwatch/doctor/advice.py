"""What is likely a mistake although everything works: a model that runs may still be shown the wrong picture."""

import difflib
from collections.abc import Iterator, Mapping
from typing import Final

from driftwatch.inference.filters import FilterSettings
from driftwatch.inference.heads.classifier import PROBABILITY
from driftwatch.inference.heads.selection.choice import Choice
from driftwatch.inference.heads.selection.choose import CLASSIFIER
from driftwatch.inference.heads.viam_tensors import CATEGORY, LOCATION, SCORE
from driftwatch.inference.output_settings import OutputSettings
from driftwatch.inference.preprocess import read_layout
from driftwatch.inference.tensors import ModelInfo

_ROLES: Final = (LOCATION, CATEGORY, SCORE, PROBABILITY)
_ASSUMED: Final = "as the builtin service"
_IMAGENET: Final = '"preset": "imagenet"'
# Decoder -> attributes that its models need where they say nothing of their input, channels first and last.
_LIKELY_FIRST: Final[Mapping[str, str]] = {
    CLASSIFIER: f'those of torchvision and timm need {_IMAGENET}, scikit-learn\'s and most others "preset": "unit"',
    "viam_tensors": 'torchvision\'s detectors need "preset": "unit"',
    "detr_sigmoid": f'RT-DETR and D-FINE need "preset": "unit", RF-DETR needs {_IMAGENET}, "resize": "stretch"',
    "centernet": f'try {_IMAGENET}, "resize": "stretch"',
    "boxes_scores": (
        'pytorch-ssd\'s and UltraFace\'s want that; YOLO-NAS, YOLO-World and pytorch-YOLOv4 need "preset": "yolo", '
        f'PP-YOLOE needs {_IMAGENET}, "resize": "stretch"'
    ),
    "mmdeploy": f'most of mmdetection\'s need {_IMAGENET}, "resize": "stretch"; its test pipeline says it',
    "paddle_nms": f'PP-YOLOE and PicoDet need {_IMAGENET}, "resize": "stretch", PP-YOLOE+ and RT-DETR "preset": "unit"',
    "detection_output": 'models of Caffe mostly need "preset": "raw" or "caffe"; if -1 to 1 is right, "tf" says so',
}
_LIKELY_LAST: Final[Mapping[str, str]] = {
    CLASSIFIER: (
        'Keras\' EfficientNet and models that rescale for themselves need "preset": "raw", its ResNet and VGG '
        '"preset": "caffe", those of Edge Impulse and those trained on values from 0 to 1 "preset": "unit"; if -1 to 1 '
        'is right, as for Keras\' MobileNet, "preset": "tf" says so'
    ),
    "viam_tensors": 'if it was trained on 0 to 1 it needs "preset": "unit", on bytes "preset": "raw"',
    "centernet": 'try "preset": "caffe" or "raw"',
}
_OF_VIAM: Final = {CLASSIFIER: (PROBABILITY,), "viam_tensors": (LOCATION, SCORE)}


def doubts(
    info: ModelInfo, preparation: Mapping[str, str], choice: Choice, labels: tuple[str, ...] | None
) -> Iterator[str]:
    """About the model. preparation: what Pipeline.describe gives."""
    if labels is None:
        yield "labels: there are none, so classes are named by their numbers; name a label file in label_path"
    likely = _likely(info, preparation.get("input", ""), choice.decoder)
    if likely is not None and _ASSUMED in preparation.get("preset", ""):
        yield (
            "preset: the model does not say how its image is to be made, so it gets values from -1 to 1, as from the "
            f"builtin service; {likely}"
        )


def size_advice(preparation: Mapping[str, str]) -> list[str]:
    """After an image that failed: most models of open size take only multiples of 32."""
    if not preparation.get("size", "").startswith("the image's own"):
        return []
    return [
        'input_size: the model leaves its image\'s size open, but not every one will do; try "input_size": [640, 480]'
    ]


def output_doubts(settings: OutputSettings) -> Iterator[str]:
    """About remap_output_names: a name that is none of Viam's is never asked for."""
    for name, role in settings.remap_output_names.items():
        if role not in _ROLES:
            yield f'remap_output_names: "{name}" is to be "{role}", which nothing asks for; {", ".join(_ROLES)} are'


def filter_doubts(settings: FilterSettings, labels: tuple[str, ...] | None) -> Iterator[str]:
    """About label_confidences: a label that the model does not know never passes, and nobody notices."""
    if labels is None and settings.label_confidences and not any(map(str.isdigit, settings.label_confidences)):
        yield "label_confidences: the model has no labels, so its classes are named by their numbers, and none passes"
    known = {label.lower(): label for label in labels or ()}
    for label in settings.label_confidences if labels is not None else ():
        if label.lower() in known:
            continue
        near = difflib.get_close_matches(label.lower(), known, n=1)
        meant = f' (did you mean "{known[near[0]]}"?)' if near else ""
        yield f'label_confidences: "{label}" is not a label of this model{meant}; {_listed(list(known.values()))}'


def _listed(labels: list[str]) -> str:
    """As in "its labels are: bicycle, car, ... (80)"."""
    few = [*labels[:6], "..."] if len(labels) > 6 else labels
    return f"its labels are: {', '.join(few)} ({len(labels)})"


def _likely(info: ModelInfo, how: str, decoder: str) -> str | None:
    """What models like this one may need; None for those that take integers, and those made for Viam.

    how: what is done to the image, its layout among it.
    """
    names = {spec.name for spec in info.outputs}
    if decoder in _OF_VIAM and names.issuperset(_OF_VIAM[decoder]):
        return None
    if not any(spec.dtype.startswith("float") and read_layout(spec) for spec in info.inputs):
        return None
    return (_LIKELY_FIRST if "channels first" in how else _LIKELY_LAST).get(decoder)
