"""The pipelines of docs/recipes.md on rows as the data manager writes them, made of the sensor's own windows."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import mongomock
import pytest

from driftwatch.engine.drift_sensor_view import DriftSensorView
from driftwatch.watch.settings import DriftSensorSettings, WatchSettings
from tests.watch.test_fleet_queries import row
from tests.watch.world import STRICT, World

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "recipes.md").read_text()
SETTINGS = WatchSettings(alert=replace(STRICT, window_minutes=1, minimum_detections=3))


def pipeline(name: str) -> Any:
    found = re.search(rf"<!-- pipeline: {re.escape(name)} -->\n```json\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None, name
    return json.loads(found[1])


@pytest.fixture
def rows(tmp_path: Path) -> Iterator[list[dict[str, Any]]]:
    """An hour that is good, and ten bad minutes."""
    world = World(tmp_path, SETTINGS)
    view = DriftSensorView("people-drift", DriftSensorSettings("vision", window_minutes=5), world.registry)
    found: list[dict[str, Any]] = []
    for minutes, confidence in ((60, 0.9), (10, 0.4)):
        for _ in range(minutes // 5):
            world.see(minutes=5, confidences=(confidence,), every=20)
            while window := view.next_window():
                found.append({**row("farm", world.clock.wall, window), "component_name": "people-drift"})
    yield found
    world.registry.close()


def ask(rows: list[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    collection: Any = mongomock.MongoClient().db.readings
    collection.insert_many([dict(entry) for entry in rows])
    return list(collection.aggregate(pipeline(name)))


def test_the_widgets_show_what_the_sensor_said(rows: list[dict[str, Any]]) -> None:
    alarmed = [one["data"]["readings"] for one in rows if one["data"]["readings"]["drift_code"] == 3]
    assert alarmed
    (stat,) = ask(rows, "minutes of alarm")
    assert stat["minutes"] == pytest.approx(sum(one["window_seconds"] for one in alarmed) / 60)
    series = ask(rows, "confidence by hour")
    assert [set(point) for point in series] == [{"time", "mean_confidence", "low_confidence_rate"}] * len(series)
    assert series[0]["mean_confidence"] == pytest.approx(0.9, abs=0.01)
    assert series[-1]["low_confidence_rate"] > series[0]["low_confidence_rate"] == 0
