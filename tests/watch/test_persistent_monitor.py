"""A reference of days, and what must happen to it: it survives kills, slow disks and new models."""

import contextlib
import json
import shutil
import sqlite3
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from driftwatch.commands.dispatch import run_stream_command
from driftwatch.monitoring.record import to_record
from driftwatch.monitoring.settings import AlertSettings, ReferenceSettings, StatisticsSettings
from driftwatch.monitoring.usual.day import Day
from driftwatch.observation import ModelIdentity
from driftwatch.watch.registry import WatchRegistry
from driftwatch.watch.settings import WatchSettings
from tests.monitoring.months import days, month_of
from tests.watch.world import MODEL, World

DAY = 24 * 60.0
MINUTES_5 = 300.0  # between two frames where days pass; a minute in five is enough to learn from
NEWER = ModelIdentity("faces", "2", "cd" * 32)


def restart(world: World) -> WatchRegistry:
    """As after kill -9: what was committed is there, and nothing else. Gives the registry of the killed process."""
    killed = world.registry
    assert killed.stores[0].flush(world.clock(), timeout=20)
    world.start()
    return killed


def references(world: World) -> list[dict[str, object]]:
    return run_stream_command(world.watch, {"command": "references"}, world.clock())["references"]


pytestmark = pytest.mark.story


@pytest.fixture(scope="module")
def learned_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A stream that was watched for some days, long enough for a reference; with the plain rate out of the way."""
    folder = tmp_path_factory.mktemp("state")
    world = World(
        folder, WatchSettings(alert=AlertSettings(low_confidence_rate=1.0), reference=ReferenceSettings(days=2))
    )
    world.see(minutes=3 * DAY + 120, confidences=lambda i: (0.9 - 0.001 * (i % 7), 0.8), every=MINUTES_5)
    yield world
    world.registry.close()


def test_a_reference_is_learned_stored_and_found_after_a_kill(learned_folder: World) -> None:
    world = learned_folder
    before = world.stream.snapshot.monitor.reference
    assert before is not None
    assert before.days == 3
    assert world.stream.snapshot.monitor.condition.state == "ok"
    killed = restart(world)
    world.see(minutes=3)
    assert world.stream.snapshot.monitor.reference == before
    (row,) = references(world)
    assert (row["days"], row["in_use"]) == (3, True)
    trend = run_stream_command(world.watch, {"command": "trend", "hours": 1}, world.clock())
    bands = zip(trend["usual_confidence_low"], trend["mean_confidence"], trend["usual_confidence_high"], strict=True)
    assert all(0 <= low <= mean <= high <= 1 for low, mean, high in bands if mean != -1)
    assert trend["learned_days"] == 3
    killed.close()


def test_drift_against_the_reference_is_found_and_survives_a_kill(learned_folder: World) -> None:
    world = learned_folder
    world.see(minutes=600, confidences=(0.5, 0.4), every=MINUTES_5)
    condition = world.stream.snapshot.monitor.condition
    assert "confidence" in [alert.name for alert in condition.alerts]
    killed = restart(world)
    world.see(minutes=10, confidences=(0.5, 0.4), every=MINUTES_5)
    assert "confidence" in [alert.name for alert in world.stream.snapshot.monitor.condition.alerts]
    events = run_stream_command(world.watch, {"command": "alerts"}, world.clock())["events"]
    assert [event["name"] for event in events].count("confidence") == 1
    killed.close()


def test_accepting_makes_the_present_usual_and_a_kill_does_not_undo_it(learned_folder: World) -> None:
    world = learned_folder
    assert run_stream_command(world.watch, {"command": "accept", "by": "Anna"}, world.clock())["ended_alerts"]
    killed = restart(world)
    world.see(minutes=400, confidences=(0.5, 0.4), every=MINUTES_5)
    assert not world.stream.snapshot.monitor.drift
    reference = world.stream.snapshot.monitor.reference
    assert reference is not None
    killed.close()


def test_a_new_version_is_compared_with_the_old_one_from_its_first_day(learned_folder: World) -> None:
    world = learned_folder
    world.see(minutes=5, model=NEWER)
    condition = world.stream.snapshot.monitor.condition
    assert condition.reference is not None
    assert "compared with the version before" in condition.progress.text
    assert condition.progress.borrowed == 3
    world.see(minutes=600, confidences=(), every=MINUTES_5, model=NEWER)
    assert "outage" in [alert.name for alert in world.stream.snapshot.monitor.condition.alerts]
    killed = restart(world)
    world.see(minutes=5, model=NEWER, confidences=())
    assert world.stream.snapshot.monitor.condition.progress.borrowed == 3
    world.see(minutes=5, model=MODEL)
    assert world.stream.snapshot.monitor.condition.progress.borrowed == 0
    killed.close()


def test_other_thresholds_are_counted_again_from_the_histograms(learned_folder: World) -> None:
    world = learned_folder
    was = world.settings
    before = world.stream.snapshot.monitor.reference
    world.watch.detach()
    world.settings = WatchSettings(
        reference=was.reference, statistics=StatisticsSettings(floor=0.75, low_confidence=0.85)
    )
    world.notices.clear()
    world.build()
    world.see(minutes=3)
    after = world.stream.snapshot.monitor.reference
    assert before is not None
    assert after is not None
    assert after.days >= 3
    assert after.mean_confidence > 0.75
    assert any("made again from the histograms" in notice.text for notice in world.notices)
    world.watch.detach()
    world.settings = was


@pytest.fixture(scope="module")
def two_days(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A stream that was watched long enough for a reference, and whose module ended in good order."""
    world = World(tmp_path_factory.mktemp("learned"), WatchSettings(reference=ReferenceSettings(days=2)))
    world.see(minutes=2 * DAY + 10, every=MINUTES_5)
    assert world.stream.snapshot.monitor.reference is not None
    world.registry.close()
    return world


