"""What a review, a page of frames and the figures cost with many reviews in the store, against few."""

import tempfile
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import median
from typing import Any, Final

import numpy as np

from benchmarks.reviews.rows import Row
from driftwatch.capture.files import AtomicFile, PrivateFiles
from driftwatch.capture.kept import Reason, Record
from driftwatch.capture.settings import PrivacySettings
from driftwatch.inference.answer import Answer, Box, Detection, Size
from driftwatch.monitoring.histogram import Histogram
from driftwatch.monitoring.rollup import FrameCounts, LabelCounts, RollUp, Totals
from driftwatch.observation import ModelIdentity, Moment
from driftwatch.quality.figure import Period
from driftwatch.quality.review import JudgedBox, Review, ReviewedFrame, Verdict
from driftwatch.quality.sampling.draw import draw
from driftwatch.quality.settings import FigureSettings
from driftwatch.storage.records import Batch, MinuteRecord, ReviewRecord, StreamKey
from driftwatch.storage.store import Store
from driftwatch.watch.reviews.admission import Terms
from driftwatch.watch.reviews.board import QualityBoard
from driftwatch.watch.reviews.book import ReviewBook
from driftwatch.watch.reviews.counted import Counted
from driftwatch.watch.reviews.desk import Desk
from driftwatch.watch.reviews.figuring import Figuring, Ground
from driftwatch.watch.reviews.leases import Leases
from driftwatch.watch.reviews.offer import Answered
from driftwatch.watch.reviews.pool import Pool
from driftwatch.watch.reviews.pooled import Pooled
from driftwatch.watch.reviews.review_json import review_to_json
from driftwatch.watch.reviews.settings import ReviewSettings
from driftwatch.watch.reviews.submission import BoxAnswer
from driftwatch.watch.reviews.threshold import Threshold
from driftwatch.watch.reviews.turns import Wanted
from driftwatch.watch.reviews.weeks import Weeks
from driftwatch.watch.shadow.comparison_store import CameraComparison

