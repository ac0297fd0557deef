"""Page-Hinkley (Page 1954), as river has it; its threshold suits minute means, which lie in [0, 1]."""

from river import drift

from benchmarks.drift.sites.baselines.minute_means import MinuteMeans

_THRESHOLD = 5.0
"""A fall by .05 is found within two hours of minutes with detections; river's own default of 50 needs a day."""


class PageHinkley(MinuteMeans):
    def __init__(self, stream: str) -> None:
        super().__init__("Page-Hinkley", stream, drift.PageHinkley(threshold=_THRESHOLD))
