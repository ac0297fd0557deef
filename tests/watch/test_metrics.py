import re
from dataclasses import replace

import pytest
import yaml

from driftwatch.engine.drift_sensor_view import DriftSensorView
from driftwatch.engine.metrics_server import PATH
from driftwatch.observation import ModelIdentity
from driftwatch.watch.exposition import exposition
from driftwatch.watch.metrics import CONFIDENCE, FAMILIES, GAUGES
from driftwatch.watch.settings import DriftSensorSettings
from tests.docs.pages import ROOT, table_rows
from tests.watch.prometheus_text import Labels, Metric, parse
from tests.watch.world import World

OTHER = ModelIdentity("other", "2", "cd" * 32)


def shown(view: DriftSensorView) -> dict[str, Metric]:
    return parse(exposition(view.samples({"notify_waiting": 2})))


def test_counters_count_from_the_start_of_the_module_and_gauges_are_the_readings(world: World) -> None:
    view = DriftSensorView("drift", DriftSensorSettings("vision", window_minutes=1), world.registry)
    world.see(minutes=90, confidences=(0.9, 0.5, 0.1))
    world.see(minutes=0.5, confidences=(0.7,), model=OTHER)
    metrics, readings = shown(view), view.readings()
    frames = metrics["driftwatch_frames_total"]
    assert frames.samples == {
        (
            "driftwatch_frames_total",
            frozenset({("sensor", "drift"), ("vision_name", "vision"), ("camera_name", "cam")}),
        ): 543
    }
    assert metrics["driftwatch_detections_total"].one(label="face") == 1083
    confidence = metrics[CONFIDENCE.name]
    assert confidence.one("_count") == 1083
    assert confidence.one("_sum") == pytest.approx(540 * 1.4 + 3 * 0.7, rel=1e-4)
    assert [confidence.one("_bucket", le=bound) for bound in ("0.5", "0.515625", "0.703125", "+Inf")] == [
        0,
        540,
        543,
        1083,
    ]
    assert len(confidence.samples) == 64 + 2
    assert metrics["driftwatch_model_info"].one(model_name="other", model_version="2", model_sha8="cdcdcdcd") == 1
    assert metrics["driftwatch_sensor_ok"].one() == 1
    assert metrics["driftwatch_notify_waiting"].one() == 2
    for name in set(GAUGES) & readings.keys():
        assert metrics[f"driftwatch_{name}"].one() == pytest.approx(float(readings[name]))
    assert {family.name for family in FAMILIES} >= metrics.keys()


def test_no_counter_falls_from_one_reading_to_the_next(world: World) -> None:
    view = DriftSensorView("drift", DriftSensorSettings("vision"), world.registry)
    before: dict[tuple[str, Labels], float] = {}
    for index in range(30):
        world.see(
            minutes=0.4, confidences=(0.35, 0.45 + 0.01 * index), model=OTHER if index % 7 == 3 else ModelIdentity("a")
        )
        if index == 15:  # an owner sets another floor
            statistics = replace(world.settings.statistics, floor=0.4)
            world.settings = replace(world.settings, statistics=statistics)
            world.build()
        now = {
            key: value
            for metric in shown(view).values()
            if metric.kind != "gauge"
            for key, value in metric.samples.items()
        }
        assert all(now[key] >= value for key, value in before.items())
        before = now


def test_a_sensor_without_readings_says_so(world: World) -> None:
    view = DriftSensorView("drift", DriftSensorSettings("theirs"), world.registry)
    world.clock.pass_by(60)
    (name, metric), *others = shown(view).items()
    assert (name, list(metric.samples.values()), others) == ("driftwatch_sensor_ok", [0.0], [])


def test_the_page_lists_every_metric_with_its_kind_and_meaning() -> None:
    rows = [cells for _, cells in table_rows(ROOT / "docs" / "drift_sensor.md", "Metric")]
    assert rows == [[f"`{family.name}`", family.kind, family.meaning] for family in FAMILIES]


def test_the_documented_scrape_config_asks_where_the_text_says() -> None:
    page = (ROOT / "docs" / "drift_sensor.md").read_text()
    (config,) = re.findall(r"<!-- prometheus -->\n```yaml\n(.*?)```", page, re.DOTALL)
    (job,) = yaml.safe_load(config)["scrape_configs"]
    assert job["static_configs"] == [{"targets": ["localhost:9464"]}]
    assert "metrics_path" not in job  # /metrics, unless told otherwise
    assert f"http://localhost:9464{PATH}" in page
