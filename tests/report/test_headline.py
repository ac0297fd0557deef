from dataclasses import replace
from datetime import timezone

import pytest

from driftwatch.monitoring.trend.trend import Bucket, Sums, Trend
from driftwatch.report.headline import headline, moment, sentence, stretch_words
from tests.report import trends

UTC = timezone.utc


@pytest.mark.parametrize(
    ("trend", "tone", "text"),
    [
        (trends.trend(), "calm", "As usual. Mean confidence of the last 24 hours: 0.82 (usual: 0.76 to 0.88)."),
        (
            trends.learning(),
            "unknown",
            "Still learning what is usual (day 3 of 7). Mean confidence of the last 24 hours: 0.82.",
        ),
        (
            trends.bad(),
            "bad",
            "Mean confidence fell 0.187 below its usual range at this time of day (since Mon 21 Sep 12:00).",
        ),
        (trends.empty(), "unknown", "Nothing was looked at in the last 24 hours."),
        (trends.gap(0.8, 1.1, "stale"), "doubtful", "The camera gives no new picture since Mon 21 Sep 09:28."),
        (trends.trend("warning"), "doubtful", "Close to an alarm. Mean confidence of the last 24 hours: 0.82 (usual"),
    ],
)
def test_each_state_has_its_sentence(trend: Trend, tone: str, text: str) -> None:
    head = headline(trend, UTC)
    assert (head.tone, head.text[: len(text)]) == (tone, text)


def test_only_what_asks_for_something_has_a_next_step() -> None:
    assert headline(trends.trend(), UTC).next_step == ""
    assert headline(trends.bad(), UTC).next_step == "Look at the frames that were kept."
    assert headline(trends.bad("warning"), UTC).tone == "doubtful"


def test_frames_without_a_detection_are_no_model_that_was_never_asked() -> None:
    plain = trends.trend()
    silent = tuple(replace(one, sums=Sums()) for one in plain.buckets)
    assert headline(replace(plain, buckets=silent), UTC).text == (
        "Nothing was detected in the 86,400 frames of the last 24 hours."
    )


def test_hours_without_frame_counts_are_not_called_empty() -> None:
    """Frames are counted for months, detections for years."""
    old = replace(trends.trend(), buckets=(Bucket(trends.END - 300, sums=Sums(10, 0, 10 * 65536)),))
    assert headline(old, UTC).text == "As usual. Mean confidence of the last 24 hours: 1.00."


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (0.25, "the last 15 minutes"),
        (1, "the last hour"),
        (24, "the last 24 hours"),
        (72, "the last 3 days"),
        (168, "the last 7 days"),
        (24 * 30, "the last 4 weeks"),
    ],
)
def test_a_stretch_is_named_as_people_do(hours: float, words: str) -> None:
    assert stretch_words(0, hours * 3600) == words


def test_times_and_sentences() -> None:
    assert moment(trends.END, UTC) == "Mon 21 Sep 14:13"
    assert (sentence("look at it"), sentence("Look!"), sentence("")) == ("Look at it.", "Look!", "")
