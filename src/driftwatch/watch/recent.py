"""What the model said of every frame lately: what another policy of capture is tried on.

The examples in the store lie twelve seconds apart, too far for samplers that follow objects, and for budgets. To write
every frame would wear out the flash of small machines; so these stay in memory, and a restart of the module loses them.
"""

import struct
import threading
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from driftwatch.observation import ModelIdentity, Moment, Observation
from driftwatch.storage.packing import pack, unpack

MAX_BYTES: Final = 8_000_000
MAX_FRAMES: Final = 120_000  # over an hour of 30 frames a second
MAX_SECONDS: Final = 86_400.0
KEPT_CLASSES: Final = 100  # of a classifier's answer, the most probable ones
_CHUNK_SECONDS: Final = 60.0
_CHUNK_BYTES: Final = 250_000
_HEAD = struct.Struct(
    "<HH??"
)  # milliseconds since the chunk's start, bytes of the answer, alert was active, luma grid follows
_GRID_BYTES: Final = 256


@dataclass(frozen=True, slots=True)
class RecentFrame:
    """One of the frames that are kept in memory."""

    observation: Observation
    drifting: bool
    """Whether an alert was active for the stream. Of `frame_id` there are the first 8 digits."""
    luma_grid: bytes
    """Of the last frame until then of which it is known (ImageStatistics.luma_grid); b"" before the first."""


@dataclass(slots=True)
class _Chunk:
    """Up to a minute of one model."""

    start: Moment
    model: ModelIdentity
    data: bytearray = field(default_factory=bytearray)
    frames: int = 0
    luma_grids: int = 0


class Recent:
    """One stream's frames of up to a day, at most 120,000 of them in at most 8 MB; the oldest make room.

    A frame takes 16 bytes, and mostly 8 for each detection; once a second 256 more record how the scene looked. An hour
    of 30 frames a second with five objects is 7 MB. `add` is for one thread, the rest may be used from any.
    """

    def __init__(self, stream: str, max_bytes: int = MAX_BYTES) -> None:
        self._stream = stream
        self._max_bytes = max_bytes
        self._chunks: deque[_Chunk] = deque()
        self._numbers: dict[str, int] = {}
        self._bytes = 0
        self._frames = 0
        self._lock = threading.Lock()

    def add(self, observation: Observation, drifting: bool) -> None:
        """To be called in the order of time."""
        with self._lock:
            body = pack(observation.answer, observation.frame_id, self._number_of, KEPT_CLASSES)
            chunk = self._chunk_for(observation)
            passed = max(0.0, observation.at.monotonic - chunk.start.monotonic)
            luma_grid = observation.image.luma_grid if observation.image else b""
            row = _HEAD.pack(round(passed * 1000), len(body), drifting, bool(luma_grid)) + luma_grid + body
            chunk.data += row
            chunk.frames += 1
            chunk.luma_grids += bool(luma_grid)
            self._bytes += len(row)
            self._frames += 1
            self._make_room(observation.at.monotonic)

    def count(self, since: float) -> int:
        """How many frames there are since then, to the minute. since: seconds of the monotonic clock."""
        with self._lock:
            return sum(chunk.frames for chunk in self._since(since))

    def has_luma_grids(self, since: float) -> bool:
        """Whether it is known how the scene looked since then. It is not of images that OpenCV does not decode."""
        with self._lock:
            return any(chunk.luma_grids for chunk in self._since(since))

    @property
    def size(self) -> int:
        """Memory in use, in bytes."""
        return self._bytes

    def read(self, since: float) -> Iterator[RecentFrame]:
        """Frames since then, the oldest first, as they were when this was called.

        One after the other: all at once would take many times the memory.
        """
        with self._lock:
            labels = {number: label for label, number in self._numbers.items()}
            chunks = [(chunk.start, chunk.model, bytes(chunk.data)) for chunk in self._since(since)]
        return self._read(chunks, labels, since)

    def _read(
        self, chunks: Sequence[tuple[Moment, ModelIdentity, bytes]], labels: Mapping[int, str], since: float
    ) -> Iterator[RecentFrame]:
        luma_grid = b""
        for start, model, data in chunks:
            for row in _rows(start, data):
                luma_grid = row.luma_grid or luma_grid
                if row.at.monotonic >= since:
                    answer, frame_id = unpack(row.body, labels)
                    yield RecentFrame(
                        Observation(self._stream, row.at, model, answer, frame_id), row.drifting, luma_grid
                    )

    def _since(self, since: float) -> Iterator[_Chunk]:
        return (chunk for chunk in self._chunks if chunk.start.monotonic + _CHUNK_SECONDS > since)

    def _chunk_for(self, observation: Observation) -> _Chunk:
        last = self._chunks[-1] if self._chunks else None
        if (
            last is None
            or observation.at.monotonic - last.start.monotonic >= _CHUNK_SECONDS
            or last.model != observation.model
            or len(last.data) >= _CHUNK_BYTES
        ):
            last = _Chunk(observation.at, observation.model)
            self._chunks.append(last)
        return last

    def _make_room(self, now: float) -> None:
        while len(self._chunks) > 1 and (self._is_full() or now - self._chunks[0].start.monotonic > MAX_SECONDS):
            oldest = self._chunks.popleft()
            self._bytes -= len(oldest.data)
            self._frames -= oldest.frames

    def _is_full(self) -> bool:
        return self._bytes > self._max_bytes or self._frames > MAX_FRAMES

    def _number_of(self, label: str) -> int:
        return self._numbers.setdefault(label, len(self._numbers))


@dataclass(frozen=True, slots=True)
class _Row:
    at: Moment
    drifting: bool
    luma_grid: bytes
    body: bytes


def _rows(start: Moment, data: bytes) -> Iterator[_Row]:
    at = 0
    while at < len(data):
        milliseconds, length, drifting, has_grid = _HEAD.unpack_from(data, at)
        grid_at = at + _HEAD.size
        body_at = grid_at + (_GRID_BYTES if has_grid else 0)
        at = body_at + length
        passed = milliseconds / 1000
        moment = Moment(start.wall + passed, start.monotonic + passed)
        yield _Row(moment, drifting, data[grid_at:body_at], data[body_at:at])
