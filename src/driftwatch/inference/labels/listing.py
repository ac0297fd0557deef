"""What a label file says: a label for each class, and what is not certain about that."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

MOST: Final = 100_000
"""Classes; ImageNet-21k has 21,841."""

LONGEST_LABEL: Final = 200
"""Characters. A label goes with each detection to every caller, and into readings."""

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
    read: raises ValueError in plain words where it is not. longest: characters that it reads in a second or two.
    """

    name: str
    suffixes: tuple[str, ...]
    claims: Callable[[str], bool]
    read: Callable[[str], LabelListing]
    longest: int = 4 << 20


Entries: TypeAlias = Sequence[tuple[int, str]]
"""Id and label, in the order of the file."""


def numbered(entries: Entries, gaps: bool) -> LabelListing:
    """Labels by their ids, which count from 0 or from 1. gaps: whether an id may be left out, as in COCO's maps.

    Raises ValueError for an id that is there twice, negative, larger than any model's, or left out where none may be,
    and as `check_sizes`.
    """
    by_id: dict[int, str] = {}
    for number, label in entries:
        if number in by_id:
            raise ValueError(f"class {number} has two labels")
        if not 0 <= number < MOST:
            raise ValueError(f"{number} is no number of a class")
        by_id[number] = label
    check_sizes(tuple(by_id.values()))
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


def check_sizes(labels: Sequence[str]) -> None:
    """Raises ValueError where there are more labels than any model has classes, or one that is no name but a text."""
    if len(labels) > MOST:
        raise ValueError(f"it holds {len(labels)} labels, and no model has more than {MOST} classes")
    for number, label in enumerate(labels):
        if len(label) > LONGEST_LABEL:
            raise ValueError(f"label {number} has {len(label)} characters, at most {LONGEST_LABEL} are accepted")


def in_order(labels: Iterable[str], *doubts: str) -> LabelListing:
    """Labels of the classes 0, 1, 2, ... doubts: what may be wrong with that; "" says nothing.

    Raises ValueError as `check_sizes`.
    """
    listed = tuple(labels)
    check_sizes(listed)
    return LabelListing(listed, doubted([doubt for doubt in doubts if doubt], list(enumerate(listed))))


def doubted(doubts: Sequence[str], entries: Entries) -> str:
    """One line that ends in the first pairs of id and label, so that a person sees at once whether it is right."""
    if not doubts:
        return ""
    pairs = ", ".join(f'{number} -> "{label}"' for number, label in entries[:_SHOWN])
    return f"{'; '.join(doubts)}: {pairs}{', ...' if len(entries) > _SHOWN else ''}"
