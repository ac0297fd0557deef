"""Recorded footage through a model and the detectors, at the speed of the machine and with a clock of its own."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from driftwatch.cli.model_runner import ModelRunner
from driftwatch.encoded_image import EncodedImage
from driftwatch.errors import FootageError, ImageError, OutputError
from driftwatch.footage import open_footage
from driftwatch.observation import Moment
from driftwatch.storage.health import Notice
from driftwatch.watch.registry import WatchRegistry
from driftwatch.watch.settings import WatchSettings
from driftwatch.watch.vision_watch import VisionWatch

CAMERA, SERVICE = "footage", "replay"
_COMMIT_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class Timing:
    """When the footage begins, and which of its frames are used."""

    start: float
    """Wall clock of the first frame, seconds since 1970."""
    fps: float | None = None
    """None takes the recording's."""
    every: int = 1
    """Use each n-th frame."""


class FootageClock:
    """The footage's own time."""

    def __init__(self, start: float) -> None:
        self._start = start
        self.passed = 0.0

    def __call__(self) -> Moment:
        return Moment(self._start + self.passed, self.passed)


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame of recorded footage."""

    source: Path
    """Where it is from."""
    passed: float
    """Seconds since the first frame."""
    still: EncodedImage | None
    """None for one that cannot be read."""


def frames(paths: Sequence[Path], timing: Timing) -> Iterator[Frame]:
    """Frames of all footage, one after the other. Raises FootageError where one cannot be opened."""
    passed = 0.0
    for path in paths:
        footage = open_footage(path)
        try:
            fps = timing.fps or footage.fps
            for index in range(0, len(footage), timing.every):
                try:
                    still = footage.still(index)
                except FootageError:
                    yield Frame(path, passed + index / fps, None)
                    continue
                if still is None:
                    break
                yield Frame(path, passed + index / fps, still)
            passed += len(footage) / fps
        finally:
            footage.close()


def count_frames(paths: Sequence[Path], every: int) -> int:
    """How many frames `frames` is going to give, as the recordings claim."""
    total = 0
    for path in paths:
        footage = open_footage(path)
        total += -(-len(footage) // every)
        footage.close()
    return total


class ReplayEngine:
    """Records footage as the module would, into a store of its own.

    folder: for the statistics file; None: in memory.
    """

    def __init__(self, runner: ModelRunner, settings: WatchSettings, timing: Timing, folder: Path | None) -> None:
        self.notices: list[Notice] = []
        self._runner = runner
        self._timing = timing
        self._clock = FootageClock(timing.start)
        self._registry = WatchRegistry(self._clock, thread=False)
        places = (folder,) if folder else ()
        self.watch: VisionWatch = self._registry.attach(SERVICE, runner.identity, settings, places, self.notices.append)

    def run(self, paths: Sequence[Path], step: Callable[[], None]) -> None:
        """Sees everything, then closes the last minute. step: called after each frame, for a progress bar."""
        second, committed = 0.0, 0.0
        for frame in frames(paths, self._timing):
            self._clock.passed = frame.passed
            self._see(frame)
            step()
            if frame.passed - second >= 1.0:
                second = frame.passed
                self._registry.work(self._clock())
            if frame.passed - committed >= _COMMIT_SECONDS:
                committed = frame.passed
                self._flush()
        self._clock.passed += 1.0
        self._registry.work(self._clock())
        self.watch.detach()

    @property
    def now(self) -> Moment:
        return self._clock()

    def close(self) -> None:
        self._registry.close()

    def _see(self, frame: Frame) -> None:
        if frame.still is None:
            self.watch.frame_failed(CAMERA, "it cannot be read")
            return
        try:
            self.watch.record(self._runner.observe(frame.still, CAMERA, self._clock()))
        except (ImageError, OutputError) as error:
            self.watch.frame_failed(CAMERA, str(error))

    def _flush(self) -> None:
        """Lets the store's thread catch up: simulated time runs faster than disks."""
        for store in self._registry.stores:
            store.flush(self._clock(), timeout=30.0)
