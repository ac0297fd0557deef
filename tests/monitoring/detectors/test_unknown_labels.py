from driftwatch.monitoring.detectors.unknown_labels import UnknownLabels
from tests.monitoring.detectors.by_hand import figures, first_alarm, run
from tests.monitoring.streams import reference


def test_more_than_twenty_a_day_are_an_alarm() -> None:
    strange = {"car": (5, 0, 0.8), "unicorn": (1, 0, 0.5)}
    detector = UnknownLabels()
    assert first_alarm(run(detector, figures(30, strange), reference())) == 21
    finding = detector.explain()
    assert finding.labels == ("unicorn",)
    assert "unicorn (30)" in finding.cause


def test_they_are_forgotten_after_a_day() -> None:
    detector = UnknownLabels()
    run(detector, figures(30, {"unicorn": (1, 0, 0.5)}), reference())
    assert run(detector, figures(1600, {"car": (5, 0, 0.8)}, after=30), reference())[-1] == 0


def test_known_labels_are_none_of_its_business() -> None:
    assert max(run(UnknownLabels(), figures(100, {"car": (50, 0, 0.8)}), reference())) == 0


def test_what_lies_below_the_floor_does_not_count() -> None:
    assert max(run(UnknownLabels(), figures(100, {"unicorn": (0, 0, 0.0)}), reference())) == 0
