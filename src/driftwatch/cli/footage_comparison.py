"""Two sets of footage through the same model: is the second one worse, and how?"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from driftwatch.cli.model_runner import ModelRunner
from driftwatch.cli.replay_engine import CAMERA, Frame, Timing, count_frames, frames
from driftwatch.cli.view_motion import Grey, motion_between, small_grey
from driftwatch.errors import FootageError, ImageError, OutputError
from driftwatch.monitoring.compare import Comparison, compare
from driftwatch.monitoring.intervals import LEAST_PARTS
from driftwatch.monitoring.measured import Measured, Meter
from driftwatch.monitoring.partners import Partners, find_partners
from driftwatch.monitoring.rollup import FrameCounts
from driftwatch.monitoring.same_moments import shows_same_moments
from driftwatch.monitoring.settings import StatisticsSettings
from driftwatch.observation import Moment, Observation, frame_id_of
from driftwatch.watch.image_statistics import image_statistics

_PICTURES: Final = 8  # small pictures of each set, spread over it, that show where one lies in the other
_FPS: Final = 10.0  # where nothing says how far frames are apart


@dataclass(frozen=True, slots=True)
class Pace:
    """How much footage is to come, and how dense."""

    frames: int
    """How many are to come, about."""
    fps: float
    """How many a second are looked at."""


@dataclass(frozen=True, slots=True)
class MeasuredFootage:
    """One set of footage."""

    measured: Measured
    pictures: tuple[Grey, ...] = ()
    """Small ones, spread over it; none in what was read from a file."""


def measure_footage(
    runner: ModelRunner,
    statistics: StatisticsSettings,
    paths: Sequence[Path],
    timing: Timing,
    step: Callable[[], None],
) -> MeasuredFootage:
    """Measures footage. Raises FootageError where it is too short to say how it varies."""
    total = count_frames(paths, timing.every)
    seen = measure(runner, statistics, _stepped(paths, timing, step), Pace(total, _pace(paths, timing)))
    if len(seen.measured.parts) < LEAST_PARTS:
        counts = seen.measured.total.frames
        raise FootageError(
            f"{paths[0]}: at least {LEAST_PARTS} frames are needed, got {counts.frames} that can be used "
            f"({counts.frozen_frames} repeat the frame before, {counts.failed_frames} cannot be read)"
        )
    return seen


def measure(
    runner: ModelRunner, statistics: StatisticsSettings, footage: Iterable[Frame], pace: Pace
) -> MeasuredFootage:
    """Measures any frames. Frozen and failed frames say nothing."""
    meter = Meter(statistics, pace.frames, pace.fps)
    pictures: list[Grey] = []
    last, held = "", 0
    every = max(1, pace.frames // _PICTURES)
    for frame in footage:
        digest = frame_id_of(frame.still.data) if frame.still else ""
        if frame.still is None:
            meter.count(FrameCounts(failed_frames=1))
            continue
        if digest == last:
            meter.count(FrameCounts(frozen_frames=1))
            continue
        last = digest
        try:
            answer = runner.infer(frame.still)
        except (ImageError, OutputError):
            meter.count(FrameCounts(failed_frames=1))
            continue
        statistics_of_image = image_statistics(frame.still.data)
        at = Moment(frame.passed, frame.passed)
        meter.add(Observation(CAMERA, at, runner.identity, answer, digest, statistics_of_image))
        if held % every == 0 and (picture := small_grey(frame.still.data)) is not None:
            pictures.append(picture)
        held += 1
    return MeasuredFootage(meter.measured(), tuple(pictures))


def compare_footage(reference: MeasuredFootage, current: MeasuredFootage) -> Comparison:
    """Compares the second set with the first; frame by frame where both are of the same moments."""
    return compare(reference.measured, current.measured, _partners(reference, current))


def _partners(reference: MeasuredFootage, current: MeasuredFootage) -> Partners | None:
    before, after = reference.measured, current.measured
    if not shows_same_moments(before.luma_grids, after.luma_grids):
        return None
    motion = motion_between(reference.pictures, current.pictures)
    carried = [motion.carry_all(seen) if motion else seen for seen in before.detections]
    return find_partners(carried, after.detections, before, is_placed=motion is not None)


def _stepped(paths: Sequence[Path], timing: Timing, step: Callable[[], None]) -> Iterable[Frame]:
    for frame in frames(paths, timing):
        step()
        yield frame


def _pace(paths: Sequence[Path], timing: Timing) -> float:
    """Frames a second that are looked at, by the first two frames."""
    passed: list[float] = []
    for frame in frames(paths, timing):
        passed.append(frame.passed)
        if len(passed) == 2:
            break
    return 1 / (passed[1] - passed[0]) if len(passed) == 2 and passed[1] > passed[0] else _FPS
