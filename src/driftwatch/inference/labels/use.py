"""Which labels a model has, and whether they can be its own."""

from pathlib import Path

from driftwatch.errors import LabelError
from driftwatch.inference.labels.file import read_labels


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


def check_count(labels: int, classes: int, who: str = "the model") -> None:
    """Raises LabelError unless there are as many labels as classes. who: tells the classes apart."""
    if labels != classes:
        raise LabelError(f"{who} tells {classes} classes apart, but there are {labels} labels")
