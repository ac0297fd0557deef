"""How often a verdict on footage agrees with the oracle."""

from collections.abc import Iterable, Sequence
from typing import Final

from rich.console import Console
from rich.table import Table

from benchmarks.drift.clips import Row

WORSE: Final = "worse"
NOT_WORSE: Final = "not worse"
UNCLEAR: Final = "not told apart"
_NAMES: Final = {True: "harm", False: "no harm"}


def show(rows: Sequence[Row]) -> None:
    """A line for each corruption, then sums. What a model never saw anything of has no truth, and is left out."""
    judged = [row for row in rows if row.truth.truth]
    console = Console(width=120)
    for moments in dict.fromkeys(row.moments for row in judged):
        of_these = [row for row in judged if row.moments == moments]
        console.print(_by_corruption(moments, of_these))
        console.print(_by_source(moments, of_these))
        console.print(summary(of_these))
        console.print()
    console.print(f"left out, because the clean footage holds no detection: {len(rows) - len(judged)} of {len(rows)}")


def summary(rows: Sequence[Row]) -> str:
    harm, fine = ([row for row in rows if row.truth.is_harm == is_harm] for is_harm in (True, False))
    return (
        f"sensitivity {_share(harm, WORSE)}, specificity {_share(fine, NOT_WORSE, UNCLEAR)}; "
        f'"not worse" although harmed: {_share(harm, NOT_WORSE)}; '
        f"not told apart: {_share(harm, UNCLEAR)} of the harmed, {_share(fine, UNCLEAR)} of the others"
    )


def _by_corruption(moments: str, rows: Sequence[Row]) -> Table:
    table = Table("corruption", "oracle", "cases", WORSE, NOT_WORSE, UNCLEAR, "agrees", title=moments)
    for name in dict.fromkeys(row.corruption for row in rows):
        for is_harm in (True, False):
            _add(table, name, [row for row in rows if row.corruption == name and row.truth.is_harm == is_harm], is_harm)
    return table


def _by_source(moments: str, rows: Sequence[Row]) -> Table:
    table = Table("footage, model", "oracle", "cases", WORSE, NOT_WORSE, UNCLEAR, "agrees", title=moments)
    for clip, model in dict.fromkeys((row.clip, row.model) for row in rows):
        for is_harm in (True, False):
            of_these = [row for row in rows if (row.clip, row.model, row.truth.is_harm) == (clip, model, is_harm)]
            _add(table, f"{clip}, {model}", of_these, is_harm)
    return table


def _add(table: Table, name: str, rows: Sequence[Row], is_harm: bool) -> None:
    if not rows:
        return
    right = WORSE if is_harm else NOT_WORSE
    counts = [_count(rows, verdict) for verdict in (WORSE, NOT_WORSE, UNCLEAR)]
    table.add_row(name, _NAMES[is_harm], str(len(rows)), *map(str, counts), f"{_count(rows, right) / len(rows):.0%}")


def _share(rows: Sequence[Row], *verdicts: str) -> str:
    count = sum(_count(rows, verdict) for verdict in verdicts)
    return f"{count} of {len(rows)} ({count / len(rows):.1%})" if rows else "0 of 0"


def _count(rows: Iterable[Row], verdict: str) -> int:
    return sum(row.verdict == verdict for row in rows)
