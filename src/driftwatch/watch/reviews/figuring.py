"""Figures out of reviews and out of what the store has counted."""

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from driftwatch.monitoring.alerts import Alert
from driftwatch.observation import ModelIdentity, Moment
from driftwatch.quality.figure import Figure, Period
from driftwatch.quality.figures import Source, drops_of, figures_of
from driftwatch.quality.knowledge import Knowledge, know
from driftwatch.quality.review import Review
from driftwatch.quality.settings import FigureSettings
from driftwatch.quality.totals import Totals
from driftwatch.quality.verdicts.candidate import MARGIN
from driftwatch.quality.verdicts.weekly import WeeklyEvidence
from driftwatch.storage.rollups import SECONDS_A_MINUTE, Span
from driftwatch.storage.store import Store
from driftwatch.watch.reviews.admission import Terms
from driftwatch.watch.reviews.alert_book import ReviewAlertBook
from driftwatch.watch.reviews.alerts import alerts_of
from driftwatch.watch.reviews.board import CameraFigures, QualityBoard
from driftwatch.watch.reviews.book import ReviewBook
from driftwatch.watch.reviews.candidate_standing import CandidateStanding, candidate_standing
from driftwatch.watch.reviews.counted import Counted
from driftwatch.watch.reviews.curves import Curves
from driftwatch.watch.reviews.reviewers import ReviewerFigures, reviewers_of
from driftwatch.watch.reviews.teaching import Emphasised, Teaching
from driftwatch.watch.reviews.unlabelled import UnlabelledEstimates
from driftwatch.watch.reviews.validation import Validation
from driftwatch.watch.reviews.weeks import Weeks
from driftwatch.watch.shadow.comparison_store import CameraComparison

_MOST_WEEKS: Final = 53
_HOUR: Final = 3600.0
_REFERENCE: Final = (50, 200)
"""Fewest and most reviews that the reference is learned from; in between, a week's."""
_NO_TOTALS: Final = Totals()


@dataclass(frozen=True, slots=True)
class Ground:
    """What figures are made of. running: the model that runs on each camera, by the camera's name.

    comparison: of a camera's live model with a candidate. margin: see ShadowSettings. validation: see there.
    """

    service: str
    settings: FigureSettings
    weeks: Weeks
    store: Store
    counted: Counted
    board: QualityBoard
    running: Callable[[], Mapping[str, ModelIdentity]]
    comparison: Callable[[str], CameraComparison]
    margin: float = MARGIN
    validation: Validation | None = None


@dataclass(frozen=True, slots=True)
class SiteComparison:
    """Of a camera with labelled images.

    problem: why these say nothing of it, "" where they do. differences: in words.
    """

    camera: str
    problem: str
    differences: tuple[str, ...]


