"""What one reason, or all together, have used of the budget."""

from typing import Final

from driftwatch.capture.windows import Window

SPANS: Final = (("per_minute", 60.0), ("per_hour", 3600.0), ("per_day", 86400.0))


class Ledger:
    """offered: frames for which the reason spoke. kept: frames that were charged to it."""

    def __init__(self) -> None:
        self.windows = {name: Window(seconds) for name, seconds in SPANS}
        self.last: float | None = None
        self.offered = 0
        self.kept = 0

    def spend(self, now: float) -> None:
        for window in self.windows.values():
            window.add(now)
        self.kept += 1
        self.last = now
