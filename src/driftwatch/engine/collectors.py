"""Who fetches the hard frames: what the data manager has asked for, and the frames that it never asks for."""

from collections.abc import Collection, Mapping
from typing import Final

PATIENCE: Final = 120.0
"""Seconds that frames wait for a first call of the data manager before the owner is warned; a collector may be slow."""

FULL: Final = 0.25
"""Share of the queue's room from which the owner is warned at once: long before the first frame is dropped."""

GONE_AFTER: Final = 30.0
"""Seconds after its start from which a service takes a camera that the machine does not have for gone."""

_REMEDY: Final = (
    "Configure data capture on this service (service_configs: data_manager, capture_methods: CaptureAllFromCamera with "
    'additional_params {{"camera_name": "{camera}"}}, a capture_frequency_hz above 0, not disabled) and a data manager '
    "that captures; or set spool, or send the DoCommand upload"
)


class Collectors:
    """What the data manager asks of one vision service. For one thread; now: monotonic seconds."""

    def __init__(self, now: float) -> None:
        self._begun = now
        self._asked: set[str] = set()
        self._waiting_since: dict[str, float] = {}
        self.unfetched = ""
        """The line that was logged; "" while somebody fetches, or nothing waits."""

    def asks(self, camera: str) -> None:
        """A collector has asked for the next frame of `camera`."""
        self._asked.add(camera)

    def gone(self, waiting: Collection[str], cameras: Collection[str], now: float) -> list[str]:
        """Those of `waiting`, cameras of which frames wait, that nobody asks for and the machine does not have.

        cameras: that the machine has.
        """
        if now - self._begun < GONE_AFTER:
            return []
        return [name for name in waiting if name and name not in self._asked and name not in cameras]

    def judge(self, waiting: Mapping[str, int], fills: float, now: float) -> bool:
        """Looks at what waits; gives whether `unfetched` is new. To be called every few seconds.

        waiting: frames by camera. fills: share of the queue's room that they take.
        """
        nobody = {name: count for name, count in waiting.items() if not self._is_fetched(name)}
        self._waiting_since = {name: self._waiting_since.get(name, now) for name in nobody}
        overdue = any(now - since >= PATIENCE for since in self._waiting_since.values()) or fills >= FULL
        before = self.unfetched
        if not nobody:
            self.unfetched = ""
        elif overdue and not before:
            self.unfetched = self._words(nobody)
        return self.unfetched != before

    def _is_fetched(self, camera: str) -> bool:
        """An image that a caller sent in is of no camera, and goes along with whatever is asked for."""
        return camera in self._asked or (camera == "" and bool(self._asked))

    def _words(self, nobody: Mapping[str, int]) -> str:
        camera, asked = next(iter(nobody)), ", ".join(f'"{name}"' for name in sorted(self._asked))
        named = ", ".join(f'"{name}"' for name in nobody if name)
        of_what = f" of {named}" if named else ""
        so_far = f"the data manager asks for {asked} only" if asked else "the data manager has not asked for any"
        remedy = _REMEDY.format(camera=camera or "NAME")
        return f"nobody fetches the hard frames{of_what}, {sum(nobody.values())} wait: {so_far}. {remedy}"
