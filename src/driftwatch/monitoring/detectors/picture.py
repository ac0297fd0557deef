"""Is the picture itself as usual, or was the camera moved, covered, dirtied or blinded, whatever the model says?"""

from collections.abc import Mapping
from typing import Any

from driftwatch.monitoring.detectors.detector import Finding, Level
from driftwatch.monitoring.scene.detector import SceneDetector
from driftwatch.monitoring.scene.explain import SceneView
from driftwatch.monitoring.situation import Situation

_MEASURED_SECONDS = 1800.0
_ALERT = 1.5


class Picture:
    """The scene's detector as one of all: its gravest finding is its alert."""

    name = "picture"
    learned = True

    def __init__(self) -> None:
        self._scene = SceneDetector()
        self._measured_at = float("-inf")
        self._since = 0.0
        self._now = 0.0

    @property
    def level(self) -> Level:
        return "drift" if self._scene.alarmed else "warning"

    def update(self, situation: Situation, /) -> float:
        minute = situation.minute
        self._now = minute.now
        if situation.scene is not None:
            self._measured_at = minute.now
        hour = situation.slot // 60
        found = self._scene.update(situation.scene, minute.now, hour, minute.known_time, not situation.alarmed)
        if found:
            self._since = situation.wall - (minute.now - found[0].since)
        return _ALERT if found else 0.0

    @property
    def view(self) -> SceneView:
        """What is known of the pictures now, to explain the alerts of others."""
        measured = self._now - self._measured_at <= _MEASURED_SECONDS
        return SceneView(measured, self._scene.ready, self._scene.active, self._scene.looked)

    def explain(self) -> Finding:
        finding = self._scene.active[0]
        return Finding(finding.words, self._since, finding.strength)

    @property
    def next_step(self) -> str:
        """What to do about the gravest finding; "" without one."""
        return self._scene.active[0].step if self._scene.active else ""

    def dismiss(self, minute: int) -> None:  # noqa: ARG002, a view is accepted as it is now
        self._scene.accept()

    def record(self) -> dict[str, Any]:
        return {"scene": self._scene.record(), "since": self._since}

    def restore(self, record: Mapping[str, Any]) -> None:
        self._scene.restore(record["scene"])
        self._since = float(record["since"])

    def clock_was_set(self) -> None:
        """Where the hour cannot be believed, the minutes themselves give it."""