def copy_state(learned: World, folder: Path) -> Path:
    assert learned.folder is not None
    return shutil.copytree(learned.folder, folder)


def later(learned: World, folder: Path) -> World:
    """Its module starts with the state in `folder`."""
    return World(folder, learned.settings, replace(learned.clock), frames=learned.frames)


def test_a_store_of_the_first_schema_goes_on_with_what_was_learned(two_days: World, tmp_path: Path) -> None:
    before = two_days.stream.snapshot.monitor.reference
    folder = copy_state(two_days, tmp_path / "state")
    (path,) = folder.glob("*.db")
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        for table in ("day", "frame_review", "feed", "fresh"):
            connection.execute(f"DROP TABLE {table}")
        connection.execute("CREATE TABLE review (body TEXT)")
        for table in ("roll", "roll_hour"):
            for column in ("begun", "fleeting"):
                connection.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
        connection.execute("PRAGMA user_version = 1")
    world = later(two_days, folder)
    world.see(minutes=3)
    after = world.stream.snapshot.monitor.reference
    assert before is not None
    assert after is not None
    assert (after.days, after.mean_confidence) == (before.days, pytest.approx(before.mean_confidence, abs=1e-4))
    world.registry.close()


def test_days_made_again_from_their_minutes_say_nothing_of_objects(two_days: World, tmp_path: Path) -> None:
    """Who wrote the minutes may not have followed objects; those that were learned as they went by were followed."""
    folder = copy_state(two_days, tmp_path / "state")
    (path,) = folder.glob("*.db")
    assert [day.followed for day in stored_days(path)] == [True, True]
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DELETE FROM day WHERE number = (SELECT min(number) FROM day)")
    world = later(two_days, folder)
    world.see(minutes=3)
    world.registry.close()
    assert [day.followed for day in stored_days(path)] == [False, True]


def stored_days(path: Path) -> list[Day]:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        return [Day.unpack(body) for (body,) in connection.execute("SELECT body FROM day ORDER BY number")]


def test_learning_goes_on_where_a_kill_interrupted_it(tmp_path: Path) -> None:
    world = World(tmp_path, WatchSettings(reference=ReferenceSettings(days=2)))
    world.see(minutes=1.5 * DAY, every=MINUTES_5)
    killed = restart(world)
    world.see(minutes=0.6 * DAY, every=MINUTES_5)
    reference = world.stream.snapshot.monitor.reference
    assert reference is not None
    assert reference.days == 2
    killed.close()
    world.registry.close()


