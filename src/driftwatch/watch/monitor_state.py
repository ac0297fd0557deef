"""What was concluded about a stream, and for how long it has been so."""

from dataclasses import dataclass, replace

from driftwatch.monitoring.alerts import Alert
from driftwatch.monitoring.condition import Condition
from driftwatch.monitoring.progress import Progress
from driftwatch.monitoring.reference import Reference

NOT_JUDGED = Condition(state="learning", score=0.0, cause="", alerts=(), reference=None, progress=Progress())


@dataclass(frozen=True, slots=True)
class MonitorState:
    """What the monitor concluded, and for how long it has been so."""

    condition: Condition = NOT_JUDGED
    judged: bool = False
    """Whether a minute has been judged yet; before that the score means nothing."""
    active_since: float | None = None
    """Since when the oldest active alert is active, seconds of the monotonic clock; None while none is."""

    @property
    def drift(self) -> bool:
        """Whether an alarm about the model is active, also while its camera is stale; a warning is none."""
        return any(alert.level == "drift" for alert in self.condition.alerts)

    @property
    def reference(self) -> Reference | None:
        return self.condition.reference

    def with_alerts(self, alerts: tuple[Alert, ...], seen: float) -> "MonitorState":
        """And what others than the detectors found. seen: of the monotonic clock, since when."""
        if not alerts:
            return self
        condition = self.condition
        together = (*condition.alerts, *alerts)
        alarmed = any(one.level == "drift" for one in together)
        state = "drift" if alarmed and condition.state != "stale" else condition.state
        cause = "; ".join([*([condition.cause] if condition.cause else []), *(one.cause for one in alerts)])
        score = max(condition.score, *(one.score for one in alerts))
        since = seen if self.active_since is None else min(seen, self.active_since)
        found = replace(condition, state=state, score=score, cause=cause, alerts=together)
        return MonitorState(found, judged=True, active_since=since)
