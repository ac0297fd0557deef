"""Which labels a model has, and whether they can be its own."""

from pathlib import Path

from driftwatch.errors import LabelError
from driftwatch.inference.labels.file import read_labels
from driftwatch.inference.labels.listing import UNNAMED


def choose_labels(
    label_path: Path | None, model_label_path: Path | None, in_model: tuple[str, ...] | None
) -> tuple[str, ...] | None:
    """The vision service's file, else the file that the ML model names in its metadata, else those in the model file.

    None where nobody names any. Raises LabelError where a file that is named cannot be read.
    """
    for path in (label_path, model_label_path):
        if path is not None:
            return read_labels(path)
    return in_model


def other_order(labels: tuple[str, ...] | None, in_model: tuple[str, ...] | None) -> tuple[str, ...]:
    """Why a label file may be of another version of the model than its file: one line, or none.

    A model that was trained again may count the same labels in another order.
    """
    if labels is None or in_model is None or labels == in_model or sorted(labels) != sorted(in_model):
        return ()
    at = next(number for number, (one, other) in enumerate(zip(labels, in_model, strict=True)) if one != other)
    found = f"class {at} is {labels[at]} there and {in_model[at]} in the model file"
    return (f"label_path: it has the model file's labels in another order: {found}; is it of another version?",)


def without_background(labels: tuple[str, ...] | None) -> tuple[str, ...] | None:
    """For a model whose class 0 is its first real one: a first label "???" stands for a class that it does not have."""
    return labels[1:] if labels is not None and labels[0] == UNNAMED and len(labels) > 1 else labels


def check_count(labels: int, classes: int, who: str = "the model") -> None:
    """Raises LabelError unless there are as many labels as classes. who: distinguishes the classes."""
    if labels != classes:
        raise LabelError(f"{who} has {classes} classes, but there are {labels} labels")