FEW, MANY = 1000, 10_000
_A_WEEK: Final = 200
_POOLED: Final = 500
_WEEK: Final = 7 * 86_400.0
_NOW: Final = 1.79e9
_MODEL: Final = ModelIdentity("m", "1", "ab" * 32)
_LABELS: Final = ("person", "car", "dog", "bicycle")
_SETTINGS: Final = ReviewSettings(figures=FigureSettings(reviews_per_week=_A_WEEK))


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of processor time of each, and bytes that one review writes to the disk."""

    load: float
    page: float
    submit: float
    figures: float
    asked: float
    terms: float
    written: float


def growth(repeats: int) -> list[Row]:
    few, many = (_cost(count, repeats) for count in (FEW, MANY))
    rows: list[Row] = []
    for name, what, most in (
        ("submit", "review_submit", 0.010),
        ("page", "review_next, 20 frames", 0.100),
        ("figures", "figures after a review", 0.5),
        ("terms", "terms of the pool", 0.1),
        ("asked", "review_figures of 4 weeks", 0.5),
        ("load", "reading the reviews at the start", 2.0),
    ):
        less, more = getattr(few, name), getattr(many, name)
        title = f"growth: {what}, ms with {MANY} reviews ({1e3 * less:.1f} with {FEW}, {more / less:.1f} x)"
        rows.append(Row(title, 1e3 * more, 0.0, f"<= {1e3 * most:g}", more <= most))
    title = f"growth: kB that a review writes with {MANY} reviews ({few.written / 1e3:.1f} with {FEW})"
    rows.append(Row(title, many.written / 1e3, 0.0, "<= 40", many.written <= 40e3))
    return rows


def _cost(count: int, repeats: int) -> Cost:
    with tempfile.TemporaryDirectory() as place, _site(Path(place), count) as site:
        begun = time.process_time()
        site.book.load()
        loaded = time.process_time() - begun
        pages, submits = list[float](), list[float]()
        before = _written()
        for number in range(repeats):
            reviewer = f"r{number}"
            offers, spent = _timed(lambda: site.desk.next(site.wanted(reviewer), 20, site.now))  # noqa: B023
            pages.append(spent)
            one = offers[0]
            answer = Answered(one.review, reviewer, tuple(BoxAnswer("right") for _ in one.pooled.shown))
            submits.append(_timed(lambda: site.desk.submit(answer, site.now))[1])  # noqa: B023
        written = (_written() - before) / repeats
        terms = Terms(Threshold(0.5), _PRIVACY, lambda confidence: confidence, lambda _: 1.0)
        figures = [_timed(lambda: site.figuring.compute(site.now))[1] for _ in range(repeats)]
        asked = [_timed(lambda: site.figuring.groups("", 4, site.now))[1] for _ in range(repeats)]
        learned = [_timed(lambda: site.figuring.terms(terms, {"sure": 1.0}))[1] for _ in range(repeats)]
        each = (median(pages), median(submits), median(figures), median(asked), median(learned))
        return Cost(loaded, *each, written)


def _timed(call: Callable[[], object]) -> tuple[Any, float]:
    begun = time.process_time()
    found = call()
    return found, time.process_time() - begun


@dataclass(frozen=True, slots=True)
class _Site:
    book: ReviewBook
    desk: Desk
    figuring: Figuring

    @property
    def now(self) -> Moment:
        return Moment(_NOW, _NOW)

    def wanted(self, reviewer: str) -> Wanted:
        return Wanted(Period(0.0, 2 * _NOW, is_closed=False), "", reviewer)


@contextmanager
def _site(folder: Path, count: int) -> Generator[_Site, None, None]:
    """A store with `count` reviews and the counters of all their weeks, and a pool."""
    rng = Random(count)
    store = Store((folder / "store",), print)
    moment = Moment(_NOW, _NOW)
    for start in range(0, count, 1000):
        store.submit(
            Batch(reviews=tuple(_record(_review(n, count, rng)) for n in range(start, min(start + 1000, count))))
        )
        assert store.flush(moment, 60.0)
    hours = range(round(count / _A_WEEK * _WEEK / 3600))
    for start in range(0, len(hours), 1000):
        store.submit(Batch(minutes=tuple(_minute(_NOW - 3600.0 * (hour + 1)) for hour in hours[start : start + 1000])))
        assert store.flush(moment, 60.0)
    pool = Pool(folder / "pool", 300.0, _Unsynced())
    for number in range(_POOLED):
        pool.put(_pooled(number, rng), b"image" * 200)
    book, threshold = ReviewBook("v", store), Threshold(0.5)
    leases = Leases(AtomicFile(folder / "leases.json", PrivateFiles()))
    desk = Desk(_SETTINGS, pool, book, leases, lambda: None, Random(1))
    counted = Counted("v", store, threshold, _no_minute)
    running = {"cam": _MODEL}
    compared = CameraComparison(0.0)
    figures, weeks = _SETTINGS.figures, Weeks(None)
    ground = Ground("v", figures, weeks, store, counted, QualityBoard(), lambda: running, lambda _: compared)
    yield _Site(book, desk, Figuring(ground, book))
    store.close(moment)


class _Unsynced(PrivateFiles):
    """Fills a pool without waiting for the disk."""

    def write(self, path: Path, content: bytes, is_synced: bool = True) -> None:
        del is_synced
        super().write(path, content, is_synced=False)

    def sync_folder(self, folder: Path) -> None:
        del folder


def _no_minute(camera: str, model: str) -> dict[str, LabelCounts]:
    del camera, model
    return {}


def _boxes(rng: Random) -> tuple[Detection, ...]:
    return tuple(
        Detection(Box(0.1, 0.1, 0.4, 0.4), rng.choice(_LABELS), rng.uniform(0.5, 0.99))
        for _ in range(rng.randrange(1, 5))
    )


def _review(number: int, count: int, rng: Random) -> Review:
    """The last one was captured an hour ago, `_A_WEEK` of them in each week."""
    at = _NOW - 3600.0 - (count - number) * _WEEK / _A_WEEK
    turn = draw(0.1, rng.choice(("sure", "half_sure", "unsure")), 1.0, rng)
    frame = ReviewedFrame(f"{number:040x}", at, "cam", _MODEL.key, 0.5, turn, "why")
    boxes = tuple(
        JudgedBox(one, True, Verdict.RIGHT if rng.random() < 0.9 else Verdict.NOT_AN_OBJECT) for one in _boxes(rng)
    )
    name = f"{round(at * 1000):013d}-{number:016x}"
    return Review(name, frame, boxes, (), number % 3 == 0, "Anna", at + 60.0, at + 90.0)


def _record(one: Review) -> ReviewRecord:
    times = round(one.frame.captured * 1000), round(one.done_at * 1000)
    return ReviewRecord(one.id, StreamKey("v", "cam"), _MODEL, *times, 1, review_to_json(one))


def _minute(start: float) -> MinuteRecord:
    counts = np.zeros(64, np.int64)
    counts[32:] = 20
    each = LabelCounts(500, 640, 100, histogram=Histogram(counts), begun=50)
    totals = Totals(FrameCounts(frames=1000), dict.fromkeys(_LABELS, each))
    return MinuteRecord(StreamKey("v", "cam"), _MODEL, RollUp(int(start) // 60 * 60, "cam", _MODEL.key, totals))


def _pooled(number: int, rng: Random) -> Pooled:
    at = _NOW - 7200.0 + number
    record = Record(
        id=f"{round(at * 1000):013d}-{0xABC000 + number:016x}",
        camera="cam",
        captured=at,
        model=_MODEL,
        answer=Answer(Size(640, 480), _boxes(rng)),
        frame_id=f"{number:040x}",
        reasons=(Reason("review", 1.0, 0.1),),
        charged_to="review",
        inclusion=0.1,
        mime_type="image/jpeg",
    )
    return Pooled(record, Threshold(0.5), draw(0.1, "sure", 1.0, rng))


def _written() -> int:
    """Bytes that this process has handed to the system."""
    lines = dict(line.split(": ") for line in Path("/proc/self/io").read_text().splitlines())
    return int(lines["wchar"])


_PRIVACY: Final = PrivacySettings()
