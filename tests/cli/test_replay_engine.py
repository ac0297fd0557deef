from collections.abc import Callable
from pathlib import Path

import pytest

from driftwatch.cli.model_runner import ModelRunner, read_settings
from driftwatch.cli.replay_engine import ReplayEngine, Timing, count_frames, frames

Make = Callable[[str, float, int], Path]


def test_footage_follows_footage_on_one_clock(footage: Make) -> None:
    paths = [footage("first", 0.5, 3), footage("second", 0.5, 2)]
    assert [frame.passed for frame in frames(paths, Timing(0.0, fps=2.0))] == [0.0, 0.5, 1.0, 1.5, 2.0]


@pytest.mark.parametrize("every", [1, 2, 3, 10])
def test_as_many_frames_as_the_progress_bar_was_told(footage: Make, every: int) -> None:
    paths = [footage("first", 0.5, 7), footage("second", 0.5, 4)]
    assert len(list(frames(paths, Timing(0.0, every=every)))) == count_frames(paths, every)


def test_a_store_in_a_folder_holds_what_was_seen(model: Path, footage: Make, tmp_path: Path) -> None:
    runner = ModelRunner(model, read_settings({}))
    engine = ReplayEngine(runner, read_settings({}).watch, Timing(1_790_000_040.0, fps=0.1), tmp_path / "state")
    steps: list[int] = []
    engine.run([footage("good", 0.9, 20)], lambda: steps.append(1))
    assert len(steps) == 20
    assert engine.watch.streams[0].snapshot.window(60).frames.frames == 20
    engine.close()
    runner.close()
    assert (tmp_path / "state" / "statistics.db").stat().st_size > 0
