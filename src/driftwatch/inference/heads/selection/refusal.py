"""What is reported where a model's outputs cannot be read: which decoders could, and where none can, what to export."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from driftwatch.errors import LabelError, ModelError, OutputError
from driftwatch.inference.heads.common.class_scores import is_vector
from driftwatch.inference.heads.common.tensor_reading import listed, read_detections
from driftwatch.inference.heads.convention import Convention, Subject
from driftwatch.inference.heads.head import DetectorHead
from driftwatch.inference.heads.registry import CONVENTIONS

_MAPS: Final = "they look like maps over the image, and masks are not read"
_RENAME: Final = (
    'if one of them holds the class scores, name it: "remap_output_names": {"its name": "probability"}; a label file '
    "with a line for each class says it as well"
)
_WANTED: Final = (
    "export it with its suppression inside (nms=True of Ultralytics, TFLite_Detection_PostProcess of TensorFlow), with "
    'outputs "boxes" (N, 4), "labels" (N) and "scores" (N), or as a classifier with one number for each class; '
    "docs/models.md lists all that is read"
)


def refusal(subject: Subject, why: str, fitting: Sequence[str] = ()) -> ModelError:
    """why: the end of a sentence about the outputs. fitting: decoders that are known to fit; else all are tried."""
    what = f"cannot tell how to read the outputs {listed(subject.outputs)}: {why}"
    fitting = fitting or _fitting(subject)
    if fitting:
        return ModelError(f"{what}; set the attribute decoder to one whose shapes fit: {', '.join(fitting)}")
    if all(is_vector(array.shape) for array in subject.outputs.values()):
        return ModelError(f"{what}; {_RENAME}")
    maps = [array for array in subject.outputs.values() if array.ndim == 4 and min(array.shape[2:]) > 1]
    reason = _MAPS if len(maps) == len(subject.outputs) == 1 else "no decoder reads such shapes"
    return ModelError(f"{what}; {reason}: {_WANTED}")


def _fitting(subject: Subject) -> list[str]:
    """Decoders that can read the outputs, perhaps with another number of labels."""
    fitting: list[str] = []
    for convention in CONVENTIONS:
        try:
            make_and_read(convention, _named(subject, convention.name))
        except (ModelError, OutputError):
            continue
        except LabelError:
            pass
        fitting.append(convention.name)
    return fitting


def _named(subject: Subject, decoder: str) -> Subject:
    """The same with the attribute decoder set."""
    return replace(subject, settings=replace(subject.settings, decoder=decoder))


def make_and_read(convention: Convention, subject: Subject) -> DetectorHead:
    """The head, tried on the outputs. Raises ModelError, OutputError or LabelError where it does not fit them."""
    detector = convention.make(subject)
    read_detections(detector, subject.outputs, subject.canvas)
    return detector
