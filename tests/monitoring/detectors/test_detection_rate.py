from driftwatch.monitoring.detectors.detection_rate import DetectionRate
from tests.monitoring.detectors.by_hand import figures, first_alarm, run
from tests.monitoring.streams import reference


def usual() -> dict[str, tuple[int, int, float]]:
    rate = reference(14).rate
    assert rate is not None
    return {"car": (round(60 * rate.profile.centre[24]), 0, 0.8)}


def test_finds_fewer_and_more_detections_within_hours() -> None:
    for factor, verb in ((0.1, "fell"), (3.0, "rose")):
        detector = DetectionRate()
        labels = {"car": (round(usual()["car"][0] * factor), 0, 0.8)}
        assert max(run(detector, figures(60, usual()), reference(14))) < 0.5
        found = first_alarm(run(detector, figures(300, labels, after=60), reference(14)))
        assert found is not None
        assert detector.explain().cause.startswith(f"detections per frame {verb}")


def test_an_outage_is_three_times_the_longest_gap_but_half_an_hour_at_least() -> None:
    rate = reference(14).rate
    assert rate is not None
    detector = DetectionRate()
    scores = run(detector, figures(int(rate.outage_minutes) + 1, {}), reference(14))
    assert [index for index, score in enumerate(scores, 1) if score > 1] == [rate.outage_minutes + 1]
    assert detector.explain().cause.startswith(f"no detection for {len(scores)} minutes")


def test_minutes_without_frames_are_no_outage() -> None:
    assert max(run(DetectionRate(), figures(600, {}, frames=0), reference(14))) == 0


def test_says_nothing_before_two_weeks_are_learned() -> None:
    assert max(run(DetectionRate(), figures(600, {}), reference(7))) == 0
