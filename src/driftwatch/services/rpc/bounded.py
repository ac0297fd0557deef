"""Readings and statuses of a size that everybody can take, whatever is in a model, a label file or a camera."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, cast

from driftwatch.errors import shortened

LONGEST_LIST: Final = 1000


def bounded(values: Mapping[str, Any]) -> dict[str, Any]:
    """`values` with every text cut to errors.LONGEST, and every list to LONGEST_LIST entries and a word on the rest."""
    entries = list(values.items())[:LONGEST_LIST]
    return {shortened(key): _bounded(value) for key, value in entries}


def _bounded(value: Any) -> Any:
    if isinstance(value, str):
        return shortened(value)
    if isinstance(value, Mapping):
        return bounded(cast("Mapping[str, Any]", value))
    if isinstance(value, Sequence) and not isinstance(value, bytes):
        entries = cast("Sequence[Any]", value)
        kept = [_bounded(one) for one in entries[:LONGEST_LIST]]
        return kept if len(entries) <= LONGEST_LIST else [*kept, f"... and {len(entries) - LONGEST_LIST:,} more"]
    return value
