"""Figures out of reviews and out of what the store has counted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from driftwatch.monitoring.alerts import Alert
from driftwatch.observation import ModelIdentity, Moment
from driftwatch.quality.figures import Period
from driftwatch.quality.review import Review, Verdict
from driftwatch.quality.sampling.shares import emphases
from driftwatch.quality.settings import FigureSettings
from driftwatch.quality.totals import Totals
from driftwatch.storage.records import StreamKey
from driftwatch.storage.rollups import Span, read_hours
from driftwatch.storage.store import Store
from driftwatch.watch.reviews.admission import Terms
from driftwatch.watch.reviews.alert_book import ReviewAlertBook
from driftwatch.watch.reviews.alerts import alerts_of
from driftwatch.watch.reviews.board import CameraFigures, QualityBoard
from driftwatch.watch.reviews.book import ReviewBook
from driftwatch.watch.reviews.weeks import Weeks

_MOST_WEEKS: Final = 53


@dataclass(frozen=True, slots=True)
class Ground:
    """What figures stand on. running: the model that runs on each camera, by the camera's name."""

    service: str
    settings: FigureSettings
    weeks: Weeks
    store: Store
    board: QualityBoard
    running: Callable[[], Mapping[str, ModelIdentity]]


@dataclass(frozen=True, slots=True)
class ReviewerFigures:
    """What one person did. cannot_tell: boxes."""

    reviewer: str
    reviews: int
    skipped: int
    cannot_tell: int


class Figuring:
    """`compute` for one thread; the rest for any. Raises StoreError where the store does not answer."""

    def __init__(self, ground: Ground, book: ReviewBook) -> None:
        self._ground = ground
        self._book = book
        self._alerts = ReviewAlertBook(ground.service, ground.store)
        self.weeks, self.board = ground.weeks, ground.board

    def compute(self, now: Moment) -> None:
        """Renews the board, and has alerts that begin or end written down."""
        self._alerts.note(self.board.take_decisions(), now)
        period = self.weeks.of(now.wall, now.wall)
        shown: dict[str, CameraFigures] = {}
        alerts: dict[str, tuple[Alert, ...]] = {}
        for camera, model in self._ground.running().items():
            shown[camera] = self._of(camera, model.key, period, now)
            alerts[camera] = self._alerts.update(camera, model, alerts_of(shown[camera], now.wall), now)
        self.board.show(shown, alerts, now)

    def groups(self, camera: str, weeks: int, now: Moment) -> list[CameraFigures]:
        """Figures of every camera ("": of all), model and week that holds a review, the newest week first."""
        found: list[CameraFigures] = []
        for period in self._ground.weeks.back(now.wall, min(weeks, _MOST_WEEKS)):
            within = [one for one in self._book.standing() if _is_in(one, period)]
            pairs = {(one.frame.camera, one.frame.model) for one in within if camera in ("", one.frame.camera)}
            found += [self._of(*pair, period, now) for pair in sorted(pairs)]
        return found

    def reviewers(self) -> list[ReviewerFigures]:
        """Of all that is kept, the busiest first."""
        by_name: dict[str, list[Review]] = {}
        for one in self._book.standing():
            by_name.setdefault(one.reviewer, []).append(one)
        found = [
            ReviewerFigures(
                reviewer=name,
                reviews=sum(not one.is_skipped for one in theirs),
                skipped=sum(one.is_skipped for one in theirs),
                cannot_tell=sum(_cannot_tell(one) for one in theirs),
            )
            for name, theirs in by_name.items()
        ]
        return sorted(found, key=lambda one: (-one.reviews, one.reviewer))

    def terms(self, before: Terms, strata: Mapping[str, float]) -> Terms:
        """By which frames come into the pool from now on."""
        emphasis = emphases(strata, {}, self._ground.settings.reviews_per_week)

        def emphasis_of(stratum: str) -> float:
            return emphasis.get(stratum, 1.0)

        return replace(before, emphasis_of=emphasis_of)

    def _of(self, camera: str, model: str, period: Period, now: Moment) -> CameraFigures:
        reviews = [
            one
            for one in self._book.reviews
            if (one.frame.camera, one.frame.model) == (camera, model) and _is_in(one, period)
        ]
        figures = ()
        counted = sum(one.counts for one in reviews)
        skipped = sum(one.is_skipped and not one.is_undone for one in reviews)
        return CameraFigures(camera, model, period, figures, counted, skipped)

    def _totals(self, camera: str, model: str, period: Period) -> Totals:
        """What was counted, by whole hours."""
        span = Span(int(period.start), int(period.end))
        key = StreamKey(self._ground.service, camera)
        rows = self._ground.store.ask(lambda connection: read_hours(connection, key, span))
        return Totals.sum(
            Totals({row.label: np.asarray(row.counts.histogram.counts)}) for row in rows if row.model.key == model
        )


def _is_in(review: Review, period: Period) -> bool:
    return period.start <= review.frame.captured < period.end


def _cannot_tell(review: Review) -> int:
    return sum(one.verdict is Verdict.CANNOT_TELL for one in review.boxes)
