"""A desk for reviewers with a pool and a store in a folder, for tests; `again` is what a kill leaves."""

from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from driftwatch.capture.files import AtomicFile
from driftwatch.observation import Moment
from driftwatch.quality.figure import Period
from driftwatch.storage.store import Store
from driftwatch.watch.reviews.book import ReviewBook
from driftwatch.watch.reviews.desk import Answered, Desk, Offer
from driftwatch.watch.reviews.leases import Leases
from driftwatch.watch.reviews.pool import Pool
from driftwatch.watch.reviews.settings import ReviewSettings
from driftwatch.watch.reviews.submission import BoxAnswer
from driftwatch.watch.reviews.turns import Wanted
from tests.watch.reviews.making import WHEN, QuickFiles, pooled

EVER = Period(0.0, 2 * WHEN, is_closed=False)
RIGHT = BoxAnswer("right")


@dataclass
class Office:
    folder: Path
    settings: ReviewSettings = field(default_factory=lambda: ReviewSettings(blind_repeats=0.0))
    now: float = WHEN + 86_400.0
    changes: int = 0

    def __post_init__(self) -> None:
        self.open()

    def open(self) -> None:
        self.store = Store((self.folder / "store",), lambda _: None)
        pool = Pool(self.folder / "pool", self.settings.pool_megabytes, QuickFiles())
        leases = Leases(AtomicFile(self.folder / "leases.json", QuickFiles()))
        book = ReviewBook("vision", self.store)
        self.desk = Desk(self.settings, pool, book, leases, self._changed, Random(1))

    def again(self) -> None:
        """The process is killed, which writes nothing, and starts again."""
        self.open()

    def fill(self, count: int) -> None:
        """Frames whose turn is in the order in which they were seen."""
        for number in range(count):
            self.desk.pool.put(pooled(number, priority=float(number)), b"image" * 20)

    def next(self, reviewer: str = "", count: int = 1) -> list[Offer]:
        return self.desk.next(Wanted(EVER, "", reviewer), count, self.moment)

    def submit(self, offer: Offer, reviewer: str = "", **given: object) -> None:
        boxes = tuple(RIGHT for _ in offer.pooled.shown)
        self.desk.submit(Answered(offer.review, reviewer, **{"boxes": boxes, **given}), self.moment)  # type: ignore[arg-type]

    @property
    def moment(self) -> Moment:
        return Moment(self.now, self.now)

    def _changed(self) -> None:
        self.changes += 1
