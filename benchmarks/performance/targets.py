"""The targets, and what a run says of each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.performance import carrying, crowd, detection
from benchmarks.performance.results import Measure


@dataclass(frozen=True, slots=True)
class Target:
    """limit: the largest value that reaches it, or the smallest where `at_least`. measured: None where it was not.

    least: below it, a value cannot be true. A detection is never quicker than its inference alone, but on a computer
    that is busy with other things it may come out so, and then neither verdict can be given.
    """

    what: str
    limit: float
    measured: float | None
    at_least: bool = False
    unit: str = "x"
    least: float = 0.0

    @property
    def reached(self) -> bool | None:
        if self.measured is None or self.measured < self.least:
            return None
        return self.measured >= self.limit if self.at_least else self.measured <= self.limit


def targets(measured: Sequence[Measure]) -> list[Target]:
    """Ratios are to session.run of the same model in the same rounds."""
    find = _finder(measured)
    found: list[Target] = []
    for side, limit, alone in ((320, 1.40, 1.30), (640, 1.15, 1.15)):
        model, at = f"detector {side}", {"image": detection.USUAL}
        through = find("detection", detection.MACHINE, model, at, "ratio")
        found.append(Target(f"GetDetections, 720p JPEG, {side}, through a machine", limit, through, least=1.0))
        direct = find("detection", detection.ALONE, model, at, "ratio")
        found.append(Target(f"GetDetections, 720p JPEG, {side}, the module alone", alone, direct, least=1.0))
    infer = find("carrying", carrying.OURS, carrying.DETECTOR, {}, "ratio")
    found.append(Target("Infer, 1x3x320x320 float", 1.40, infer, least=1.0))
    stock = find("carrying", carrying.STOCK_BOTH, carrying.CARRIER, {}, "p50")
    ours = find("carrying", carrying.OURS, carrying.CARRIER, {}, "p50")
    quicker = None if stock is None or ours is None else stock / ours
    found.append(Target("Infer, 1x3x640x640 -> 1x84x8400, quicker than the stock codec", 7, quicker, at_least=True))
    for side in detection.SIDES:
        small = find("small calls", crowd.OURS, f"detector {side}", {}, "ratio")
        found.append(Target(f"GetStatus while the {side} infers, p95 as part of session.run", 0.10, small))
    inline = find("clients", crowd.INLINE, "detector 320", {"clients": 4}, "value")
    threads = find("clients", crowd.OURS, "detector 320", {"clients": 4}, "value")
    gain = None if inline is None or threads is None else threads / inline
    found.append(Target("4 clients, throughput over inference on the event loop", 1.2, gain, at_least=True))
    serving = find("start", "until it serves", "onnxruntime", {}, "value")
    found.append(Target("from start to serving", 1.2, serving, unit="s"))
    watching = find("watching", "statistics and samplers", "detector 320", {}, "ratio")
    found.append(Target("statistics and samplers, part of a frame's time", 0.02, watching))
    return found


def _finder(measured: Sequence[Measure]) -> Callable[[str, str, str, Mapping[str, Any], str], float | None]:
    def find(part: str, way: str, model: str, at: Mapping[str, Any], what: str) -> float | None:
        for one in measured:
            if (one.part, one.way, one.model, dict(one.at)) == (part, way, model, dict(at)):
                return getattr(one, what)
        return None

    return find