class Figuring:
    """`compute` for one thread; the rest for any. Raises StoreError where the store does not answer."""

    def __init__(self, ground: Ground, book: ReviewBook) -> None:
        self._ground = ground
        self._book = book
        self._alerts = ReviewAlertBook(ground.service, ground.store)
        self.weeks, self.board = ground.weeks, ground.board
        self._unlabelled = UnlabelledEstimates(ground.counted)
        self._curves, self._weekly = Curves(), WeeklyEvidence()
        self._teaching = Teaching()
        self._computed: tuple[dict[str, ModelIdentity], float] = ({}, 0.0)

    def is_due(self, now: Moment) -> bool:
        """Whether other models run or are compared than when figures were last computed, or an hour has passed."""
        running, at = self._computed
        if running != dict(self._ground.running()) or now.monotonic - at >= _HOUR:
            return True
        comparisons = ((camera, self._ground.comparison(camera)) for camera in running)
        return any(one.served.frames and self.board.candidate(camera, one) is None for camera, one in comparisons)

    def compute(self, now: Moment) -> None:
        """Renews the board, and has alerts that begin or end written down."""
        self._alerts.note(self.board.take_decisions(), now)
        period = self.weeks.of(now.wall, now.wall)
        shown: dict[str, CameraFigures] = {}
        alerts: dict[str, tuple[Alert, ...]] = {}
        running = dict(self._ground.running())
        for camera, model in running.items():
            group = self._with_drops(self._of(camera, model.key, period, now), self._alerts.decided(camera, now), now)
            guess = self._unlabelled.of(camera, model.key, self._reviews(camera, model.key), now)
            shown[camera] = replace(group, unlabelled=guess)
            alerts[camera] = self._alerts.update(camera, model, alerts_of(group, now.wall), now)
        self.board.show(shown, alerts, now)
        self.board.show_candidates(self.candidates())
        self._computed = (running, now.monotonic)

    @property
    def cameras(self) -> tuple[str, ...]:
        """On which a model runs."""
        return tuple(self._ground.running())

    def candidates(self, camera: str = "") -> dict[str, CandidateStanding]:
        """Whether the candidate is better, for each camera where one was compared, or for one of them."""
        found: dict[str, CandidateStanding] = {}
        for name in self._ground.running():
            reviews = [one for one in self._book.reviews if one.frame.camera == name]
            one = candidate_standing(self._ground.comparison(name), reviews, self._ground.margin)
            if one is not None and camera in ("", name):
                found[name] = one
        return found

    def site(self, camera: str, now: Moment) -> list[SiteComparison]:
        """How each camera, or one, is unlike the labelled images this week; nothing where there are none."""
        validation, period = self._ground.validation, self.weeks.of(now.wall, now.wall)
        if validation is None:
            return []
        found: list[SiteComparison] = []
        for name, model in self._ground.running().items():
            if camera in ("", name):
                span = Span(int(period.start), int(period.end))
                totals = self._ground.counted.totals(name, model.key, span, now.wall)
                lines = tuple(validation.differences(model.key, totals))
                found.append(SiteComparison(name, validation.problem(model.key), lines))
        return found

    def groups(self, camera: str, weeks: int, now: Moment) -> list[CameraFigures]:
        """Figures of every camera ("": of all), model and week that holds a review, the newest week first.

        Drops of the running week are those on the board, which know all reviews since the reference.
        """
        found: list[CameraFigures] = []
        for period in self.weeks.back(now.wall, min(weeks, _MOST_WEEKS)):
            within = [one for one in self._book.standing() if _is_in(one, period)]
            pairs = {(one.frame.camera, one.frame.model) for one in within if camera in ("", one.frame.camera)}
            found += [self._known(self._of(*pair, period, now)) for pair in sorted(pairs)]
        return found

    def reviewers(self) -> list[ReviewerFigures]:
        """Of all reviews that are kept, the busiest first."""
        return reviewers_of(tuple(self._book.standing()))

    def terms(self, before: Terms, strata: Mapping[str, float]) -> Terms:
        """By which frames come into the pool from now on."""
        weekly, is_undecided = self._ground.settings.reviews_per_week, self.board.has_undecided_candidates
        wanted = Emphasised(strata, weekly, is_undecided)
        return self._teaching.terms(before, tuple(self._book.standing()), wanted)

    def _of(self, camera: str, model: str, period: Period, now: Moment) -> CameraFigures:
        every = self._reviews(camera, model)
        ours = [one for one in every if _is_in(one, period)]
        totals = self._ground.counted.totals(camera, model, Span(int(period.start), int(period.end)), now.wall)
        counted = sum(one.counts for one in ours)
        skipped = sum(one.is_skipped and not one.is_undone for one in ours)
        figures: tuple[Figure, ...] = ()
        if counted:
            knowledge = self._knowledge(every, camera, model, period, now)
            figures = figures_of(Source(ours, totals, period), knowledge, self._ground.settings)
        return CameraFigures(camera, model, period, figures, counted, skipped, self._ground.counted.served(totals))

    def _knowledge(self, reviews: Sequence[Review], camera: str, model: str, period: Period, now: Moment) -> Knowledge:
        """The curve from before the period, the reference from the first reviews of the model."""
        until = _reference_until(reviews, self._ground.settings)
        curve = self._curves.before(reviews, period.start)
        if self._ground.validation is not None:
            curve = replace(curve, validation=self._ground.validation.precision(model))
        if until is None or until >= period.end:
            return replace(curve, reference={}, until=0.0)
        learned = know(reviews, self._before(camera, model, reviews, until, now), until)
        return replace(curve, reference=learned.reference, until=until)

    def _with_drops(self, group: CameraFigures, decided: float, now: Moment) -> CameraFigures:
        """With drops out of all reviews since the reference, or since people last ended one."""
        every = self._reviews(group.camera, group.model)
        until = _reference_until(every, self._ground.settings)
        if until is None:
            return group
        before = self._before(group.camera, group.model, every, until, now)
        learned = replace(know(every, before, until), until=max(until, decided))
        weeks = [week for week in self.weeks.back(now.wall, _MOST_WEEKS) if week.end > learned.until]
        later = sorted((one for one in every if one.frame.captured >= weeks[-1].start), key=_captured) if weeks else []
        sources = [self._source(group.camera, group.model, later, week, now) for week in reversed(weeks)]
        return replace(group, drops=drops_of(sources, learned, self._ground.settings, self._weekly))

    def _source(self, camera: str, model: str, reviews: Sequence[Review], period: Period, now: Moment) -> Source:
        """reviews: in the order in which their frames were captured."""
        first, end = (bisect_left(reviews, at, key=_captured) for at in (period.start, period.end))
        ours = reviews[first:end]
        if not ours:
            return Source((), _NO_TOTALS, period)
        totals = self._ground.counted.totals(camera, model, Span(int(period.start), int(period.end)), now.wall)
        return Source(ours, totals, period)

    def _known(self, group: CameraFigures) -> CameraFigures:
        shown = self.board.of(group.camera)
        if shown is None or (shown.model, shown.period.start) != (group.model, group.period.start):
            return group
        return replace(group, drops=shown.drops)

    def _before(self, camera: str, model: str, reviews: Sequence[Review], until: float, now: Moment) -> Totals:
        """Totals from the first reviewed frame on, up to the last whole minute: what came later is not of that time."""
        first = min((one.frame.captured for one in reviews), default=until)
        end = int(until) // SECONDS_A_MINUTE * SECONDS_A_MINUTE
        if first >= end:
            return _NO_TOTALS
        return self._ground.counted.totals(camera, model, Span(int(first), end), now.wall)

    def _reviews(self, camera: str, model: str) -> list[Review]:
        return [one for one in self._book.reviews if (one.frame.camera, one.frame.model) == (camera, model)]


def _reference_until(reviews: Sequence[Review], settings: FigureSettings) -> float | None:
    """Frames captured before it are the reference: those of the first reviews. None while there are too few."""
    least, most = _REFERENCE
    count = max(least, min(most, settings.reviews_per_week))
    done = sorted((one for one in reviews if one.counts), key=lambda one: (one.done_at, one.id))
    if len(done) < count:
        return None
    return max(one.frame.captured for one in done[:count]) + 0.001


def _captured(review: Review) -> float:
    return review.frame.captured


def _is_in(review: Review, period: Period) -> bool:
    return period.start <= review.frame.captured < period.end