def test_restarting_the_reference_begins_anew_and_a_kill_does_not_undo_it(two_days: World, tmp_path: Path) -> None:
    world = later(two_days, copy_state(two_days, tmp_path / "state"))
    world.see(minutes=5)
    assert world.stream.snapshot.monitor.reference is not None
    run_stream_command(world.watch, {"command": "restart_reference"}, world.clock())
    assert world.stream.snapshot.monitor.reference is None
    killed = restart(world)
    world.see(minutes=5)
    assert world.stream.snapshot.monitor.reference is None
    assert [row["in_use"] for row in references(world)] == [False]
    killed.close()
    world.registry.close()


def test_a_disk_that_comes_late_brings_its_reference_with_it(two_days: World, tmp_path: Path) -> None:
    state, away = tmp_path / "state", copy_state(two_days, tmp_path / "away")
    state.write_text("not mounted yet")
    world = later(two_days, state)
    world.see(minutes=5)
    world.registry.stores[0].flush(world.clock())
    assert world.stream.snapshot.monitor.reference is None
    state.unlink()
    away.rename(state)
    world.see(minutes=3)
    world.registry.stores[0].flush(world.clock())
    world.see(minutes=1)
    assert world.stream.snapshot.monitor.reference is not None
    window = run_stream_command(world.watch, {"command": "statistics", "hours": 0.2}, world.clock())["rows"][0]
    assert window["frames"] >= 8 * 6
    world.registry.close()


def test_the_first_month_is_kept_and_begins_again_aloud_under_another_floor(two_days: World, tmp_path: Path) -> None:
    folder = copy_state(two_days, tmp_path / "state")
    (path,) = folder.glob("*.db")
    month = month_of(days(28))
    assert month is not None
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        ((body,),) = connection.execute("SELECT body FROM detector_state").fetchall()
        state = json.loads(zlib.decompress(body))
        state["monitor"]["detectors"]["slow_drift"]["month"] = to_record(month)
        connection.execute("UPDATE detector_state SET body = ?", (zlib.compress(json.dumps(state).encode()),))
    world = later(two_days, folder)
    world.see(minutes=3)
    answer = run_stream_command(world.watch, {"command": "references"}, world.clock())
    assert answer["first_month"] == "5 January to 1 February 2026"
    assert any("compared with the first month, 5 January" in notice.text for notice in world.notices)
    killed = restart(world)
    world.see(minutes=3)
    assert world.stream.snapshot.monitor.condition.first_month == "5 January to 1 February 2026"
    killed.close()
    world.watch.detach()
    world.settings = replace(world.settings, statistics=StatisticsSettings(floor=0.4))
    world.notices.clear()
    world.build()
    world.see(minutes=3)
    assert world.stream.snapshot.monitor.condition.first_month == ""
    assert any("was counted under 0.3 and begins again" in notice.text for notice in world.notices)
    world.registry.close()


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        (ReferenceSettings(timezone="Europe/Berlin"), ["on the public holidays of DE"]),
        (ReferenceSettings(timezone="UTC"), []),
        (ReferenceSettings(timezone="Europe/Berlin", holidays=()), []),
        (ReferenceSettings(holidays=("DE",)), []),
    ],
)
def test_whose_holidays_are_kept_is_said_where_nobody_named_any(
    reference: ReferenceSettings, said: list[str], tmp_path: Path
) -> None:
    world = World(tmp_path, WatchSettings(reference=reference))
    world.see(minutes=1)
    found = [notice.text.removeprefix('"vision": ') for notice in world.notices if "public holidays" in notice.text]
    assert len(found) == len(said)
    assert all(text.startswith(start) for text, start in zip(found, said, strict=True))
    world.registry.close()


@pytest.mark.parametrize(("zone", "said"), [("Asia/Riyadh", 1), ("Europe/Berlin", 0)])
def test_days_of_rest_that_nobody_named_are_said_where_they_are_no_weekend_of_most(
    zone: str, said: int, tmp_path: Path
) -> None:
    world = World(tmp_path, WatchSettings(reference=ReferenceSettings(timezone=zone)))
    world.see(minutes=1)
    words = "Fridays and Saturdays are the days of rest, as in the country of the time zone; reference.weekend names"
    assert sum(words in notice.text for notice in world.notices) == said
    world.registry.close()
