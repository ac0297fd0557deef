"""When a model is asked, and for how long it is likely to be left alone."""

from collections.abc import Callable


class TrafficForecast:
    """`with forecast:` around each time that the model is asked. For one event loop.

    clock: monotonic seconds.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._count = 0
        self._ended = clock()
        self._gap = float("inf")  # from the end of the last but one time to the beginning of the last

    def __enter__(self) -> None:
        if self._count == 0:
            self._gap = self._clock() - self._ended
        self._count += 1

    def __exit__(self, *exc: object) -> None:
        self._count -= 1
        self._ended = self._clock()

    def is_free_for(self, seconds: float) -> bool:
        """Whether so much time is left before the model is asked again, if it goes on as before."""
        return self._count == 0 and self._ended + self._gap - self._clock() >= seconds
