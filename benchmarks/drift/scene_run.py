"""Watches one simulated camera: days on which nothing is wrong, and each harm apart from them."""

import copy
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from benchmarks.drift.cameras.camera import Camera
from benchmarks.drift.cameras.harm import Harm
from benchmarks.drift.cameras.kinds import Kind
from benchmarks.drift.cameras.weather import DAY
from driftwatch.monitoring.scene.detector import SceneDetector
from driftwatch.monitoring.scene.findings import SceneFinding

WATCHED = 30
"""Minutes for which a harm is watched."""
HARMS = (
    *(Harm("shift", share) for share in (0.05, 0.1, 0.25)),
    *(Harm("rotate", degrees) for degrees in (5, 10, 15)),
    *(Harm("zoom", factor) for factor in (1.1, 1.3, 0.8)),
    *(Harm("cover", share) for share in (0.3, 0.5, 0.7, 1.2)),
    *(Harm("sheet", share) for share in (0.5, 1.2)),
    Harm("black", 1),
    *(Harm("dim", left) for left in (0.7, 0.4)),
    *(Harm("blur", pixels) for pixels in (0.7, 1, 2, 4)),
    *(Harm("fog", share) for share in (0.5, 0.8, 0.95)),
    Harm("jpeg", 10),
    Harm("dead pixels", 0.01),
    Harm("cast", 1),
)


@dataclass(frozen=True, slots=True)
class Run:
    """One camera.

    days: judged. lines: of each wrong alarm, when it came and its words. wrong: alarms, warnings: warnings, by kind,
    while nothing was wrong. delays: of each harm, minutes until an alarm, and until anything; None where it was not
    found in WATCHED minutes.
    """

    kind: str
    days: int
    lines: list[str] = field(default_factory=list)
    wrong: Counter[str] = field(default_factory=Counter)
    warnings: Counter[str] = field(default_factory=Counter)
    delays: dict[str, list[tuple[int | None, int | None]]] = field(default_factory=dict)


def run(kind: Kind, days: int, seed: int, measured: int = 60, harms: Sequence[Harm] = HARMS) -> Run:
    """Learns a day, judges the others of `days` without harm, and every harm once, on one of them.

    measured: minutes of each hour that are watched while nothing is wrong; harms are watched minute by minute.
    """
    camera = Camera(kind, days + 1, seed)
    rng = np.random.default_rng([seed, 41])
    planned: dict[int, list[Harm]] = {}
    for harm in harms:
        planned.setdefault(_begin(kind, int(rng.integers(1, days)), rng), []).append(harm)
    result = Run(kind.name, days - 1)
    detector = SceneDetector()
    before: set[tuple[str, str]] = set()
    for minute in range(days * DAY):
        for harm in planned.get(minute, ()):
            delay = _hunt(copy.deepcopy(detector), camera, minute, harm)
            result.delays.setdefault(harm.name, []).append(delay)
        if minute % 60 >= measured:
            continue
        found = detector.update(camera.minute(minute, Harm()), minute * 60.0, minute // 60 % 24)
        now = {(finding.kind, finding.level) for finding in found}
        for name, level in now - before:
            (result.wrong if level == "drift" else result.warnings)[name] += 1
        result.lines.extend(_when(minute, finding) for finding in found if _new_alarm(finding, before))
        before = now
    return result


def _begin(kind: Kind, day: int, rng: np.random.Generator) -> int:
    """Any minute of the day; where nights are black one with lights on."""
    if kind.nights == "black":
        return (day if day % 7 != 6 else day - 1) * DAY + int(rng.integers(8 * 60 + 5, 20 * 60 - WATCHED))
    return day * DAY + int(rng.integers(0, DAY - WATCHED))


def _hunt(detector: SceneDetector, camera: Camera, start: int, harm: Harm) -> tuple[int | None, int | None]:
    alarm: int | None = None
    anything: int | None = None
    known = _names(detector.active)
    for minute, seen in camera.minutes(start, start + WATCHED, harm):
        found = detector.update(seen, minute * 60.0, minute // 60 % 24)
        fresh = [finding for finding in found if _names((finding,)) - known]
        if fresh and anything is None:
            anything = minute - start + 1
        if any(finding.level == "drift" for finding in fresh):
            alarm = minute - start + 1
            break
    return alarm, anything if anything is not None else alarm


def _new_alarm(finding: SceneFinding, before: set[tuple[str, str]]) -> bool:
    return finding.level == "drift" and (finding.kind, finding.level) not in before


def _when(minute: int, finding: SceneFinding) -> str:
    clock = f"day {minute // DAY}, {minute // 60 % 24:02d}:{minute % 60:02d}"
    return f"{clock}: {finding.kind}, strength {finding.strength:.2f}: {finding.words}"


def _names(findings: Sequence[SceneFinding]) -> set[tuple[str, str]]:
    return {(finding.kind, finding.level) for finding in findings}
