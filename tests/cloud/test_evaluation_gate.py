"""A candidate that is worse on labelled images reaches no machine."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from driftwatch.cloud.changes import LoopContext
from driftwatch.cloud.loop import run_loop
from driftwatch.cloud.outcome import OutcomeKind
from driftwatch.cloud.plan import plan_loop
from tests.cloud.fleet import NEW, OLD, SimulatedFleet, context, settings, waiting


def evaluation(path: Path, high: float, sha256: str = "ab" * 32) -> Path:
    difference = [{"label": "all", "figure": "f1", "value": high - 0.05, "low": high - 0.1, "high": high}]
    path.write_text(json.dumps({"models": [{"sha256": "cd" * 32}, {"sha256": sha256}], "difference": difference}))
    return path


def world(tmp_path: Path, path: Path, sha8: str = "abababab") -> tuple[SimulatedFleet, LoopContext]:
    fleet = SimulatedFleet.of(3)
    fleet.shadow_sha8 = sha8
    return fleet, context(fleet, tmp_path / "journal", replace(settings(3), evaluation=str(path)))


async def test_one_that_is_not_worse_goes_on(tmp_path: Path) -> None:
    fleet, made = world(tmp_path, evaluation(tmp_path / "e.json", high=0.01))
    outcome, planned = await plan_loop(made)
    assert (outcome.kind, len(planned)) == (OutcomeKind.DONE, 5)
    assert (await run_loop(made, waiting(fleet))).is_done
    assert fleet.running == [NEW] * 3


async def test_one_that_is_worse_is_refused_before_any_call(tmp_path: Path) -> None:
    fleet, made = world(tmp_path, evaluation(tmp_path / "e.json", high=-0.01))
    outcome = await run_loop(made, waiting(fleet))
    assert outcome.kind is OutcomeKind.FAILED
    assert "F1 on labelled images differs by -0.060 (-0.110 to -0.010)" in outcome.words[1]
    assert fleet.calls == []


async def test_an_evaluation_that_is_not_there_is_waited_for(tmp_path: Path) -> None:
    fleet, made = world(tmp_path, tmp_path / "e.json")
    outcome = await run_loop(made, waiting(fleet, times=1))
    assert outcome.kind is OutcomeKind.UNDECIDED
    assert "is not there yet: driftwatch evaluate" in outcome.words[0]
    assert fleet.calls == []


@pytest.mark.parametrize("content", ["[]", "{", '{"models": [{}]}'])
async def test_what_is_no_evaluation_is_refused(content: str, tmp_path: Path) -> None:
    (tmp_path / "e.json").write_text(content)
    fleet, made = world(tmp_path, tmp_path / "e.json")
    outcome = await run_loop(made, waiting(fleet))
    assert outcome.kind is OutcomeKind.FAILED
    assert "is no evaluation of two models" in outcome.words[0]


async def test_another_file_than_the_evaluated_one_is_taken_out_again(tmp_path: Path) -> None:
    fleet, made = world(tmp_path, evaluation(tmp_path / "e.json", high=0.01), sha8="12345678")
    outcome = await run_loop(made, waiting(fleet))
    assert outcome.kind is OutcomeKind.FAILED
    assert "begins with abababab, the machine runs 12345678" in outcome.words[1]
    assert fleet.running == [OLD] * 3
    assert [part for _, part in fleet.calls] == ["part-00"] * 2


def test_what_evaluate_writes_can_be_read(tmp_path: Path) -> None:
    from driftwatch.cloud.evaluation_gate import read_evaluation

    content: dict[str, Any] = json.loads(evaluation(tmp_path / "e.json", high=0.3).read_text())
    found = read_evaluation(tmp_path / "e.json")
    assert found.sha256 == content["models"][1]["sha256"]
    assert (found.low, found.high) == (pytest.approx(0.2), 0.3)
