"""Labels in plain text: one a line, with or without a number at its beginning or end."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from driftwatch.inference.labels.listing import UNNAMED, Entries, Format, LabelListing, in_order, numbered

# "0 cat", "0: cat", "0,cat", "0) cat", "0. cat"; "1.5 l" and "1,5 l" are labels, not numbers and labels.
_BEFORE: Final = re.compile(r"\s*(\d{1,6})(?:\s*[:;=|\t]\s*|\s*[.)]\s+|\s*,\s*(?!\d)|\s+(?:-\s+)?)(\S.*?)\s*")
_AFTER: Final = re.compile(r"\s*(\S.*?)(?:\s*[:;=|,\t]\s*|\s+)(\d{1,6})\s*")
_QUOTED: Final = re.compile(r"""\s*(["'])(.+)\1\s*,?\s*""")
_PLACES: Final = frozenset({UNNAMED, "n/a", "na", "none", "unused", "background"})  # may stand for several classes
_LONGEST_LINE: Final = 1000  # characters; a longer one is no label, and expressions take too long over it
_SURE: Final = 3  # lines that count from 1 may be labels like "1 person" and "2 people" where there are fewer


def labels_in_text(text: str) -> tuple[str, ...]:
    """By the rules of rdk's builtin vision service: one label a line, blank lines skipped.

    A file of one line is split on commas, and where it has none on spaces; a label keeps the spaces around it only
    where it does there.
    """
    labels = list(labels_in_lines(text))
    for separator in (",", " "):
        if len(labels) == 1:
            labels = labels[0].split(separator)
    return tuple(labels)


def labels_in_lines(text: str) -> tuple[str, ...]:
    """One label a line, blank lines skipped, as files inside a model file have it."""
    return tuple(line for line in text.replace("\r\n", "\n").split("\n") if line.strip())


def _read(text: str) -> LabelListing:
    if "\n" not in text:
        text = text.replace("\r", "\n")  # line ends of the first Macintosh
    lines = labels_in_lines(text)
    if any(len(line) > _LONGEST_LINE for line in lines):
        return in_order(labels_in_text(text))
    entries = _entries(lines)
    if entries is not None:
        return numbered(entries, gaps=True)
    quoted = [_QUOTED.fullmatch(line) for line in lines]
    if all(quoted):
        return in_order(match[2] for match in quoted if match)
    return in_order(labels_in_text(text), *_doubts(text, lines))


def _entries(lines: Sequence[str]) -> Entries | None:
    """Ids and labels where each line is certain to hold both; None where it is not."""
    before = [match for line in lines if (match := _BEFORE.fullmatch(line))]
    if len(before) == len(lines) > 0:
        entries = [(int(match[1]), match[2]) for match in before]
        if _is_certain(entries):
            return entries
    after = [match for line in lines if (match := _AFTER.fullmatch(line))]
    if len(after) == len(lines) > 1:
        entries = [(int(match[2]), match[1]) for match in after]
        consecutive = all(b[0] == a[0] + 1 for a, b in pairwise(entries))
        if consecutive and _is_certain(entries):
            return entries
    return None


def _is_certain(entries: Entries) -> bool:
    """Numbers that rise from 0 or 1, before labels that differ: "1 cent", "2 cent" are labels, and so are 0 1 2."""
    ids = [number for number, _ in entries]
    labels = [label.lower() for _, label in entries if label.lower() not in _PLACES]
    if any(b <= a for a, b in pairwise(ids)) or len(set(labels)) < len(labels):
        return False
    if all(re.fullmatch(r"[\d\s]*", label) for label in labels):
        return False
    return ids[0] == 0 or (ids[0] == 1 and len(ids) >= _SURE)


def _doubts(text: str, lines: Sequence[str]) -> list[str]:
    """About text that is taken as the builtin service takes it, and may have been meant otherwise."""
    doubts: list[str] = []
    if len(lines) == 1 and "," not in lines[0] and " " in lines[0].strip():
        doubts.append("its only line is split at its spaces, as by the builtin service; put it in quotes for one label")
    if len(lines) > 1 and lines[0].strip() == UNNAMED:
        doubts.append(
            'its first line, "???", stands for class 0, the background; for a model that has none, as TensorFlow '
            "Lite's detectors, it is left out"
        )
    if len(lines) > 1 and lines[0].lstrip().startswith(("#", "//")):
        doubts.append("its first line looks like a comment and is taken for a label")
    if len(lines) > 1 and all(map(_BEFORE.fullmatch, lines)):
        doubts.append("the numbers at the beginning of its lines are taken for parts of the labels")
    if len(lines) > 1 and any(line != line.strip() for line in lines):
        doubts.append("spaces around its labels belong to them, as for the builtin service")
    if any(not line.strip() for line in text.strip().split("\n")):
        doubts.append("blank lines between its labels are skipped, as by the builtin service, and count for no class")
    return doubts


TEXT: Final = Format("text", (".txt", ".names", ".labels", ""), lambda _: False, _read)
