"""What reviews say of each camera at this instant, for readers that must not wait."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from driftwatch.monitoring.alerts import Alert
from driftwatch.observation import Moment
from driftwatch.quality.figure import Drop, Figure, Period
from driftwatch.quality.verdicts.candidate import CandidateVerdict
from driftwatch.watch.reviews.candidate_standing import CandidateStanding
from driftwatch.watch.reviews.unlabelled import Unlabelled
from driftwatch.watch.shadow.comparison_store import CameraComparison

OVERALL = ""
"""The label of the figure of all labels together."""


@dataclass(frozen=True, slots=True)
class CameraFigures:
    """Of one camera and one model in one period. model: ModelIdentity.key.

    figures: all labels together first. reviews: frames that a person judged in the period, skipped: that they passed
    over. served: boxes of the period from the threshold up, to 1/64 of confidence.
    drops: by label, proven since the reference was learned. unlabelled: of the last day, all labels together.
    """

    camera: str
    model: str
    period: Period
    figures: tuple[Figure, ...] = ()
    reviews: int = 0
    skipped: int = 0
    served: int = 0
    drops: Mapping[str, Drop] = field(default_factory=dict[str, Drop])
    unlabelled: Unlabelled | None = None

    @property
    def overall(self) -> Figure | None:
        return next((one for one in self.figures if one.label == OVERALL), None)

    @property
    def labels(self) -> tuple[Figure, ...]:
        return tuple(one for one in self.figures if one.label != OVERALL)

    @property
    def candidates(self) -> tuple[str, ...]:
        """Labels to retrain with: those that dropped or lie below their target."""
        return tuple(one.label for one in self.labels if one.label in self.drops or one.below_target)


@dataclass(frozen=True, slots=True)
class DecidedAlert:
    """A person ended the alert of this name, "" for all. at: seconds since 1970."""

    name: str
    at: float


@dataclass(frozen=True, slots=True)
class ReviewAlerts:
    """What reviews prove against a camera's model. seen: of the monotonic clock, when the first of them was shown."""

    alerts: tuple[Alert, ...] = ()
    seen: float = 0.0


class QualityBoard:
    """One for a vision service; outlives its rebuilding. Safe to use from any thread; nothing waits for long.

    on_decision: called when a person has ended an alert, so that it is written down.
    """

    def __init__(self) -> None:
        self.on_decision: Callable[[], None] = lambda: None
        self._cameras: Mapping[str, CameraFigures] = {}
        self._alerts: dict[str, ReviewAlerts] = {}
        self._decisions: dict[str, DecidedAlert] = {}
        self._candidates: Mapping[str, CandidateStanding] = {}
        self._lock = threading.Lock()

    def of(self, camera: str) -> CameraFigures | None:
        """The running week of the model that runs there; None where nobody reviews."""
        return self._cameras.get(camera)

    def alerts(self, camera: str) -> ReviewAlerts:
        return self._alerts.get(camera, _NONE)

    def show(self, cameras: Mapping[str, CameraFigures], alerts: Mapping[str, tuple[Alert, ...]], now: Moment) -> None:
        """Alerts that a person ended since `take_decisions` are left out."""
        with self._lock:
            self._cameras = dict(cameras)
            shown: dict[str, ReviewAlerts] = {}
            for camera, standing in alerts.items():
                left = _without(standing, self._decisions.get(camera))
                before = self._alerts.get(camera, _NONE)
                if left:
                    shown[camera] = ReviewAlerts(left, before.seen if before.alerts else now.monotonic)
            self._alerts = shown

    def candidate(self, camera: str, comparison: CameraComparison) -> CandidateStanding | None:
        """Whether the candidate of `comparison` is better; None where nobody reviews, or that began only now."""
        found = self._candidates.get(camera)
        return found if found is not None and found.is_of(comparison) else None

    @property
    def has_undecided_candidates(self) -> bool:
        return any(one.verdict is CandidateVerdict.UNDECIDED for one in self._candidates.values())

    def show_candidates(self, candidates: Mapping[str, CandidateStanding]) -> None:
        """By camera."""
        self._candidates = dict(candidates)

    def clear(self) -> None:
        """Nobody reviews any more."""
        with self._lock:
            self._cameras, self._alerts, self._decisions, self._candidates = {}, {}, {}, {}
            self.on_decision = lambda: None

    def decide(self, camera: str, name: str, now: Moment) -> None:
        """A person ended the alert `name`, "" for all."""
        with self._lock:
            before = self._alerts.get(camera, _NONE)
            if not before.alerts:
                return
            decision = DecidedAlert(name, now.wall)
            self._decisions[camera] = decision
            self._alerts[camera] = replace(before, alerts=_without(before.alerts, decision))
        self.on_decision()

    def take_decisions(self) -> dict[str, DecidedAlert]:
        """Those since the last call, by camera."""
        with self._lock:
            taken, self._decisions = self._decisions, {}
            return taken


def _without(alerts: tuple[Alert, ...], decision: DecidedAlert | None) -> tuple[Alert, ...]:
    return tuple(one for one in alerts if decision is None or decision.name not in ("", one.name))


_NONE: Final = ReviewAlerts()
