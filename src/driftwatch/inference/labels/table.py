"""Labels in a table of comma, semicolon or tab separated values, with or without a header."""

import csv
import re
from collections.abc import Sequence
from typing import Final

from driftwatch.inference.labels.listing import Format, LabelListing, in_order, numbered

_IDS: Final = frozenset({"id", "index", "idx", "class_id", "class id", "classid", "category_id", "label_id", "number"})
# The best name first: where there are several, a person reads the display name.
_LABELS: Final = ("display_name", "display name", "name", "class_name", "class name", "label", "class", "category")
_IMAGE: Final = re.compile(r".*\.(jpe?g|png|bmp|webp|tiff?)", re.IGNORECASE)

Rows = Sequence[Sequence[str]]


def _read(text: str) -> LabelListing:
    """One label a row: of the column that the header names, else the last cell that is no number."""
    rows = [row for row in _rows(text) if any(row)]
    if any(_IMAGE.fullmatch(row[0]) for row in rows):
        raise ValueError("it lists images, not classes")
    if len(rows) < 2:
        return in_order(cell for row in rows for cell in row if cell)
    header = _header(rows)
    rows = rows[1:] if header else rows
    column = next((header.index(name) for name in _LABELS if name in header), None)
    labels = [_cell(row, column) for row in rows]
    ids = _ids(rows, header, column)
    return in_order(labels) if ids is None else numbered(list(zip(ids, labels, strict=True)), gaps=True)


def _rows(text: str) -> list[list[str]]:
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = next((one for one in (",", ";", "\t") if one in first), ",")
    reader = csv.reader(text.splitlines(), delimiter=delimiter, skipinitialspace=True)
    return [[cell.strip() for cell in row] for row in reader]


def _header(rows: Rows) -> list[str]:
    """The names of the columns in lower case; empty where the first row is a label as the others are."""
    names = [cell.lower() for cell in rows[0]]
    known = [name for name in names if name in _IDS or name in _LABELS]
    above_numbers = any(
        not _is_number(cell) and all(i < len(row) and _is_number(row[i]) for row in rows[1:])
        for i, cell in enumerate(rows[0])
    )
    return names if above_numbers or (known and len(names) == len(known)) else []


def _cell(row: Sequence[str], column: int | None) -> str:
    if column is not None:
        if column >= len(row) or not row[column]:
            raise ValueError(f"row {','.join(row)!r:.60} has no label")
        return row[column]
    return next((cell for cell in reversed(row) if cell and not _is_number(cell)), row[-1])


def _ids(rows: Rows, header: Sequence[str], label_column: int | None) -> list[int] | None:
    """Of the column that the header names, else of the first, where it holds a different number in each row."""
    column = next((i for i, name in enumerate(header) if name in _IDS), 0)
    if column == label_column or any(len(row) < 2 or column >= len(row) or not _is_number(row[column]) for row in rows):
        return None
    ids = [int(row[column]) for row in rows]
    return ids if len(set(ids)) == len(ids) else None


def _is_number(cell: str) -> bool:
    """Without "²", a digit to Python and no number."""
    return cell.isascii() and cell.isdigit()


TABLE: Final = Format("CSV", (".csv", ".tsv"), lambda _: False, _read)
