from pathlib import Path
from typing import Any

import pytest

from benchmarks.performance.csv_file import read, write
from benchmarks.performance.page import fill
from benchmarks.performance.results import Measure
from benchmarks.performance.runs import load, read_runs, targets_of, together
from benchmarks.performance.targets import Target

ROOT = Path(__file__).parents[2]
PAGES = (ROOT / "docs" / "performance.md", ROOT / "benchmarks" / "notes" / "performance.md")
SHOWN = ROOT / "benchmarks" / "results" / "epyc-2-cores"  # the runs of the board whose figures the pages show
HOST: dict[str, Any] = {"load_at_start": 0.5, "load_at_end": 0.75}
BUSY = load([HOST])
MEASURED = [
    Measure("detection", "ours", "detector 320", {"image": "720p"}, p50=21.25, p95=30.0, ratio=1.315, work=1.2),
    Measure("detection", "ours", "detector 320", {"image": "4K"}, p50=40.0, p95=50.0, ratio=2.5, work=1.8),
    Measure("clients", "ours", "detector 320", {"clients": 16}, p50=400.0, p95=500.0, value=41.5),
    Measure("memory", "resident", "detector 64", {"frames": 10_000}, value=123.4, unit="MB"),
    Measure("cameras", "ours, asked", "1 model", {"cameras": 8}, p50=90.0, p95=210.4, value=38.25),
    Measure("cameras, the least looked at", "ours, asked", "1 model", {"cameras": 8}, value=0.9),
    Measure("cameras, memory", "ours, asked", "1 model", {"cameras": 8}, value=170.2, unit="MB"),
    Measure("growth", "counting", at={"labels": 1000}, value=0.1234, unit="ms"),
    Measure("shares", "client", "GetStatus", p50=1.0),
    Measure("shares", "machine", "GetStatus", p50=2.0),
    Measure("shares", "module", "GetStatus", p50=3.0),
]


def test_figures_stand_in_their_tables_and_nothing_else_is_touched() -> None:
    before = "\n\n".join(page.read_text() for page in PAGES)
    after = fill(before, MEASURED, [Target("speed", 1.4, 1.315, spread=(1.2, 1.45))], BUSY)
    assert "<!-- load -->load 0.5 at the start, 0.75 at the end<!-- end -->" in after
    for row in (
        "| speed | ≤ 1.4 x |  | 1.31 | 1.20 to 1.45 | reached |",
        "| detector 320 | ours | 21.2 | 30.0 | 1.31 | 1.20 |",
        "| detector 320 | 4K | ours | 2.50 | 1.80 |",
        "| 16 clients | ours | 400.0 | 500.0 | 41.5 |  |",
        "| 8 on 1 model | ours, asked | 38.2 | 90 | 210 | 0.9 | 170 |",
        "| counting | 1,000 labels | 0.123 ms |",
        "| resident after 10,000 frames | detector 64 | 123 MB |",
        "| GetStatus | 1.0 | 2.0 | 3.0 |",
    ):
        assert f"\n{row}\n" in after
    assert prose(after) == prose(before)
    assert fill(after, [], [], BUSY) == after, "a part that was not measured stays as it is"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.parent.name)
def test_the_figures_of_a_page_are_those_of_the_results(page: Path) -> None:
    runs, facts = read_runs(SHOWN)
    assert fill(page.read_text(), together(runs), targets_of(runs), load(facts)) == page.read_text()


@pytest.mark.parametrize(
    "results", sorted(SHOWN.parent.rglob("*.csv")), ids=lambda path: f"{path.parent.name}-{path.stem}"
)
def test_results_say_what_they_were_measured_on(results: Path) -> None:
    measured, host = read(results)
    assert measured
    assert host.keys() >= {"cores", "machine", "load_at_start", "load_at_end"}


def test_results_survive_their_file(tmp_path: Path) -> None:
    write(tmp_path / "board.csv", MEASURED, HOST)
    measured, host = read(tmp_path / "board.csv")
    assert measured == MEASURED
    assert host == {"load_at_start": "0.5", "load_at_end": "0.75"}


def test_a_file_with_other_columns_is_refused(tmp_path: Path) -> None:
    (tmp_path / "board.csv").write_text("part,way\nstart,x\n")
    with pytest.raises(ValueError, match="expected"):
        read(tmp_path / "board.csv")


def prose(page: str) -> list[str]:
    return [line for line in page.splitlines() if not line.startswith("|") and "<!-- load" not in line]


def test_a_page_without_a_place_or_with_an_unknown_one_is_refused() -> None:
    with pytest.raises(ValueError, match="no <!-- NAME -->"):
        fill("# Speed", MEASURED, [], BUSY)
    with pytest.raises(ValueError, match=r"sizs.*they are load"):
        fill("<!-- sizs -->x<!-- end -->", MEASURED, [], BUSY)
