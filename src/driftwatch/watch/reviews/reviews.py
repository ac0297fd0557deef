"""The reviews of one vision service: pool, desk and figures put together."""

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Final

from driftwatch.capture.files import AtomicFile, Files, PrivateFiles
from driftwatch.capture.settings import PrivacySettings
from driftwatch.errors import DriftwatchError
from driftwatch.storage.health import Notice, Notify
from driftwatch.storage.state_dir import POOL
from driftwatch.storage.store import Store
from driftwatch.watch.clock import Clock
from driftwatch.watch.reviews.admission import Terms
from driftwatch.watch.reviews.book import ReviewBook, frame_of
from driftwatch.watch.reviews.chances import Chances
from driftwatch.watch.reviews.desk import Desk
from driftwatch.watch.reviews.figuring import Figuring
from driftwatch.watch.reviews.intake import Intake
from driftwatch.watch.reviews.leases import Leases
from driftwatch.watch.reviews.pool import Pool
from driftwatch.watch.reviews.settings import ReviewSettings
from driftwatch.watch.reviews.threshold import Threshold
from driftwatch.watch.reviews.thumbnails import Thumbnails
from driftwatch.watch.reviews.turns import Wanted

_LOOK_SECONDS: Final = 5.0  # between two looks whether another model runs, or a week has ended
_READY: Final = 40  # thumbnails, two pages
_LEASES: Final = "leases.json"


@dataclass(frozen=True, slots=True)
class ReviewPlan:
    """What an owner wants of reviews, and where frames are kept. folder: None where there is no state folder."""

    settings: ReviewSettings
    threshold: Threshold
    privacy: PrivacySettings
    folder: Path | None


@dataclass(frozen=True, slots=True)
class ReviewPorts:
    """What reviews reach beyond themselves for. is_alarmed: whether an alert is active for a camera.

    notify: takes lines for the owner's log, from any thread. files: how frames are written.
    """

    store: Store
    is_alarmed: Callable[[str], bool]
    notify: Notify
    clock: Clock
    files: Files = field(default_factory=PrivateFiles)


class Reviews:
    """Made by `engine/reviews.py`. `intake` takes frames, `desk` serves reviewers, `figuring` what they prove.

    Figures are computed by a thread of its own: after each review, when a model begins to run, and every hour.
    """

    def __init__(
        self, plan: ReviewPlan, service: str, ports: ReviewPorts, make_figuring: Callable[[ReviewBook], Figuring]
    ) -> None:
        settings, folder, files = plan.settings, plan.folder, ports.files
        self.plan = plan
        self.pool = Pool(folder / POOL if folder else None, settings.pool_megabytes, files)
        self.thumbnails = Thumbnails(self.pool)
        self.book = ReviewBook(service, ports.store)
        self.figuring = make_figuring(self.book)
        self.weeks, self.board = self.figuring.weeks, self.figuring.board
        leases = Leases(AtomicFile(folder / _LEASES, files) if folder else None)
        self.desk = Desk(settings, self.pool, self.book, leases, self.refresh)
        terms = Terms(plan.threshold, plan.privacy, lambda confidence: confidence, lambda _: 1.0)
        self.intake = Intake(
            self.pool, Chances(settings.frames_per_week, Random()), terms, ports.is_alarmed, ports.notify
        )
        self._clock = ports.clock
        self._notify = ports.notify
        self._fault = ""
        self._wanted = self._done = 0
        self._closed = False
        self._wake = threading.Condition()
        self._thread = threading.Thread(target=self._work, name="driftwatch-reviews", daemon=True)
        self._thread.start()
        self.board.on_decision = self.refresh
        self.refresh()

    def refresh(self) -> None:
        """Has the figures computed again, soon."""
        with self._wake:
            self._wanted += 1
            self._wake.notify_all()

    def settled(self, timeout: float = 10.0) -> bool:
        """Waits until the figures know every review that was written by now."""
        with self._wake:
            wanted = self._wanted
            return self._wake.wait_for(lambda: self._done >= wanted or self._closed, timeout)

    def close(self) -> None:
        """Waits for the disk and for figures that are being computed."""
        self.intake.close()
        self.thumbnails.close()
        with self._wake:
            self._closed = True
            self._wake.notify_all()
        self._thread.join(10.0)

    def _work(self) -> None:
        while True:
            with self._wake:
                self._wake.wait_for(lambda: self._closed or self._wanted > self._done, _LOOK_SECONDS)
                if self._closed:
                    return
                wanted = self._wanted
            if wanted > self._done or self.figuring.is_due(self._clock()):
                self._compute()
            self._make_ready()
            with self._wake:
                self._done = max(self._done, wanted)
                self._wake.notify_all()

    def _make_ready(self) -> None:
        """The thumbnails of the frames that are next, so that whoever comes first waits for none."""
        now = self._clock()
        with suppress(DriftwatchError):  # where the store does not answer, they are made when somebody asks
            coming = self.desk.coming(Wanted(self.weeks.of(now.wall, now.wall), "", ""), _READY, now.wall)
            self.thumbnails.prepare(coming)

    def _compute(self) -> None:
        """Whatever goes wrong is logged once; the figures before stay."""
        try:
            self.book.load()
            if not self._done:
                self.pool.hold({frame_of(one.id) for one in self.book.standing()})
            self.figuring.compute(self._clock())
            self.intake.terms = self.figuring.terms(self.intake.terms, self.intake.strata())
            self._fault = ""
        except Exception as error:  # a fault in figures must not end the thread that computes them
            words = str(error) if isinstance(error, DriftwatchError) else repr(error)
            if words != self._fault:
                self._fault = words
                self._notify(Notice("warning", f"the figures of reviews cannot be computed: {words}"))
