"""How a fleet is doing: each sensor by its last window, each model version by the sum of all windows."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from driftwatch.watch.fleet.window import FleetCounts, FleetWindow, Precision

FleetState = Literal["drift", "stale", "warning", "silent", "learning", "ok"]
_STATES: Final[dict[int, FleetState]] = {0: "learning", 1: "ok", 2: "warning", 3: "drift", 4: "stale"}
WORST_FIRST: Final[tuple[FleetState, ...]] = ("drift", "stale", "warning", "silent", "learning", "ok")
ASKS: Final[tuple[FleetState, ...]] = ("drift", "stale", "warning", "silent")
"""States in which somebody should look."""


@dataclass(frozen=True, slots=True)
class MachineStanding:
    """One drift sensor of one machine. last: its latest window. counts: of all windows of the version in `last`.

    missing: windows that are not there although later ones of the same run are.
    """

    state: FleetState
    last: FleetWindow
    counts: FleetCounts
    missing: int


@dataclass(frozen=True, slots=True)
class VersionStanding:
    """One model version over the whole fleet. precision: of the machines on which people reviewed it; None on none."""

    version: str
    machines: int
    counts: FleetCounts
    precision: Precision | None


@dataclass(frozen=True, slots=True)
class FleetSummary:
    """machines: the worst first. versions: the most used first. repeated: rows of windows that were there already."""

    machines: tuple[MachineStanding, ...]
    versions: tuple[VersionStanding, ...]
    repeated: int = 0


@dataclass(slots=True)
class _Sensor:
    """counts: by version. seen: sequence numbers by run of the module."""

    last: FleetWindow
    counts: dict[str, FleetCounts] = field(default_factory=dict[str, FleetCounts])
    seen: dict[str, set[int]] = field(default_factory=dict[str, set[int]])

    def add(self, window: FleetWindow) -> bool:
        """False where the window was added before. Without times, later rows are later windows."""
        if window.identity is not None:
            boot, sequence = window.identity
            numbers = self.seen.setdefault(boot, set())
            if sequence in numbers:
                return False
            numbers.add(sequence)
        if window.at is None or self.last.at is None or window.at >= self.last.at:
            self.last = window
        self.counts[window.version] = self.counts.get(window.version, FleetCounts()) + window.counts
        return True

    @property
    def missing(self) -> int:
        return sum(max(numbers) - min(numbers) + 1 - len(numbers) for numbers in self.seen.values())


def summarised(windows: Iterable[FleetWindow], silent_seconds: float = 7200.0) -> FleetSummary:
    """windows: in any order, each once or more often.

    silent_seconds: a sensor whose last window is so much older than the newest of the fleet is silent.
    """
    sensors: dict[tuple[str, str], _Sensor] = {}
    repeated = 0
    for window in windows:
        sensor = sensors.setdefault((window.machine, window.sensor), _Sensor(window))
        repeated += not sensor.add(window)
    newest = max((one.last.at for one in sensors.values() if one.last.at is not None), default=0.0)
    machines = [_standing(one, newest - silent_seconds) for one in sensors.values()]
    return FleetSummary(tuple(sorted(machines, key=_worst)), _versions(list(sensors.values())), repeated)


def together(parts: Sequence[Precision]) -> Precision | None:
    """Of several machines at once: what was right of all that was served, each machine once.

    The interval takes the machines as independent: squares of the half widths, in boxes, add up. None without a part.
    """
    served = sum(one.served for one in parts)
    if not served:
        return None
    right = sum(one.right for one in parts)
    below, above = (
        math.sqrt(sum((one.served * width(one)) ** 2 for one in parts)) / served
        for width in (lambda one: one.value - one.low, lambda one: one.high - one.value)
    )
    value = right / served
    return Precision(served, right, max(value - below, 0.0), min(value + above, 1.0))


def _standing(sensor: _Sensor, silent_before: float) -> MachineStanding:
    last = sensor.last
    state = _STATES.get(last.code, "warning")
    if last.at is not None and last.at < silent_before and state != "drift":
        state = "silent"
    return MachineStanding(state, last, sensor.counts.get(last.version, FleetCounts()), sensor.missing)


def _worst(one: MachineStanding) -> tuple[int, float, float, str, str]:
    """By state, then by the lower end of the precision, then by the low-confidence rate."""
    last = one.last
    low = 1.0 if last.precision is None else last.precision.low
    return WORST_FIRST.index(one.state), low, -(one.counts.low_confidence_rate or 0.0), last.machine, last.sensor


def _versions(sensors: Sequence[_Sensor]) -> tuple[VersionStanding, ...]:
    names = sorted({version for sensor in sensors for version in sensor.counts})
    found: list[VersionStanding] = []
    for version in names:
        with_it = [sensor for sensor in sensors if version in sensor.counts]
        counts = sum((sensor.counts[version] for sensor in with_it), FleetCounts())
        reviewed = [s.last.precision for s in with_it if s.last.version == version and s.last.precision is not None]
        machines = len({sensor.last.machine for sensor in with_it})
        found.append(VersionStanding(version, machines, counts, together(reviewed)))
    return tuple(sorted(found, key=lambda one: -one.counts.detections))
