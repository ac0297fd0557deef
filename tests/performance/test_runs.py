from pathlib import Path

import pytest

from benchmarks.performance import detection
from benchmarks.performance.csv_file import write
from benchmarks.performance.results import Measure
from benchmarks.performance.runs import load, read_runs, targets_of, together
from benchmarks.performance.timing import RAW

AT = {"image": "720p"}


def run(whole: float, inference: float = 20.0) -> list[Measure]:
    return [
        Measure("detection", RAW, "detector 320", AT, p50=inference, ratio=1.0, samples=10),
        Measure(
            "detection", detection.MACHINE, "detector 320", AT, p50=whole, ratio=whole / inference, samples=10
        ),
    ]  # fmt: skip


def test_a_figure_is_the_median_of_the_runs_that_have_it() -> None:
    more = Measure("start", "until it serves", value=0.7, unit="s")
    raw, ours, start = together([run(26.0), run(40.0, 21.0), [*run(28.0, 25.0), more]])
    assert (raw.p50, ours.p50, ours.samples) == (21.0, 28.0, 30)
    assert start == more


def test_a_target_is_judged_in_each_run_and_says_how_far_runs_lay_apart() -> None:
    runs = [run(26.0), run(40.0), run(28.0, 25.0)]
    added = next(one for one in targets_of(runs) if "320: added to the inference" in one.what)
    assert (added.measured, added.spread, added.verdict) == (6.0, (3.0, 20.0), "reached")
    alone = next(one for one in targets_of(runs[:1]) if "320: added to the inference" in one.what)
    assert (alone.measured, alone.spread) == (6.0, None)


def test_the_runs_of_a_board_are_the_files_of_its_folder(tmp_path: Path) -> None:
    for number, whole in enumerate((26.0, 40.0)):
        write(tmp_path / "board" / f"{number}.csv", run(whole), {"load_at_start": number, "load_at_end": 2 + number})
    runs, facts = read_runs(tmp_path / "board")
    assert [measured[1].p50 for measured in runs] == [26.0, 40.0]
    assert load(facts) == "load 0 / 1 at the start, 2 / 3 at the end"
    assert read_runs(tmp_path / "board" / "1.csv")[0] == runs[1:]
    with pytest.raises(ValueError, match=r"has no \.csv file"):
        read_runs(tmp_path)
