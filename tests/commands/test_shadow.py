from pathlib import Path

import pytest

from driftwatch.commands.shadow import comparison_json
from driftwatch.errors import ConfigError
from driftwatch.monitoring.agreement import Agreement
from driftwatch.watch.shadow.comparison_store import ComparisonStore, ShadowStatus
from tests.watch.shadow.making import PAIRING, SEEN


@pytest.fixture
def store() -> ComparisonStore:
    return ComparisonStore(lambda: 1_790_000_040.0)


def test_the_comparison_is_told_in_words(store: ComparisonStore) -> None:
    store.status = ShadowStatus("running", "people-next")
    store.add("gate", PAIRING, SEEN)
    told = comparison_json(store, "gate", reset=False)
    assert told["words"] == [
        "people-next 2 was compared with people 1 on 10 frames; 3 frames were skipped, and on 1 the candidate failed.",
        "They agree on 90.0% of the objects; 80.0% of the frames hold no difference.",
        "Seen by one alone: 1 by people 1, 1 by people-next 2.",
        "people 1 saw 10 objects, 10.0% of them with low confidence; its mean confidence is 0.90.",
        "people-next 2 saw 12 objects, 50.0% of them with low confidence; its mean confidence is 0.50.",
        "The candidate sees more: person (11 against 8).",
        "The candidate sees less: dog (1 against 2).",
    ]
    assert (told["state"], told["agreement"], told["frames"]) == ("running", 0.9, 10)
    assert told["candidate"]["detections_per_frame"] == 1.2
    assert told["labels"] == [
        {"label": "dog", "live": 2, "candidate": 1},
        {"label": "person", "live": 8, "candidate": 11},
    ]


def test_before_the_first_comparison_nothing_is_invented(store: ComparisonStore) -> None:
    with pytest.raises(ConfigError, match="name one in the attribute shadow"):
        comparison_json(store, "gate", reset=False)
    store.status = ShadowStatus("failing", "people-next", "it is damaged")
    told = comparison_json(store, "gate", reset=False)
    assert "agreement" not in told
    assert (told["problem"], told["frames"]) == ("it is damaged", 0)
    assert told["words"] == ["No frame was compared yet; 0 frames were skipped, and on 0 the candidate failed."]


def test_models_that_see_nothing_say_so(store: ComparisonStore) -> None:
    store.status = ShadowStatus("running", "people-next")
    store.add("gate", PAIRING, Agreement(frames=2, agreeing=2))
    assert comparison_json(store, "gate", reset=False)["words"][1:] == [
        "Neither model saw anything sure enough to be compared.",
        "people 1 saw nothing.",
        "people-next 2 saw nothing.",
    ]


def test_a_reset_tells_the_last_of_the_old_comparison(store: ComparisonStore, tmp_path: Path) -> None:
    store.status = ShadowStatus("running", "people-next")
    store.open(tmp_path / "b.json")
    store.add("gate", PAIRING, SEEN)
    assert comparison_json(store, "gate", reset=True)["frames"] == 10
    assert comparison_json(store, "gate", reset=False)["frames"] == 0
    after = ComparisonStore(lambda: 0.0)
    after.open(tmp_path / "b.json")
    assert after.comparison("gate").counts == Agreement()
