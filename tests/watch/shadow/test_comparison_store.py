from pathlib import Path

import pytest

from driftwatch.monitoring.agreement import Agreement, MatchSettings
from driftwatch.observation import ModelIdentity
from driftwatch.watch.reviews.threshold import Threshold
from driftwatch.watch.shadow.comparison_store import ComparisonStore, ModelPair
from driftwatch.watch.shadow.served import ServedCounts
from tests.watch.shadow.making import CANDIDATE, LIVE, PAIRING, SEEN


@pytest.fixture
def store() -> ComparisonStore:
    return ComparisonStore(lambda: 1_790_000_040.0)


def test_counts_add_up_for_each_camera(store: ComparisonStore) -> None:
    for camera in ("gate", "gate", "door"):
        store.add(camera, PAIRING, SEEN)
    assert store.comparison("gate").counts == SEEN + SEEN
    assert store.comparison("door").counts == SEEN
    store.reset("gate")
    assert store.comparison("gate").counts == Agreement()


@pytest.mark.parametrize(
    "other",
    [
        ModelPair(LIVE, ModelIdentity("people-next", "3", "ef")),
        ModelPair(ModelIdentity("people", "2", "cd"), CANDIDATE),
        ModelPair(LIVE, CANDIDATE, MatchSettings(iou=0.7)),
    ],
)
def test_another_model_or_another_measure_begins_anew(store: ComparisonStore, other: ModelPair) -> None:
    store.add("gate", PAIRING, SEEN)
    store.add("gate", other, Agreement(skipped=2))
    assert store.comparison("gate").pairing == PAIRING  # nothing was compared so far
    store.add("gate", other, SEEN)
    assert (store.comparison("gate").pairing, store.comparison("gate").counts) == (other, SEEN)


def test_the_figures_outlive_a_restart(store: ComparisonStore, tmp_path: Path) -> None:
    path = tmp_path / "shadow" / "people.json"
    store.open(path)
    store.add("gate", PAIRING, SEEN)
    store.add("door", ModelPair(LIVE, ModelIdentity("people-next")), Agreement(skipped=1))
    store.save()
    after = ComparisonStore(lambda: 1_790_009_999.0)
    after.open(path)
    assert after.comparison("gate") == store.comparison("gate")
    assert after.comparison("door") == store.comparison("door")


def test_what_was_counted_before_the_file_was_opened_again_is_newer(store: ComparisonStore, tmp_path: Path) -> None:
    store.open(tmp_path / "b.json")
    store.add("gate", PAIRING, SEEN)
    store.save()
    store.add("gate", PAIRING, SEEN)
    store.open(tmp_path / "b.json")
    assert store.comparison("gate").counts == SEEN + SEEN


@pytest.mark.parametrize("damage", ["", "{", "[]", "3", '{"gate": 3}', '{"gate": {"schema": 9}}', '{"gate": null}'])
def test_a_damaged_file_begins_anew(store: ComparisonStore, tmp_path: Path, damage: str) -> None:
    path = tmp_path / "b.json"
    path.write_text(damage)
    assert store.open(path), "it is said"
    assert store.comparison("gate").counts == Agreement()


def test_a_disk_that_fails_fails_nothing(store: ComparisonStore, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    store.open(tmp_path / "file" / "b.json")
    store.add("gate", PAIRING, SEEN)
    store.save()
    assert store.comparison("gate").counts == SEEN


def test_what_would_be_served_is_counted_until_another_threshold_is_in_force(tmp_path: Path) -> None:
    times = iter((1.0, 2.0, 3.0, 4.0, 5.0))
    store = ComparisonStore(lambda: next(times))
    store.open(tmp_path / "b.json")
    low, high = (Threshold(least, {"dog": 0.9}) for least in (0.3, 0.6))
    for threshold in (low, low, high):
        store.add("gate", PAIRING, SEEN, ServedCounts(threshold, 10, 2, 12, 11))
        store.add("gate", PAIRING, Agreement(skipped=1))
    found = store.comparison("gate")
    assert found.served == ServedCounts(high, 10, 2, 12, 11)
    assert (found.since, found.served_since) == (1.0, 3.0)
    assert found.counts.frames == 30
    store.save()
    after = ComparisonStore(lambda: 0.0)
    after.open(tmp_path / "b.json")
    assert after.comparison("gate") == found
