"""What the pool and the review commands cost, on frames of 1920 x 1080."""

import statistics
import tempfile
import time
from pathlib import Path
from random import Random

import cv2
import numpy as np

from benchmarks.reviews.rows import Row
from driftwatch.capture.settings import PrivacySettings
from driftwatch.cli.review_source import FolderSource
from driftwatch.encoded_image import EncodedImage
from driftwatch.inference.answer import Answer, Box, Detection, Size
from driftwatch.observation import ModelIdentity, Moment, Observation, frame_id_of
from driftwatch.storage.store import Store
from driftwatch.watch.clock import machine_clock
from driftwatch.watch.reviews.admission import Terms
from driftwatch.watch.reviews.chances import Chances
from driftwatch.watch.reviews.intake import Intake
from driftwatch.watch.reviews.pool import Pool
from driftwatch.watch.reviews.threshold import Threshold

POOLED = 220  # five starts, two pages each
_EVERY, _USUAL = 100_000_000, 2000  # frames a week
_FRAME = 0.033  # seconds of a frame that 1% is of: a model of 33 ms
_MODEL = ModelIdentity("m", "1", "ab" * 32)
_BOXES = tuple(Detection(Box(0.1 * i, 0.2, 0.1 * i + 0.1, 0.5), "person", 0.9) for i in range(5))
_TERMS = Terms(Threshold(0.5), PrivacySettings(), lambda confidence: confidence, lambda _: 1.0)


def costs(starts: int) -> list[Row]:
    """starts: how often a first page is asked for, each time of a service that has just begun."""
    first, later = list[float](), list[float]()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        admitted = _fill(folder)
        for number in range(starts):
            source = FolderSource(folder, "", print)
            _rest()
            page = {"count": 20, "thumbnails": True, "image": False}
            for turn, times in enumerate((first, later)):
                asked = {**page, "reviewer": f"{number}-{turn}"}
                begun = time.process_time()
                answer = source.ask("review_next", asked)
                times.append(time.process_time() - begun)
                assert sum("thumbnail" in one for one in answer["frames"]) == 20, "a whole page"
                _rest()
            source.close()
    rows = [
        _row("review_next: first page of 20 thumbnails, processor time, median", first, 100.0),
        _row("review_next: the page after it, processor time, median", later, 100.0),
    ]
    passed = _passed()
    share = 100 * (passed + admitted * _USUAL / (7 * 86_400 * 10)) / _FRAME
    rows.append(Row("pool: percent of a frame of 33 ms, at 10 frames a second", share, 0.0, "<= 1", share <= 1))
    rows.append(Row("pool: milliseconds of a frame that comes in", 1e3 * admitted, 0.0, "", reached=True))
    return rows


def _row(what: str, seconds: list[float], most: float) -> Row:
    middle = 1e3 * statistics.median(seconds)
    spread = 1e3 * statistics.pstdev(seconds) / len(seconds) ** 0.5
    return Row(f"{what} (ms)", middle, spread, f"<= {most:g}", middle <= most)


def _fill(folder: Path) -> float:
    """A state folder with a pool of frames; gives the seconds of processor time that a frame took on its way in."""
    store = Store((folder,), print)
    store.flush(machine_clock())
    store.close(machine_clock())
    pool = Pool(folder / "reviews" / "v" / "pool", 300.0)
    intake = Intake(pool, Chances(_EVERY, Random(1)), _TERMS, lambda _: False, lambda _: None)
    pixels = _picture()
    spent = 0.0
    for number in range(POOLED):
        pixels[:8, :8] = number
        data = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, 85])[1].tobytes()
        begun = time.process_time()
        intake.offer(_observed(data, number - POOLED), EncodedImage(data, "image/jpeg"))
        intake.settled().result()
        spent += time.process_time() - begun
    intake.close()
    return spent / POOLED


def _passed() -> float:
    """Seconds of a frame that does not come in."""
    with tempfile.TemporaryDirectory() as place:
        pool = Pool(Path(place), 1.0)
        intake = Intake(pool, Chances(1, Random(1)), _TERMS, lambda _: False, lambda _: None)
        frames = [_observed(bytes([number % 256, number // 256]), number) for number in range(5000)]
        image = EncodedImage(b"", "image/jpeg")
        begun = time.process_time()
        for one in frames:
            intake.offer(one, image)
        spent = time.process_time() - begun
        intake.close()
    return spent / len(frames)


def _observed(data: bytes, second: float) -> Observation:
    now = machine_clock()
    at = Moment(now.wall + second / 10, now.monotonic + second)
    return Observation("cam", at, _MODEL, Answer(Size(1920, 1080), _BOXES), frame_id_of(data))


def _picture() -> np.ndarray:
    """With as much detail as a street has: half a megabyte."""
    rng = np.random.default_rng(0)
    coarse = rng.integers(0, 255, (68, 120, 3), dtype=np.uint8)
    smooth = cv2.resize(coarse, (1920, 1080), interpolation=cv2.INTER_CUBIC).astype(np.int16)
    return np.clip(smooth + rng.integers(-12, 12, smooth.shape), 0, 255).astype(np.uint8)


def _rest() -> None:
    """Until this process has nothing to do: a person looks at a page for longer than thumbnails take."""
    before = -1.0
    while time.process_time() - before > 0.01:
        before = time.process_time()
        time.sleep(1.0)
