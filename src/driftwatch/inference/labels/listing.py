"""What a label file says: a label for each class, and what is not certain about that."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

MOST: Final = 100_000
"""Classes; ImageNet-21k has 21,841."""

UNNAMED: Final = "???"
"""What TensorFlow's tools write for a class that has no name."""

_SHOWN: Final = 3


@dataclass(frozen=True, slots=True)
class LabelListing:
    """labels: of the model's classes in its own order. doubt: what may be wrong with that, one line, or ""."""

    labels: tuple[str, ...]
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Format:
    """One way to write labels down.

    name: for messages. suffixes: of such files, in lower case.
    claims: whether a file of another suffix, or of none, is certain to be of this format.
    read: raises ValueError in plain words where it is not.
    """

    name: str
    suffixes: tuple[str, ...]
    claims: Callable[[str], bool]
    read: Callable[[str], LabelListing]


Entries: TypeAlias = Sequence[tuple[int, str]]
"""Id and label, in the order of the file."""


def numbered(entries: Entries, gaps: bool) -> LabelListing:
    """Labels by their ids, which count from 0 or from 1. gaps: whether an id may be left out, as in COCO's maps.

    Raises ValueError for an id that is there twice, negative, larger than any model's, or left out where none may be.
    """
    by_id: dict[int, str] = {}
    for number, label in entries:
        if number in by_id:
            raise ValueError(f"class {number} has two labels")
        if not 0 <= number < MOST:
            raise ValueError(f"{number} is no number of a class")
        by_id[number] = label
    if not by_id:
        return LabelListing(())
    first = 1 if min(by_id) == 1 else 0
    ids = range(first, max(by_id) + 1)
    missing = [number for number in ids if number not in by_id]
    if missing and not gaps:
        raise ValueError(f"no label for class {missing[0]}")
    doubts: list[str] = []
    if first == 1:
        doubts.append("its ids count from 1, so the first label is taken for the model's first class")
    if missing:
        doubts.append(
            f"{len(missing)} ids have no label, the first of them {missing[0]}; such classes are named by the id"
        )
    labels = tuple(by_id.get(number, str(number)) for number in ids)
    return LabelListing(labels, doubted(doubts, sorted(by_id.items())))


def in_order(labels: Iterable[str], *doubts: str) -> LabelListing:
    """Labels of the classes 0, 1, 2, ... doubts: what may be wrong with that; "" says nothing."""
    listed = tuple(labels)
    return LabelListing(listed, doubted([doubt for doubt in doubts if doubt], list(enumerate(listed))))


def doubted(doubts: Sequence[str], entries: Entries) -> str:
    """One line that ends in the first pairs of id and label, so that a person sees at once whether it is right."""
    if not doubts:
        return ""
    pairs = ", ".join(f'{number} -> "{label}"' for number, label in entries[:_SHOWN])
    return f"{'; '.join(doubts)}: {pairs}{', ...' if len(entries) > _SHOWN else ''}"
