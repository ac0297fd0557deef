"""A camera that gives nothing new, as opposed to a scene in which nothing happens."""

from driftwatch.observation import Moment


class Freshness:
    """When a stream last gave a new frame, and since when it has not although it was asked.

    A stream is stale when frames failed or came again with the same bytes, and nothing new was seen for
    `stale_seconds`. A stream that nobody asks is not stale. All durations are on the monotonic clock.
    """

    def __init__(self, stale_seconds: float) -> None:
        self.stale_seconds = stale_seconds
        self.last_new: Moment | None = None
        self._first_missed: Moment | None = None
        self._last_id = ""

    def is_repeated(self, frame_id: str) -> bool:
        """Whether a frame is byte by byte the one before it; remembers it."""
        repeated = frame_id != "" and frame_id == self._last_id
        self._last_id = frame_id
        return repeated

    def new(self, at: Moment) -> None:
        self.last_new, self._first_missed = at, None

    def missed(self, at: Moment) -> None:
        """A frame failed or was the same again."""
        if self._first_missed is None:
            self._first_missed = at

    def stale_since(self, now: Moment) -> Moment | None:
        """The moment from which nothing new came, once that is long enough ago; else None."""
        if self._first_missed is None:
            return None
        since = self.last_new or self._first_missed
        return since if now.monotonic - since.monotonic >= self.stale_seconds else None
