"""What earlier reviews taught: how far a confidence can be trusted, and what the model was like while it was good."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from driftwatch.quality.estimates.calibration import Calibration
from driftwatch.quality.estimates.estimate import Estimate
from driftwatch.quality.estimates.frames import expectation, precision_frames, weigh
from driftwatch.quality.estimates.share import estimate_share
from driftwatch.quality.lessons import Lessons
from driftwatch.quality.review import Review
from driftwatch.quality.totals import Totals


@dataclass(frozen=True, slots=True)
class Knowledge:
    """calibrations: by label, "" for all together. reference: precision by label, "" for all together.

    misses: by label, objects missed in a frame of each stratum.

    A drop is a precision below the lower bound of the reference, so that a reference of few reviews raises no false
    verdict. validation: precision by label on labelled images, before the model came here. until: reviews of frames
    captured before it taught this and prove nothing; seconds since 1970, UTC.
    """

    calibrations: Mapping[str, Calibration] = field(default_factory=dict[str, Calibration])
    reference: Mapping[str, Estimate] = field(default_factory=dict[str, Estimate])
    misses: Mapping[str, Mapping[str, float]] = field(default_factory=dict[str, Mapping[str, float]])
    until: float = 0.0
    validation: Mapping[str, Estimate] = field(default_factory=dict[str, Estimate])

    def calibration(self, label: str) -> Calibration | None:
        """Of the label, or of all together where the label has none; None before there were reviews."""
        return self.calibrations.get(label) or self.calibrations.get("")


_LEAST_BOXES = 50  # of a label, from which on it has a curve of its own


def curves(lessons: Lessons, labels: Sequence[str], until: float) -> Knowledge:
    """Without a reference: how far confidences of `labels` can be trusted, and where objects are missed."""
    learned = {label: lessons.calibration(label, until) for label in ("", *labels)}
    calibrations = {label: one for label, one in learned.items() if one.boxes >= (_LEAST_BOXES if label else 1)}
    misses = {label: lessons.misses(label, until) for label in learned}
    return Knowledge(calibrations, misses=misses, until=until)


def know(reviews: Sequence[Review], totals: Totals, until: float) -> Knowledge:
    """From the reviews of frames captured before `until`, and the totals of the same time."""
    earlier = [review for review in reviews if review.frame.captured < until]
    knowledge = curves(Lessons(earlier), reviewed_labels(earlier), until)
    weighted, threshold = weigh(earlier), highest_threshold(earlier)
    reference: dict[str, Estimate] = {}
    for label in knowledge.misses:
        expected = expectation(knowledge.calibration(label), totals, label, threshold)
        found = estimate_share(precision_frames(weighted, label, expected))
        if found is not None:
            reference[label] = found
    return replace(knowledge, reference=reference)


def reviewed_labels(reviews: Sequence[Review]) -> tuple[str, ...]:
    """Of boxes and of missed objects, sorted."""
    shown = {box.detection.label for review in reviews if review.counts for box in review.boxes}
    missed = {one.label for review in reviews if review.counts for one in review.missed}
    return tuple(sorted(shown | missed))


def highest_threshold(reviews: Sequence[Review]) -> float:
    """From which on every detection was served, in all of the reviewed time."""
    return max((review.frame.threshold for review in reviews), default=0.0)
