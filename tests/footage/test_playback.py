from collections.abc import Iterable

import pytest

from driftwatch.encoded_image import EncodedImage
from driftwatch.errors import CameraError
from driftwatch.footage.playback import Playback


class Numbers:
    """Footage whose frame i is the text of i; it claims one frame more than it has, as containers do."""

    fps = 10.0

    def __init__(self, count: int) -> None:
        self._count = count
        self._ended = False

    def __len__(self) -> int:
        return self._count if self._ended else self._count + 1

    def still(self, index: int) -> EncodedImage | None:
        if index < self._count:
            return EncodedImage(str(index).encode(), "image/jpeg")
        self._ended = True
        return None

    def close(self) -> None: ...


def shown(count: int, fps: float | None, loop: bool, times: Iterable[float]) -> list[int]:
    clock = iter(times)
    playback = Playback(Numbers(count), fps, loop, lambda: next(clock))
    return [int(playback.current().data) for _ in range(6)]


def test_each_call_gives_the_next_frame_where_fps_is_0() -> None:
    assert shown(4, 0, True, []) == [0, 1, 2, 3, 0, 1]


def test_time_chooses_the_frame_from_the_first_call_on() -> None:
    assert shown(100, 2, True, [50, 50.4, 50.5, 51, 53, 60]) == [0, 0, 1, 2, 6, 20]


def test_the_recordings_own_rate_is_the_default() -> None:
    assert shown(100, None, True, [0, 0.1, 0.25, 1, 2, 3]) == [0, 1, 2, 10, 20, 30]


def test_a_loop_goes_on_from_the_start_with_the_true_length() -> None:
    assert shown(4, 1, True, [0, 3, 4, 5, 9, 400]) == [0, 3, 0, 1, 1, 0]


def test_footage_without_a_loop_ends() -> None:
    playback = Playback(Numbers(2), 0, False, lambda: 0.0)
    playback.current()
    playback.current()
    with pytest.raises(CameraError, match="the footage has ended"):
        playback.current()
