"""Finds the stream that a component reports on, and says in words why there is none."""

from typing import Final

from driftwatch.errors import ConfigError
from driftwatch.watch.registry import WatchRegistry
from driftwatch.watch.stream_watch import StreamWatch

PATIENCE: Final = 30.0
"""Seconds in which a vision service of this module must have shown itself after the component, which does not wait for
it, and within which one that is built again is back."""


class WatchedStream:
    """One camera seen by one vision service of this module, "" for its only one."""

    def __init__(self, vision_name: str, camera_name: str, registry: WatchRegistry) -> None:
        self.watch = registry.watch(vision_name)
        self._name = vision_name
        self._camera = camera_name
        self._registry = registry
        self._built = registry.now().monotonic
        self._was_there = False

    def find(self) -> StreamWatch | None:
        """None before its first frame. Raises ConfigError as `check`, and where the service sees several cameras."""
        self.check()
        return self.watch.stream(self._camera)

    def check(self) -> None:
        """Raises ConfigError where nothing is counted.

        The vision service is not there, is not of this module, or its statistics are switched off.
        """
        if self.watch.attached:
            self._was_there = True
            if not self.watch.counts:
                text = f'vision_name: "{self._name}" counts nothing, its attribute statistics is not enabled'
                raise ConfigError([text])
            return
        since = max(self._built, self.watch.changed)
        if self._registry.now().monotonic - since >= PATIENCE:
            ours = ", ".join(f'"{one}"' for one in self._registry.attached)
            there = f"those of this machine are: {ours}" if ours else "this machine has none"
            raise ConfigError([f'vision_name: "{self._name}" {self._missing}; {there}'])

    @property
    def _missing(self) -> str:
        if self._was_there:
            return "is not there any more: it was removed, renamed, or could not be made again, as its own status says"
        return "is not a driftwatch vision service, so nothing is counted of what it says, or it could not be made"
