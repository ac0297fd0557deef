"""What a drift sensor has not given away outlives the module: a kill costs a fleet a minute, and doubles none."""

from pathlib import Path
from random import Random
from typing import Any

import pytest

from driftwatch.engine.drift_sensor_view import DriftSensorView
from driftwatch.monitoring.agreement import Agreement
from driftwatch.monitoring.record import RecordError
from driftwatch.monitoring.rollup import Totals
from driftwatch.observation import ModelIdentity
from driftwatch.watch.settings import DriftSensorSettings
from driftwatch.watch.window_record import KeptWindow, pack_windows, unpack_windows
from tests.watch.world import MODEL, World

A_MINUTE = 6  # frames


def sensor(world: World, minutes: int = 10) -> DriftSensorView:
    return DriftSensorView("drift", DriftSensorSettings("vision", window_minutes=minutes), world.registry)


def taken(view: DriftSensorView) -> list[dict[str, Any]]:
    windows: list[dict[str, Any]] = []
    while window := view.next_window():
        windows.append(window)
    return windows


def killed(world: World) -> None:
    """SIGKILL: nothing is closed, what was committed is there."""
    world.registry.stores[0].ask(lambda _: None)  # everything that was handed over by now was taken up
    world.start()


def frames(windows: list[dict[str, Any]]) -> int:
    return sum(window["frames"] for window in windows)


def test_a_kill_costs_the_fleet_a_minute_and_doubles_nothing(world: World) -> None:
    view = sensor(world)
    world.see(minutes=25)
    first = taken(view)
    assert len(first) == 2
    killed(world)
    view = sensor(world)
    world.see(minutes=11)
    given = frames(first) + frames(taken(view))
    world.registry.close()
    world.start()
    view = sensor(world)
    world.see(minutes=1)
    world.wait(600)
    given += frames(taken(view))
    assert world.frames - A_MINUTE <= given <= world.frames


@pytest.mark.parametrize("seed", range(3))
def test_whenever_it_is_killed_sums_are_short_by_a_minute_a_kill_at_most(tmp_path: Path, seed: int) -> None:
    chance, world, given, kills = Random(seed), World(tmp_path), 0, 0
    view = sensor(world, 5)
    for _ in range(12):
        world.see(minutes=chance.uniform(0.5, 9))
        if chance.random() < 0.6:
            given += frames(taken(view))
        if chance.random() < 0.6:
            kills += 1
            killed(world)
            view = sensor(world, 5)
    world.see(minutes=1)
    world.wait(600)
    world.see(minutes=1)
    world.wait(600)
    given += frames(taken(view))
    world.registry.close()
    assert world.frames - A_MINUTE * (kills + 1) <= given <= world.frames


def test_a_clean_stop_costs_nothing(world: World) -> None:
    view = sensor(world)
    world.see(minutes=13.5)
    world.registry.close()
    world.start()
    view = sensor(world)
    world.see(minutes=1)
    world.wait(600)
    assert frames(taken(view)) == world.frames


def test_another_length_of_windows_loses_none(world: World) -> None:
    sensor(world, 10)
    world.see(minutes=23)
    view = sensor(world, 5)
    world.see(minutes=1)
    world.wait(600)
    assert frames(taken(view)) == world.frames


def test_a_window_is_not_given_while_that_cannot_be_written(world: World) -> None:
    view = sensor(world)
    world.see(minutes=11)
    (store,) = world.registry.stores
    assert store.flush(world.clock(), timeout=20)
    connection = store._buffer._connection
    assert connection is not None
    connection.execute("PRAGMA query_only = ON")
    assert view.next_window() is None
    connection.execute("PRAGMA query_only = OFF")
    world.registry.stores[0].flush(world.clock(), timeout=20)
    (window,) = taken(view)
    assert window["frames"] >= 54


def test_windows_come_back_as_they_were(world: World) -> None:
    world.see(minutes=3, confidences=(0.9, 0.4))
    totals = Totals.total(minute.rollup.totals for minute in world.stream.snapshot.recent)
    shadowed = Totals(totals.frames, totals.labels, {ModelIdentity("next", "2"): Agreement(frames=3, agreeing=2)})
    kept = (KeptWindow(MODEL, shadowed), KeptWindow(ModelIdentity("m"), Totals()))
    packed = pack_windows(kept)
    assert unpack_windows(packed) == kept
    assert len(packed) < 1000
    for damaged in (b"", packed[:-4], b"x" + packed, pack_windows(())[:-1]):
        with pytest.raises(RecordError):
            unpack_windows(damaged)
