"""How a number went over the last minutes."""

from collections import deque

BUCKET = 2.0  # seconds that one point shows
POINTS = 60


class Curve:
    """Means of BUCKET seconds each, the last POINTS of them. Times are seconds on a clock that never jumps."""

    def __init__(self) -> None:
        self._points: deque[tuple[int, float, int]] = deque(maxlen=POINTS)  # bucket, sum, count

    def add(self, now: float, value: float) -> None:
        bucket = int(now // BUCKET)
        if self._points and self._points[-1][0] == bucket:
            _, total, count = self._points.pop()
            self._points.append((bucket, total + value, count + 1))
        else:
            self._points.append((bucket, value, 1))

    @property
    def means(self) -> tuple[float, ...]:
        """Oldest first; stretches without a value are left out."""
        return tuple(total / count for _, total, count in self._points)
