"""Figures as tables for the eye."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.table import Table


def table(title: str, rows: Sequence[Mapping[str, Any]]) -> Table:
    """A column for each key, in the order in which they come."""
    made = Table(title=title, title_justify="left")
    names = list(dict.fromkeys(name for row in rows for name in row))
    for name in names:
        made.add_column(name.replace("_", " "), justify="left" if name in _TEXTS else "right")
    for row in rows:
        made.add_row(*(_cell(row.get(name)) for name in names))
    return made


def percent(share: float) -> str:
    """share: in [0, 1]. At least two figures."""
    value = 100 * share
    if 0 < value < 0.01:
        return "less than 0.01%"
    return f"{value:.0f}%" if value >= 9.95 else f"{value:.2g}%"


def column(title: str, row: Mapping[str, Any]) -> Table:
    """One row as a column, for more figures than fit side by side."""
    return table(title, [{"name": name.replace("_", " "), "value": value} for name, value in row.items()])


_TEXTS = ("label", "name", "reason", "limit")


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.4g}"
    return "" if value is None else str(value)
