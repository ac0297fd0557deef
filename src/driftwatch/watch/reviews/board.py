"""What reviews say of each camera at this instant, for readers that must not wait."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from driftwatch.quality.figures import Figure, Period

OVERALL = ""
"""The label of the figure of all labels together."""


@dataclass(frozen=True, slots=True)
class CameraFigures:
    """Of one camera and one model in one period. model: ModelIdentity.key.

    figures: all labels together first. reviews: frames that a person judged in the period, skipped: that they passed
    over. served: boxes of the period from the threshold up, to 1/64 of confidence.
    """

    camera: str
    model: str
    period: Period
    figures: tuple[Figure, ...] = ()
    reviews: int = 0
    skipped: int = 0
    served: int = 0

    @property
    def overall(self) -> Figure | None:
        return next((one for one in self.figures if one.label == OVERALL), None)

    @property
    def labels(self) -> tuple[Figure, ...]:
        return tuple(one for one in self.figures if one.label != OVERALL)

    @property
    def candidates(self) -> tuple[str, ...]:
        """Labels to retrain with: those that dropped or lie below their target."""
        return tuple(one.label for one in self.labels if one.is_candidate_for_retraining)


@dataclass(slots=True)
class QualityBoard:
    """One for a vision service; outlives its rebuilding. Replaced whole, so a reader needs no lock.

    cameras: the running week of the model that runs there.
    """

    cameras: Mapping[str, CameraFigures] = field(default_factory=dict[str, CameraFigures])
    is_on: bool = False
    """Whether the service has the attribute `review`."""

    def of(self, camera: str) -> CameraFigures | None:
        return self.cameras.get(camera)

    def show(self, cameras: Mapping[str, CameraFigures]) -> None:
        self.cameras = dict(cameras)
        self.is_on = True

    def clear(self) -> None:
        self.cameras, self.is_on = {}, False
