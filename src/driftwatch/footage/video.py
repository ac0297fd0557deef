"""Frames of a video file."""

from pathlib import Path
from typing import Final

import cv2

from driftwatch.encoded_image import EncodedImage
from driftwatch.errors import FootageError
from driftwatch.footage.folder import jpeg_of

_CACHE_BYTES: Final = 64 * 2**20
_MOTION_JPEG: Final = cv2.VideoWriter.fourcc(*"MJPG")
_RAW: Final = -1.0  # for CAP_PROP_FORMAT: give the encoded packets instead of decoded pixels
_FPS: Final = 30.0  # where the file does not say


class Video:
    """Each frame as JPEG: the stored bytes where the video is motion JPEG, else encoded at quality 95.

    Encoded frames are kept, up to 64 MB of them, so that a short video costs nothing from its second round on.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._capture, self._is_motion_jpeg = self._open()
        self._next = 0
        self._length: int | None = None  # the true number of frames, once the end was reached
        self._cache: dict[int, EncodedImage] = {}
        self._cached_bytes = 0
        if self.still(0) is None:
            raise FootageError(f"{path}: holds no frame that can be decoded")

    @property
    def fps(self) -> float:
        rate = self._capture.get(cv2.CAP_PROP_FPS)
        return rate if 0 < rate < 1000 else _FPS

    def __len__(self) -> int:
        if self._length is not None:
            return self._length
        return max(int(self._capture.get(cv2.CAP_PROP_FRAME_COUNT)), self._next)

    def still(self, index: int) -> EncodedImage | None:
        if index in self._cache:
            return self._cache[index]
        if index < self._next:
            self._capture.release()
            self._capture, self._is_motion_jpeg = self._open()
            self._next = 0
        while self._next < index:
            if not self._capture.grab():
                return self._end()
            self._next += 1
        return self._read()

    def close(self) -> None:
        self._capture.release()

    def _open(self) -> tuple[cv2.VideoCapture, bool]:
        capture = cv2.VideoCapture(str(self._path))
        if not capture.isOpened():
            raise FootageError(f"{self._path}: is not a video or image that can be read")
        is_motion_jpeg = int(capture.get(cv2.CAP_PROP_FOURCC)) == _MOTION_JPEG
        if is_motion_jpeg:
            capture.set(cv2.CAP_PROP_FORMAT, _RAW)
        return capture, is_motion_jpeg

    def _read(self) -> EncodedImage | None:
        got, frame = self._capture.read()
        if not got:
            return self._end()
        still = EncodedImage(frame.tobytes(), "image/jpeg") if self._is_motion_jpeg else jpeg_of(frame)
        if self._cached_bytes + len(still.data) <= _CACHE_BYTES:
            self._cache[self._next] = still
            self._cached_bytes += len(still.data)
        self._next += 1
        return still

    def _end(self) -> None:
        self._length = self._next
