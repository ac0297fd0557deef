from pathlib import Path

import pytest

from driftwatch.encoded_image import EncodedImage
from driftwatch.errors import FootageError
from driftwatch.footage.video import Video
from tests.footage.conftest import WriteVideo, brightness_of


def brightness(still: EncodedImage | None) -> int:
    return round(brightness_of(still) / 10)


def test_frames_can_be_asked_for_in_any_order(write_video: WriteVideo) -> None:
    video = Video(write_video("a.mp4", "mp4v", 6))
    assert [brightness(video.still(i)) for i in (0, 3, 1, 5, 5)] == [0, 3, 1, 5, 5]
    assert video.fps == 12.5


def test_the_end_is_none_and_the_length_true_from_then_on(write_video: WriteVideo) -> None:
    video = Video(write_video("a.mp4", "mp4v", 4))
    assert video.still(7) is None
    assert len(video) == 4


def test_motion_jpeg_frames_are_given_as_they_are_stored(write_video: WriteVideo) -> None:
    path = write_video("a.avi", "MJPG", 3)
    video = Video(path)
    stored = path.read_bytes()
    for i in range(3):
        still = video.still(i)
        assert still is not None
        assert still.data in stored
        assert brightness(still) == i


@pytest.mark.parametrize("content", [b"", b"not a video at all"])
def test_a_file_that_is_no_video_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(content)
    with pytest.raises(FootageError, match=r"a\.mp4: is not a video or image that can be read"):
        Video(path)
