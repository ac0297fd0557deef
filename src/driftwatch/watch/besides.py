"""What the drift sensor knows of a stream besides what the stream shows."""

from dataclasses import dataclass

from driftwatch.watch.reviews.board import CameraFigures
from driftwatch.watch.reviews.candidate_standing import CandidateStanding
from driftwatch.watch.snapshot import StreamSnapshot


@dataclass(frozen=True, slots=True)
class Besides:
    """reviewed: what people found; None where nobody reviews. is_compared: whether a candidate model is run.

    candidate: what people found about that.
    """

    reviewed: CameraFigures | None = None
    is_compared: bool = False
    candidate: CandidateStanding | None = None


def maintenance_allowed(snapshot: StreamSnapshot, is_compared: bool) -> bool:
    """For the sensor of Viam's maintenance window: whether a change of the machine would spoil nothing now."""
    condition = snapshot.monitor.condition
    is_alive = snapshot.last_new_frame is not None and condition.state != "stale"
    return is_alive and not condition.alerts and not is_compared
