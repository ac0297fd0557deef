from dataclasses import replace
from pathlib import Path

import pytest

from driftwatch.commands.shadow import comparison_json
from driftwatch.commands.verdict_json import standing_json, standing_words
from driftwatch.errors import ConfigError
from driftwatch.monitoring.agreement import Agreement
from driftwatch.quality.verdicts.candidate import CandidateDisagreement, Compared, judge_candidate
from driftwatch.watch.reviews.board import QualityBoard
from driftwatch.watch.reviews.candidate_standing import CandidateStanding
from driftwatch.watch.reviews.threshold import Threshold
from driftwatch.watch.shadow.comparison_store import ComparisonStore, ShadowStatus
from driftwatch.watch.shadow.served import ServedCounts
from tests.watch.shadow.making import PAIRING, SEEN

MORE = "+4.00 (+2.82 to +5.18) errors more"


@pytest.fixture
def store() -> ComparisonStore:
    return ComparisonStore(lambda: 1_790_000_040.0)


def test_the_comparison_is_told_in_words(store: ComparisonStore) -> None:
    store.status = ShadowStatus("running", "people-next")
    store.add("gate", PAIRING, SEEN)
    told = comparison_json(store, "gate", False, QualityBoard())
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
        comparison_json(store, "gate", False, QualityBoard())
    store.status = ShadowStatus("failing", "people-next", "it is damaged")
    told = comparison_json(store, "gate", False, QualityBoard())
    assert "agreement" not in told
    assert (told["problem"], told["frames"]) == ("it is damaged", 0)
    assert told["words"] == ["No frame was compared yet; 0 frames were skipped, and on 0 the candidate failed."]


def test_models_that_see_nothing_say_so(store: ComparisonStore) -> None:
    store.status = ShadowStatus("running", "people-next")
    store.add("gate", PAIRING, Agreement(frames=2, agreeing=2))
    assert comparison_json(store, "gate", False, QualityBoard())["words"][1:] == [
        "Neither model saw anything sure enough to be compared.",
        "people 1 saw nothing.",
        "people-next 2 saw nothing.",
    ]


def test_a_reset_tells_the_last_of_the_old_comparison(store: ComparisonStore, tmp_path: Path) -> None:
    store.status = ShadowStatus("running", "people-next")
    store.open(tmp_path / "b.json")
    store.add("gate", PAIRING, SEEN)
    assert comparison_json(store, "gate", True, QualityBoard())["frames"] == 10
    assert comparison_json(store, "gate", False, QualityBoard())["frames"] == 0
    after = ComparisonStore(lambda: 0.0)
    after.open(tmp_path / "b.json")
    assert after.comparison("gate").counts == Agreement()


def test_with_reviews_the_verdict_comes_first(store: ComparisonStore) -> None:
    store.status = ShadowStatus("running", "people-next")
    store.add("gate", PAIRING, SEEN, ServedCounts(Threshold(), 20_000, 1200, 20_000, 20_000))
    comparison, board = store.comparison("gate"), QualityBoard()
    reviews = [CandidateDisagreement(0, 1, 0, 0)] * 50 + [CandidateDisagreement(1, 0, 0, 0)] * 10
    result = judge_candidate(reviews[::-1], Compared(20_000, 1200, 20_000, 20_000, 0.9))
    standing = CandidateStanding(PAIRING, comparison.served_since, comparison.served, 60, result)
    board.show_candidates({"gate": standing})
    told = comparison_json(store, "gate", False, board)
    assert told["words"][:3] == [
        "people-next 2 is proven worse than people 1; 1200 of 20000 frames would be served differently.",
        f"People judged 60 of those frames: in 100 boxes of people 1 the candidate makes {MORE}.",
        "Precision differs by -4.40 (-5.01 to -3.79) points. What both models miss is not seen.",
    ]
    verdict = told["verdict"]
    assert (verdict["verdict"], verdict["reviews"], verdict["reviews_needed"]) == ("worse", 60, 0)
    assert verdict["better_points"] == -4.0
    assert (verdict["gained_right_per_thousand"], verdict["gained_wrong_per_thousand"]) == (10, 50)
    store.reset("gate")
    store.add("gate", PAIRING, SEEN, ServedCounts(Threshold(), 10, 1, 10, 10))
    again = comparison_json(store, "gate", False, QualityBoard())
    assert "verdict" not in again


def test_before_a_review_it_says_how_many_are_needed(store: ComparisonStore) -> None:
    standing = CandidateStanding(PAIRING, 0.0, ServedCounts(Threshold(), 10, 1, 10, 10), 0, None)
    assert standing_words(standing)[1] == "People judged 0 of those frames; 30 are needed."
    assert standing_json(standing)["reviews_needed"] == 30
    nothing = standing_words(replace(standing, served=ServedCounts(Threshold(), 10, 0, 10, 10)))
    assert nothing[1] == "People judged 0 of those frames; there is nothing to review yet."
