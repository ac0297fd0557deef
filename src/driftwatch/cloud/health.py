"""How a machine is with the version it was given, from the windows of readings that it sent since."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from driftwatch.cloud.changes import same_version, version_in
from driftwatch.cloud.ports import MachineReport
from driftwatch.cloud.settings import GateSettings, RolloutSettings

_DRIFT, _STALE = 3, 4  # drift_code of an active alarm, and of a camera that gives nothing new


class MachineHealth(str, Enum):
    GOOD = "good"
    WAITING = "waiting"
    """It has not run the version for long enough, or not yet at all."""
    OFFLINE = "offline"
    """It has sent nothing since."""
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class MachineState:
    """words: why, "" where it is good."""

    part: str
    health: MachineHealth
    words: str = ""


@dataclass(frozen=True, slots=True)
class GivenVersion:
    """version: given at `at`, seconds since 1970."""

    part: str
    version: str
    at: float


def judge_machine(
    given: GivenVersion, reports: Sequence[MachineReport], settings: RolloutSettings, gates: GateSettings, now: float
) -> MachineState:
    """reports: of any machines and times, the oldest first."""
    ours = [one for one in reports if one.part == given.part]
    since = [one for one in ours if one.at > given.at]
    new = [one for one in since if same_version(version_in(one), given.version)]
    if not since:
        return MachineState(given.part, MachineHealth.OFFLINE, "sends no readings")
    if not new or new[-1] is not since[-1]:
        late = now - given.at > 60 * settings.patience_minutes
        runs = f"still runs {version_in(since[-1]) or 'a model without a version'}"
        return MachineState(given.part, MachineHealth.BAD if late else MachineHealth.WAITING, runs)
    before = [one for one in ours if one.at <= given.at and not same_version(version_in(one), given.version)]
    if problem := _problem(new, before, gates):
        return MachineState(given.part, MachineHealth.BAD, problem)
    if _number(new[-1], "drift_code") == _STALE:
        return MachineState(given.part, MachineHealth.WAITING, "its camera gives nothing new, which is not the model's")
    frames, minutes = _sum(new, "frames"), (new[-1].at - new[0].at) / 60
    if frames < gates.least_frames or minutes < settings.bake_minutes:
        words = f"{frames:.0f} of {gates.least_frames} frames, {minutes:.0f} of {settings.bake_minutes:.0f} minutes"
        return MachineState(given.part, MachineHealth.WAITING, words)
    return MachineState(given.part, MachineHealth.GOOD)


def _problem(new: Sequence[MachineReport], before: Sequence[MachineReport], gates: GateSettings) -> str:
    """What stops the roll-out, "" where nothing does."""
    for one in new:
        if _number(one, "drift_code") == _DRIFT:
            return f"has an alert: {one.readings.get('drift_cause') or 'drift'}"
        if doubt := one.readings.get("reading_doubt"):
            return f"is in doubt whether the model is read right: {doubt}"
    frames, failed = _sum(new, "frames"), _sum(new, "failed_frames")
    tried = frames + failed
    if tried >= gates.least_frames and failed / tried > gates.most_failed:
        return f"fails on {failed / tried:.1%} of the frames, the limit is {gates.most_failed:.1%}"
    seeing = [one for one in new if _number(one, "drift_code") != _STALE]
    speed, usual = _speed(seeing), _speed(before)
    if usual and tried + _sum(new, "frozen_frames") and _sum(seeing, "window_seconds") * usual >= gates.least_frames:
        share = speed / usual
        if share < gates.least_speed:
            return f"sees {share:.0%} of the frames a second that it saw before, the limit is {gates.least_speed:.0%}"
    return ""


def _speed(reports: Sequence[MachineReport]) -> float:
    """Frames a second."""
    seconds = _sum(reports, "window_seconds")
    return _sum(reports, "frames") / seconds if seconds else 0.0


def _sum(reports: Sequence[MachineReport], key: str) -> float:
    return sum(_number(one, key) for one in reports)


def _number(report: MachineReport, key: str) -> float:
    value = report.readings.get(key, 0)
    return float(value) if isinstance(value, (int, float)) else 0.0
