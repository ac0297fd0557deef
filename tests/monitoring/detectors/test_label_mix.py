from benchmarks.drift.scenario import Change
from driftwatch.monitoring.detectors.label_mix import LabelMix
from tests.monitoring.detectors.by_hand import first_alarm, run
from tests.monitoring.detectors.test_contract import figures as simulated
from tests.monitoring.streams import DAY, reference


def test_finds_a_shift_and_names_the_labels() -> None:
    detector = LabelMix()
    scores = run(detector, simulated(14 * DAY, 15 * DAY, Change(14 * DAY, label_shift=0.3)), reference(14))
    found = first_alarm(scores)
    assert found is not None
    assert found <= 720
    finding = detector.explain()
    assert set(finding.labels[:2]) == {"person", "car"}
    assert "instead of" in finding.cause


def test_labels_the_reference_does_not_know_are_another_matter() -> None:
    detector = LabelMix()
    minutes = simulated(14 * DAY, 14 * DAY + 180)
    known = reference(14)
    unknown = run(LabelMix(), minutes, known)
    for minute in minutes:
        labels = {**minute.labels, "unicorn": minute.labels.get("dog", next(iter(minute.labels.values())))}
        object.__setattr__(minute, "labels", labels)
    assert run(detector, minutes, known) == unknown
