"""Which of several outputs of a classifier holds the class scores; the others are nobody's concern."""

from driftwatch.inference.heads.convention import Subject
from driftwatch.inference.tensors import Array


def class_scores(subject: Subject) -> tuple[str, Array] | None:
    """Name and content of the only output that can be them; None where none can, several can, or one is no vector.

    With labels: the output with a number for each of them, as next to an embedding. Without: the only output of real
    numbers, as next to the number of the best class.
    """
    vectors = [(name, array) for name, array in subject.outputs.items() if is_vector(array.shape)]
    if len(vectors) < len(subject.outputs):
        return None
    reals = [(name, array) for name, array in vectors if array.dtype.kind == "f"]
    if subject.class_count is not None:
        reals = [(name, array) for name, array in reals if array.size == subject.class_count]
    return reals[0] if len(reals) == 1 and reals[0][1].size > 1 else None


def is_vector(shape: tuple[int, ...]) -> bool:
    return sum(n != 1 for n in shape) <= 1 and 0 not in shape


def is_class_number(array: Array) -> bool:
    """Whether it is one whole number, as the last step ArgMax leaves it."""
    return array.size == 1 and array.dtype.name in ("int32", "int64")
