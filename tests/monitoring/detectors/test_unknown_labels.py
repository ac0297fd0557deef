import pytest

from driftwatch.monitoring.detectors.unknown_labels import UnknownLabels
from tests.monitoring.detectors.by_hand import Walk, first_alarm
from tests.monitoring.made import MONDAY, learned
from tests.monitoring.streams import Seen, steady

NOON = (MONDAY + 14) * 86_400 + 43_200
KNOWN: dict[str, Seen] = {"car": (50, 0, 0.8)}
STRANGE: dict[str, Seen] = {**KNOWN, "unicorn": (10, 0, 0.5)}


def test_many_objects_of_a_label_that_was_never_seen_are_an_alarm() -> None:
    detector = UnknownLabels()
    scores = Walk(learned()).scores(detector, steady(30, STRANGE, start=NOON, begun=1))
    found = first_alarm(scores)
    assert found is not None
    assert found > 5
    finding = detector.explain()
    assert finding.labels == ("unicorn",)
    assert '"unicorn" (300)' in finding.cause
    assert finding.distance == 300


def test_one_visitor_who_stays_is_no_alarm() -> None:
    assert max(Walk(learned()).scores(UnknownLabels(), steady(300, STRANGE, start=NOON, begun=0))) <= 1


def test_all_of_it_in_one_minute_is_no_alarm() -> None:
    burst: dict[str, Seen] = {"unicorn": (100, 0, 0.5)}
    assert max(Walk(learned()).scores(UnknownLabels(), steady(1, burst, start=NOON))) <= 1


def test_they_are_forgotten_after_a_day() -> None:
    walk, detector = Walk(learned()), UnknownLabels()
    assert walk.scores(detector, steady(30, STRANGE, start=NOON))[-1] > 1
    assert walk.scores(detector, steady(1600, KNOWN, start=NOON + 1800))[-1] == 0


def test_once_dismissed_they_are_forgotten_at_once() -> None:
    walk, detector = Walk(learned()), UnknownLabels()
    assert walk.scores(detector, steady(30, STRANGE, start=NOON, begun=1))[-1] > 1
    detector.dismiss(NOON // 60 + 30)
    assert walk.scores(detector, steady(1, KNOWN, start=NOON + 1800)) == [0.0]


@pytest.mark.parametrize("labels", [KNOWN, {"unicorn": (0, 0, 0.0)}])
def test_known_labels_and_what_lies_below_the_floor_are_none_of_its_business(labels: dict[str, Seen]) -> None:
    assert max(Walk(learned()).scores(UnknownLabels(), steady(100, labels, start=NOON))) == 0


def test_says_nothing_before_enough_was_learned() -> None:
    assert max(Walk(learned(), judged=False).scores(UnknownLabels(), steady(100, STRANGE, start=NOON))) == 0
