"""One window of one drift sensor, out of a row that was exported."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any, Final, cast

from driftwatch.watch.readings import SCHEMA

_PREFIX: Final = "data.readings."
_MACHINE: Final = ("robot_id", "machine", "part_id")
_TIME: Final = ("time_received", "time")
_NO_MACHINE: Final = "(machine not named)"


@dataclass(frozen=True, slots=True)
class FleetCounts:
    """What adds up over windows and machines."""

    frames: int = 0
    failed_frames: int = 0
    detections: int = 0
    low_confidence_detections: int = 0
    confidence_sum: float = 0.0

    def __add__(self, other: "FleetCounts") -> "FleetCounts":
        return FleetCounts(
            self.frames + other.frames,
            self.failed_frames + other.failed_frames,
            self.detections + other.detections,
            self.low_confidence_detections + other.low_confidence_detections,
            self.confidence_sum + other.confidence_sum,
        )

    @property
    def low_confidence_rate(self) -> float | None:
        """Share of the detections; None without one."""
        return self.low_confidence_detections / self.detections if self.detections else None

    @property
    def mean_confidence(self) -> float | None:
        return self.confidence_sum / self.detections if self.detections else None


@dataclass(frozen=True, slots=True)
class Precision:
    """Of the boxes that a machine served this week, from reviews. right: how many of `served` are, as estimated.

    low, high: ends of the 95% interval of the share.
    """

    served: float
    right: float
    low: float
    high: float

    @property
    def value(self) -> float:
        return self.right / self.served


@dataclass(frozen=True, slots=True)
class FleetWindow:
    """identity: that no other window has; None where the row does not say. at: seconds since 1970, None likewise.

    version: name and version of the model. code: of `drift_code`.
    """

    machine: str
    sensor: str
    at: float | None
    identity: tuple[str, int] | None
    version: str
    counts: FleetCounts
    code: int
    cause: str
    next_step: str
    precision: Precision | None
    reviews: int
    doubt: str


def read_window(row: Mapping[str, Any], machine: str = "") -> FleetWindow | None:
    """None where the row is none of a drift sensor. machine: where the row does not name one.

    Rows come as Viam exports them (`data.readings.KEY`, nested or flat), or as the bare readings. Raises ValueError in
    plain words for readings of another schema, and for counts that are no numbers.
    """
    readings = _readings(row)
    if "drift_code" not in readings or "schema" not in readings:
        return None
    if _number(readings, "schema") != SCHEMA:
        raise ValueError(f"readings of schema {readings['schema']}, this program reads {SCHEMA}")
    boot, sequence = _text(readings, "boot_id"), readings.get("sequence")
    named = next((_text(row, key) for key in _MACHINE if _text(row, key)), machine or _NO_MACHINE)
    return FleetWindow(
        machine=named,
        sensor=_text(row, "component_name"),
        at=next((at for key in _TIME if (at := _time(row.get(key))) is not None), None),
        identity=(boot, int(_number(readings, "sequence"))) if boot and sequence not in (None, "") else None,
        version=_version(readings),
        counts=FleetCounts(
            int(_number(readings, "frames")),
            int(_number(readings, "failed_frames")),
            int(_number(readings, "detections")),
            int(_number(readings, "low_confidence_detections")),
            _number(readings, "confidence_sum"),
        ),
        code=int(_number(readings, "drift_code")),
        cause=_text(readings, "drift_cause"),
        next_step=_text(readings, "drift_next_step"),
        precision=_precision(readings),
        reviews=int(_number(readings, "reviews")),
        doubt=_text(readings, "reading_doubt"),
    )


def _readings(row: Mapping[str, Any]) -> Mapping[str, Any]:
    data: object = row.get("data")
    inner: object = cast("Mapping[str, Any]", data).get("readings") if isinstance(data, Mapping) else None
    if isinstance(inner, Mapping):
        return cast("Mapping[str, Any]", inner)
    flat = {key.removeprefix(_PREFIX): value for key, value in row.items() if key.startswith(_PREFIX)}
    return flat or row


def _number(readings: Mapping[str, Any], name: str) -> float:
    """0 where it is absent, as counts are. Raises ValueError."""
    value = readings.get(name)
    if value in (None, ""):
        return 0.0
    try:
        number = float(cast("float | str", value))
    except (TypeError, ValueError):
        raise ValueError(f"{name} must be a number, got {str(value)[:40]!r}") from None
    if not math.isfinite(number) or number < 0:
        raise ValueError(f"{name} must be a number of at least 0, got {value}")
    return number


def _text(values: Mapping[str, Any], name: str) -> str:
    value = values.get(name)
    return value if isinstance(value, str) else ""


def _version(readings: Mapping[str, Any]) -> str:
    version = _text(readings, "model_version") or _text(readings, "model_sha8")
    return f"{_text(readings, 'model_name')} {version}".strip()


def _precision(readings: Mapping[str, Any]) -> Precision | None:
    names = ("week_detections", "week_right_detections", "precision_low", "precision_high")
    if any(readings.get(name) in (None, "") for name in names):
        return None
    served, right, low, high = (_number(readings, name) for name in names)
    return Precision(served, right, low, high) if served > 0 else None


def _time(value: object) -> float | None:
    """Of a time as MongoDB, JSON and CSV give it; one without a zone is UTC."""
    if isinstance(value, Mapping):
        value = cast("Mapping[str, object]", value).get("$date")
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value.strip().replace("Z", "+00:00").replace(" UTC", "+00:00"))
        except ValueError:
            return None
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=timezone.utc)).timestamp()
    return None
