"""What was concluded about a stream, and for how long it has been so."""

from dataclasses import dataclass

from driftwatch.monitoring.condition import Condition
from driftwatch.monitoring.progress import Progress
from driftwatch.monitoring.reference import Reference

NOT_JUDGED = Condition(state="learning", score=0.0, cause="", alerts=(), reference=None, progress=Progress())


@dataclass(frozen=True, slots=True)
class MonitorState:
    """judged: whether a minute has been judged yet; before that the score means nothing.

    active_since: since when the oldest active alert is active, seconds of the monotonic clock; None while none is.
    """

    condition: Condition = NOT_JUDGED
    judged: bool = False
    active_since: float | None = None

    @property
    def drift(self) -> bool:
        """Whether an alarm about the model is active, also while its camera is stale; a warning is none."""
        return any(alert.level == "drift" for alert in self.condition.alerts)

    @property
    def reference(self) -> Reference | None:
        return self.condition.reference
