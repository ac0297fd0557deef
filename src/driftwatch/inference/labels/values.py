"""Labels among the values of JSON, YAML and Python: lists, maps either way round, and what tools wrap around them."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, cast

from driftwatch.inference.labels.listing import LabelListing, in_order, numbered
from driftwatch.inference.labels.literal import read_literal

# Under which name a tool writes them: Hugging Face, COCO, Ultralytics, Teachable Machine, Roboflow, Detectron, CVAT.
_WRAPPED: Final = (
    "id2label", "categories", "names", "labels", "classes", "class_names", "CLASS_LIST", "thing_classes",
    "idx_to_class", "class_indices", "class_to_idx", "label2id", "label_map",
)  # fmt: skip
_NAMES: Final = ("display_name", "name", "label", "title")
_IDS: Final = ("id", "index")


def from_value(value: object) -> LabelListing:
    """Raises ValueError in plain words where `value` holds no labels."""
    if isinstance(value, (list, tuple)):
        return _from_list(cast("Sequence[Any]", value))
    if not isinstance(value, Mapping):
        raise ValueError("expected a list of labels, or an object with an index and a label each")
    entries = cast("Mapping[Any, Any]", value)
    for name in _WRAPPED:
        inner = entries.get(name)
        if isinstance(inner, (list, tuple, Mapping)) and inner:
            listing = from_value(cast("object", inner))
            return _compared(listing, entries.get("nc"))
    numbers = [_number(key) for key in entries]
    if None not in numbers:
        labels = [_named(entry) for entry in entries.values()]
        return numbered([(n, label) for n, label in zip(numbers, labels, strict=True) if n is not None], gaps=False)
    numbers = [_number(entry) for entry in entries.values()]
    if None not in numbers:
        labels = [label_of(key) for key in entries]
        return numbered([(n, label) for n, label in zip(numbers, labels, strict=True) if n is not None], gaps=False)
    raise ValueError("expected a list of labels, or an object with an index and a label each")


def labels_in_names(text: str) -> tuple[str, ...] | None:
    """Labels written as {0: "cat", 1: "dog"} or ["cat", "dog"], in Python or JSON; None where `text` is neither."""
    if not text:
        return None
    try:
        listing = from_value(read_literal(text))
    except (ValueError, RecursionError, TypeError):
        return None
    return None if listing.doubt else listing.labels


def label_of(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (str, int, float)):
        return str(value)
    raise ValueError(f"{value!r:.40} is not a label")


def _from_list(values: Sequence[Any]) -> LabelListing:
    if not any(isinstance(value, Mapping) for value in values):
        return in_order(label_of(value) for value in values)
    ids = [_id(value) for value in values]
    labels = [_named(value) for value in values]
    known = [(number, label) for number, label in zip(ids, labels, strict=True) if number is not None]
    return numbered(known, gaps=True) if len(known) == len(labels) else in_order(labels)


def _id(value: object) -> int | None:
    if not isinstance(value, Mapping):
        return None
    entry = cast("Mapping[Any, Any]", value)
    return next((_number(entry[name]) for name in _IDS if name in entry), None)


def _named(value: object) -> str:
    """A label, or one among others: {"name": "cat"}, or ["n02123045", "cat"] as Keras lists ImageNet's classes."""
    if isinstance(value, Mapping):
        entry = cast("Mapping[Any, Any]", value)
        return label_of(next((entry[name] for name in _NAMES if name in entry), None))
    if isinstance(value, (list, tuple)) and len(cast("Sequence[Any]", value)) == 2:
        return label_of(cast("Sequence[Any]", value)[1])
    return label_of(value)


def _number(value: object) -> int | None:
    """A class' number, also as text, which is all that JSON's keys can be."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() else None


def _compared(listing: LabelListing, count: object) -> LabelListing:
    """With what Ultralytics calls nc, the number of classes."""
    said = _number(count)
    if said is None or said == len(listing.labels) or listing.doubt:
        return listing
    return in_order(listing.labels, f"nc says that there are {said} classes, and there are {len(listing.labels)} names")
