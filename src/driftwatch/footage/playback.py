"""Which recorded frame a camera shows now."""

from collections.abc import Callable

from driftwatch.encoded_image import EncodedImage
from driftwatch.errors import CameraError
from driftwatch.footage import Footage


class Playback:
    """Plays footage in time, or one frame a call.

    fps: frames a second; None plays at the rate of the recording, 0 gives the next frame at each call.
    loop: whether the first frame follows the last.
    clock: monotonic seconds; playing begins with the first call of `current`.
    """

    def __init__(self, footage: Footage, fps: float | None, loop: bool, clock: Callable[[], float]) -> None:
        self._footage = footage
        self._fps = footage.fps if fps is None else fps
        self._loop = loop
        self._clock = clock
        self._started: float | None = None
        self._calls = 0
        self._ended = False  # whether the end was reached once, from when on the footage knows its true length

    @property
    def fps(self) -> float:
        """Frames a second; 0 where each call gives the next frame."""
        return self._fps

    def current(self) -> EncodedImage:
        """Raises CameraError after the last frame where it does not loop, FootageError for an unreadable frame."""
        position = self._position()
        still = self._footage.still(position % len(self._footage) if self._ended else position)
        if still is None and self._loop:
            self._ended = True
            still = self._footage.still(position % len(self._footage))
        if still is None:
            raise CameraError("the footage has ended, and loop is false")
        return still

    def close(self) -> None:
        self._footage.close()

    def _position(self) -> int:
        self._calls += 1
        if self._fps == 0:
            return self._calls - 1
        now = self._clock()
        if self._started is None:
            self._started = now
        return int((now - self._started) * self._fps)
