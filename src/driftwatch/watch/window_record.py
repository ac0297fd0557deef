"""Windows as bytes: what a drift sensor has not given away yet, for the next run of the module."""

import base64
import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from driftwatch.monitoring.agreement import Agreement
from driftwatch.monitoring.histogram import Histogram
from driftwatch.monitoring.record import RecordError, from_record, to_record
from driftwatch.monitoring.rollup import FrameCounts, LabelCounts, Totals
from driftwatch.observation import ModelIdentity

_COUNTS: Final = ("frames", "detections", "low_confidence", "confidence_sum", "square_sum", "begun", "fleeting")


@dataclass(frozen=True, slots=True)
class KeptWindow:
    """model: whose counts these are."""

    model: ModelIdentity
    totals: Totals


def pack_windows(windows: Iterable[KeptWindow]) -> bytes:
    """Some hundred bytes for a window of a few labels."""
    text = json.dumps([_window(one) for one in windows], separators=(",", ":"))
    return zlib.compress(text.encode(), 1)


def unpack_windows(packed: bytes) -> tuple[KeptWindow, ...]:
    """Raises RecordError where `packed` is damaged."""
    try:
        return tuple(_read(one) for one in json.loads(zlib.decompress(packed)))
    except (zlib.error, ValueError, KeyError, TypeError, AttributeError) as error:
        raise RecordError(f"these are no windows: {error}") from error


def _window(window: KeptWindow) -> Mapping[str, Any]:
    totals = window.totals
    return {
        "model": asdict(window.model),
        "frames": asdict(totals.frames),
        "labels": {label: _label(counts) for label, counts in totals.labels.items()},
        "shadows": [[asdict(model), to_record(counts)] for model, counts in totals.shadows.items()],
    }


def _label(counts: LabelCounts) -> list[Any]:
    sums = [getattr(counts, name) for name in _COUNTS]
    return [*sums, base64.b64encode(counts.histogram.to_bytes()).decode()]


def _read(raw: Mapping[str, Any]) -> KeptWindow:
    labels = {str(label): _read_label(counts) for label, counts in raw["labels"].items()}
    shadows = {ModelIdentity(**model): from_record(Agreement, counts) for model, counts in raw["shadows"]}
    return KeptWindow(ModelIdentity(**raw["model"]), Totals(FrameCounts(**raw["frames"]), labels, shadows))


def _read_label(raw: list[Any]) -> LabelCounts:
    *sums, histogram = raw
    named = {name: int(value) for name, value in zip(_COUNTS, sums, strict=True)}
    return LabelCounts(**named, histogram=Histogram.from_bytes(base64.b64decode(histogram)))
