"""A reference of days, and what must happen to it: it survives kills, slow disks and new models."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from driftwatch.monitoring.settings import ReferenceSettings, StatisticsSettings
from driftwatch.observation import ModelIdentity
from driftwatch.watch.commands import run_command
from driftwatch.watch.registry import WatchRegistry
from driftwatch.watch.settings import WatchSettings
from tests.watch.world import MODEL, World

DAY = 24 * 60.0
NEWER = ModelIdentity("faces", "2", "cd" * 32)


def restart(world: World) -> WatchRegistry:
    """As after kill -9: what was committed is there, and nothing else. Gives the registry of the killed process."""
    killed = world.registry
    assert killed.stores[0].flush(world.clock(), timeout=20)
    world.start()
    return killed


def references(world: World) -> list[dict[str, object]]:
    return run_command(world.watch, {"command": "references"}, world.clock())["references"]


@pytest.fixture(scope="module")
def learned_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A stream that was watched for two days and some hours, long enough for a reference of two days."""
    folder = tmp_path_factory.mktemp("state")
    world = World(folder, WatchSettings(reference=ReferenceSettings(days=2)))
    world.see(minutes=2 * DAY + 120, confidences=lambda i: (0.9 - 0.001 * (i % 7), 0.8), every=60)
    yield world
    world.registry.close()


def test_a_reference_is_learned_stored_and_found_after_a_kill(learned_folder: World) -> None:
    world = learned_folder
    before = world.stream.snapshot.verdict.reference
    assert before is not None
    assert before.days == 2
    assert world.stream.snapshot.verdict.condition.state == "ok"
    killed = restart(world)
    world.see(minutes=3)
    assert world.stream.snapshot.verdict.reference == before
    (row,) = references(world)
    assert (row["days"], row["in_use"]) == (2, True)
    killed.close()


def test_drift_against_the_reference_is_found_and_survives_a_kill(learned_folder: World) -> None:
    world = learned_folder
    world.see(minutes=180, confidences=(0.7, 0.65), every=60)
    condition = world.stream.snapshot.verdict.condition
    assert [alert.name for alert in condition.alerts] == ["confidence"]
    killed = restart(world)
    world.see(minutes=10, confidences=(0.7, 0.65), every=60)
    assert [alert.name for alert in world.stream.snapshot.verdict.condition.alerts] == ["confidence"]
    events = run_command(world.watch, {"command": "alerts"}, world.clock())["events"]
    assert [event["name"] for event in events] == ["confidence"]
    killed.close()


def test_another_model_learns_its_own_and_the_old_figures_stay(learned_folder: World) -> None:
    world = learned_folder
    world.see(minutes=5, model=NEWER)
    assert world.stream.snapshot.verdict.reference is None
    (row,) = references(world)
    assert (row["model"], row["in_use"]) == (MODEL.key, False)
    world.see(minutes=5, model=MODEL)
    assert world.stream.snapshot.verdict.reference is not None


def test_other_thresholds_do_not_compare_with_the_reference(learned_folder: World) -> None:
    world = learned_folder
    was = world.settings
    world.watch.detach()
    world.settings = WatchSettings(reference=was.reference, statistics=StatisticsSettings(low_confidence=0.5))
    world.build()
    world.see(minutes=3)
    assert world.stream.snapshot.verdict.reference is None
    world.watch.detach()
    world.settings = was


def test_learning_goes_on_where_a_kill_interrupted_it(tmp_path: Path) -> None:
    world = World(tmp_path, WatchSettings(reference=ReferenceSettings(days=2)))
    world.see(minutes=1.5 * DAY, every=60)
    killed = restart(world)
    world.see(minutes=0.6 * DAY, every=60)
    reference = world.stream.snapshot.verdict.reference
    assert reference is not None
    assert reference.days == 2
    killed.close()
    world.registry.close()


def test_restarting_the_reference_begins_anew_and_a_kill_does_not_undo_it(tmp_path: Path) -> None:
    world = World(tmp_path, WatchSettings(reference=ReferenceSettings(days=2)))
    world.see(minutes=2 * DAY + 10, every=60)
    run_command(world.watch, {"command": "restart_reference"}, world.clock())
    assert world.stream.snapshot.verdict.reference is None
    killed = restart(world)
    world.see(minutes=5)
    assert world.stream.snapshot.verdict.reference is None
    assert [row["in_use"] for row in references(world)] == [False]
    killed.close()
    world.registry.close()


def test_a_disk_that_comes_late_brings_its_reference_with_it(tmp_path: Path) -> None:
    state, away = tmp_path / "state", tmp_path / "away"
    world = World(state, WatchSettings(reference=ReferenceSettings(days=2)))
    world.see(minutes=2 * DAY + 10, every=60)
    killed = restart(world)
    killed.close()
    world.registry.close()
    state.rename(away)
    state.write_text("not mounted yet")
    world.start()
    world.see(minutes=5)
    world.registry.stores[0].flush(world.clock())
    assert world.stream.snapshot.verdict.reference is None
    state.unlink()
    away.rename(state)
    world.see(minutes=3)
    world.registry.stores[0].flush(world.clock())
    world.see(minutes=1)
    assert world.stream.snapshot.verdict.reference is not None
    window = run_command(world.watch, {"command": "statistics", "hours": 0.2}, world.clock())["rows"][0]
    assert window["frames"] >= 8 * 6
    world.registry.close()
