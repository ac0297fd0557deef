"""Questions that several conventions ask of a model's outputs before they are read."""

from driftwatch.inference.heads.convention import Subject
from driftwatch.inference.heads.viam_tensors import LOCATION
from driftwatch.inference.labels import check_count
from driftwatch.inference.tensors import Array


def only_table(subject: Subject) -> tuple[str, Array] | None:
    """Name and content of the only output of shape (1, rows, columns); None where there is none or more than one.

    Of several, the one that the owner calls "location" is taken.
    """
    tables = [(name, array) for name, array in subject.outputs.items() if array.ndim == 3 and array.shape[0] == 1]
    if (named := subject.renamed(LOCATION)) is not None:
        tables = [table for table in tables if table[0] == named]
    return tables[0] if len(tables) == 1 else None


def check_labels(subject: Subject, classes: int) -> None:
    """Raises LabelError where there are labels, but not one for each class."""
    if subject.class_count is not None:
        check_count(subject.class_count, classes)
