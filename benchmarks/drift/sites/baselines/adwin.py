"""ADWIN (Bifet & Gavaldà 2007), as river has it, with its usual delta of .002."""

from river.drift import ADWIN

from benchmarks.drift.sites.baselines.minute_means import MinuteMeans


class Adwin(MinuteMeans):
    def __init__(self, stream: str) -> None:
        super().__init__("ADWIN", stream, ADWIN())
