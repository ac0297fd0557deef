from driftwatch.monitoring.detectors.confidence import Confidence
from tests.monitoring.detectors.by_hand import figures, first_alarm, run
from tests.monitoring.streams import reference

USUAL = {"car": (50, 5, 0.79), "person": (50, 5, 0.79)}


def test_minutes_inside_the_envelope_are_no_deviation() -> None:
    assert max(run(Confidence(), figures(240, USUAL), reference())) < 0.5


def test_finds_a_fall_of_the_mean_and_names_the_label_that_fell() -> None:
    detector = Confidence()
    run(detector, figures(60, USUAL), reference())
    fallen = {"car": (50, 5, 0.60), "person": (50, 5, 0.79)}
    found = first_alarm(run(detector, figures(30, fallen, after=60), reference()))
    assert found is not None
    assert found <= 10
    finding = detector.explain()
    assert finding.cause.startswith("mean confidence fell")
    assert finding.labels == ("car",)
    assert -0.12 < finding.distance < -0.05
    assert 60 * 60 <= finding.since <= 62 * 60


def test_finds_a_rise_too() -> None:
    detector = Confidence()
    sure = {"car": (50, 5, 0.95), "person": (50, 5, 0.95)}
    assert first_alarm(run(detector, figures(30, sure), reference())) is not None
    assert detector.explain().cause.startswith("mean confidence rose")


def test_finds_more_low_confidence_at_the_same_mean() -> None:
    detector = Confidence()
    split = {"car": (50, 30, 0.79), "person": (50, 30, 0.79)}
    assert first_alarm(run(detector, figures(60, split), reference())) is not None
    finding = detector.explain()
    assert finding.cause.startswith("share of low-confidence detections rose")
    assert finding.distance > 0.3


def test_a_minute_with_few_detections_counts_little() -> None:
    few, many = Confidence(), Confidence()
    slow = first_alarm(run(few, figures(300, {"car": (1, 1, 0.4)}), reference()))
    quick = first_alarm(run(many, figures(300, {"car": (100, 100, 0.4)}), reference()))
    assert slow is not None
    assert quick is not None
    assert slow > 3 * quick


def test_without_a_reference_it_says_nothing() -> None:
    assert max(run(Confidence(), figures(10, {"car": (100, 100, 0.1)}))) == 0


def test_setting_the_clock_ends_an_unfinished_sum_but_not_an_alarm() -> None:
    detector = Confidence()
    run(detector, figures(1, {"car": (100, 100, 0.7)}), reference())
    detector.clock_was_set()
    assert run(detector, figures(1, {}, after=1), reference()) == [0.0]
    run(detector, figures(60, {"car": (100, 100, 0.4)}, after=2), reference())
    detector.clock_was_set()
    assert run(detector, figures(1, {}, after=62), reference())[0] > 1
