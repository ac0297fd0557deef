"""What one vision service answered so far: how often, how quickly, and what it saw last."""

from collections import deque
from dataclasses import dataclass

import numpy as np

from driftwatch.inference.answer import Detection
from examples.demo.curve import Curve

RATE_WINDOW = 3.0  # seconds
LATENCY_WINDOW = 600  # answers


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds from the question to its answer, as the asker sees it."""

    mean: float
    p95: float


class Tally:
    """Counts answers of the service `name`. Times are seconds on a clock that never jumps."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.frames = 0
        self.frames_with_detection = 0
        self.latest: tuple[Detection, ...] = ()
        self.error = ""  # of the latest question; empty once an answer came again
        self.confidences = Curve()  # of each frame's best detection
        self._confidence_sum = 0.0
        self._latencies: deque[float] = deque(maxlen=LATENCY_WINDOW)
        self._answered_at: deque[float] = deque()

    def answered(self, now: float, seconds: float, detections: tuple[Detection, ...]) -> None:
        self.error = ""
        self.frames += 1
        self.latest = tuple(sorted(detections, key=lambda detection: -detection.confidence))
        if detections:
            self.frames_with_detection += 1
            self._confidence_sum += self.latest[0].confidence
            self.confidences.add(now, self.latest[0].confidence)
        self._latencies.append(seconds)
        self._answered_at.append(now)
        self._forget(now)

    def failed(self, message: str) -> None:
        self.error = message

    def rate(self, now: float) -> float:
        """Answers a second over the last RATE_WINDOW seconds."""
        self._forget(now)
        if len(self._answered_at) < 2:
            return 0.0
        return (len(self._answered_at) - 1) / max(now - self._answered_at[0], 1e-3)

    @property
    def latency(self) -> Latency | None:
        if not self._latencies:
            return None
        milliseconds = np.array(self._latencies) * 1000
        return Latency(float(milliseconds.mean()), float(np.percentile(milliseconds, 95)))

    @property
    def found(self) -> float:
        """Fraction of frames with a detection."""
        return self.frames_with_detection / self.frames if self.frames else 0.0

    @property
    def confidence(self) -> float:
        """Mean over the frames with a detection of the best one's confidence."""
        return self._confidence_sum / self.frames_with_detection if self.frames_with_detection else 0.0

    def _forget(self, now: float) -> None:
        while self._answered_at and now - self._answered_at[0] > RATE_WINDOW:
            self._answered_at.popleft()
