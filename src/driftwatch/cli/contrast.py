"""Two sets of footage through the same model: is the second one worse, and how?"""

from collections.abc import Callable, Sequence
from pathlib import Path

from driftwatch.cli.looker import Looker
from driftwatch.cli.rehearsal import CAMERA, Timing, count_frames, frames
from driftwatch.errors import FootageError, ImageError, OutputError
from driftwatch.monitoring.compare import LEAST_PARTS, Comparison, compare
from driftwatch.monitoring.rollup import FrameCounts, Totals
from driftwatch.monitoring.settings import StatisticsSettings
from driftwatch.monitoring.tally import Tally
from driftwatch.observation import Moment, Observation, frame_id_of

_PARTS = 64  # stretches that footage is cut into: enough to see how it varies by itself


def contrast(
    looker: Looker,
    statistics: StatisticsSettings,
    sets: tuple[Sequence[Path], Sequence[Path]],
    timing: Timing,
    step: Callable[[], None],
) -> Comparison:
    """Compares the second set with the first. Raises FootageError where one is too short to say how it varies."""
    reference, current = (stretches(looker, statistics, paths, timing, step) for paths in sets)
    if min(len(reference), len(current)) < LEAST_PARTS:
        raise FootageError(f"each set needs at least {LEAST_PARTS} frames, got {len(reference)} and {len(current)}")
    return compare(reference, current)


def stretches(
    looker: Looker, statistics: StatisticsSettings, paths: Sequence[Path], timing: Timing, step: Callable[[], None]
) -> list[Totals]:
    """The footage in consecutive stretches of equal numbers of frames. Frozen and failed frames say nothing."""
    length = max(count_frames(paths, timing.every) // _PARTS, 1)
    parts: list[Totals] = []
    tally, held, last = Tally(statistics), 0, ""
    for frame in frames(paths, timing):
        step()
        digest = frame_id_of(frame.still.data) if frame.still else last
        if frame.still is None or digest == last:
            continue
        last = digest
        at = Moment(timing.start + frame.passed, frame.passed)
        try:
            answer = looker.look(frame.still)
        except (ImageError, OutputError):
            tally.count(FrameCounts(failed_frames=1))
            continue
        tally.add([Observation(CAMERA, at, looker.identity, answer, digest)])
        held += 1
        if held == length:
            parts.append(tally.totals())
            tally, held = Tally(statistics), 0
    return [*parts, tally.totals()] if held > length // 2 else parts
