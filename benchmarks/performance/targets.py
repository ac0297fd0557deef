"""The targets, and what a run says of each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.performance import cameras, carrying, crowd, detection
from benchmarks.performance.results import Measure
from benchmarks.performance.timing import RAW


@dataclass(frozen=True, slots=True)
class Target:
    """limit: the largest value that reaches it, or the smallest where `at_least`. measured: None where it was not.

    least: below it, a value cannot be true. A detection is never quicker than its inference alone, but on a computer
    that is busy with other things it may come out so, and then neither verdict can be given. floor: what a call that
    carries nothing costs in the same run, which no work of ours can go below. watched: out of reach on the computers
    that it was measured on, for a reason that the page on speed gives; the figure is followed and has no verdict.
    spread: the lowest and the highest of several runs, of which `measured` is the median; None with a single run.
    """

    what: str
    limit: float
    measured: float | None
    at_least: bool = False
    unit: str = "x"
    least: float = 0.0
    floor: float | None = None
    watched: bool = False
    spread: tuple[float, float] | None = None

    @property
    def reached(self) -> bool | None:
        if self.watched or self.measured is None or self.measured < self.least:
            return None
        return self.measured >= self.limit if self.at_least else self.measured <= self.limit

    @property
    def verdict(self) -> str:
        if self.watched:
            return "watched"
        return {True: "reached", False: "missed", None: "not known"}[self.reached]


Find = Callable[[str, str, str, Mapping[str, Any], str], float | None]


def targets(measured: Sequence[Measure]) -> list[Target]:
    """Ratios are to session.run of the same model in the same rounds, and what is added is the difference to it."""
    find = _finder(measured)
    return [*_added(find), *_ratios(find), *_quicker(find), *_many_cameras(find), *_watched(find)]


def _added(find: Find) -> list[Target]:
    """What the module adds to an inference, in milliseconds."""
    found: list[Target] = []
    for side, wall, processor in ((320, 8, 6), (640, 9, 7)):
        model, at, call = f"detector {side}", {"image": detection.USUAL}, f"GetDetections, 720p, {side}"
        through = find("detection", detection.MACHINE, model, at, "p50")
        inference = find("detection", RAW, model, at, "p50")
        waited = None if through is None or inference is None else through - inference
        empty = find("detection", detection.EMPTY, model, at, "p50")
        what = f"{call}: added to the inference, through a machine"
        found.append(Target(what, wall, waited, unit="ms", floor=empty))
        used = find("shares", "module", call, {}, "p50")
        nothing = find("shares", "module", "GetStatus", {}, "p50")
        what = f"{call}: the module's processor time without the inference"
        found.append(Target(what, processor, used, unit="ms", floor=nothing))
    return found


def _ratios(find: Find) -> list[Target]:
    found: list[Target] = []
    for side, limit in ((320, 1.50), (640, 1.12)):
        ratio = find("detection", detection.MACHINE, f"detector {side}", {"image": detection.USUAL}, "ratio")
        found.append(Target(f"GetDetections, 720p, {side}: times the inference", limit, ratio, least=1.0))
    watching = find("watching", "statistics and samplers", "detector 320", {}, "ratio")
    found.append(Target("statistics and samplers, part of a frame's time", 0.02, watching))
    return found


def _quicker(find: Find) -> list[Target]:
    stock = find("carrying", carrying.STOCK_BOTH, carrying.CARRIER, {}, "p50")
    ours = find("carrying", carrying.OURS, carrying.CARRIER, {}, "p50")
    quicker = None if stock is None or ours is None else stock / ours
    serving = find("start", "until it serves", "onnxruntime", {}, "value")
    return [
        Target("Infer, 1x3x640x640 -> 1x84x8400, quicker than the stock codec", 7, quicker, at_least=True),
        Target("from start to serving", 0.8, serving, unit="s"),
    ]


def _many_cameras(find: Find) -> list[Target]:
    """Eight cameras at five frames a second with everything on, on one model."""

    def frames(way: str) -> float | None:
        return find(cameras.FRAMES, way, "1 model", {"cameras": 8}, "value")

    def share(some: float | None, of: float | None) -> float | None:
        return None if some is None or not of else some / of

    asked = f"8 cameras x {cameras.HZ:g} frames a second, everything on"
    plain, builtin = frames(cameras.PLAIN), frames(cameras.BUILTIN_ASKED)
    return [
        Target(
            f"{asked}: frames looked at, of those of OpenCV and ONNX Runtime alone", 0.8,
            share(frames(cameras.WATCHING), plain), at_least=True,
        ),
        Target(
            f"{asked}: frames answered, of those of the builtin service asked as often", 1.6,
            share(frames(cameras.ASKED), builtin), at_least=True,
        ),
    ]  # fmt: skip


def _watched(find: Find) -> list[Target]:
    """Out of reach where client, machine, module and inference share two cores."""
    infer = find("carrying", carrying.OURS, carrying.DETECTOR, {}, "ratio")
    found = [Target("Infer, 1x3x320x320 float", 1.40, infer, least=1.0, watched=True)]
    for side in detection.SIDES:
        small = find("small calls", crowd.OURS, f"detector {side}", {}, "ratio")
        found.append(
            Target(f"GetStatus while the {side} infers, p95 as part of session.run", 0.10, small, watched=True)
        )
    inline = find("clients", crowd.INLINE, "detector 320", {"clients": 4}, "value")
    threads = find("clients", crowd.OURS, "detector 320", {"clients": 4}, "value")
    gain = None if inline is None or threads is None else threads / inline
    what = "4 clients, throughput over inference on the event loop"
    return [*found, Target(what, 1.2, gain, at_least=True, watched=True)]


def _finder(measured: Sequence[Measure]) -> Find:
    def find(part: str, way: str, model: str, at: Mapping[str, Any], what: str) -> float | None:
        for one in measured:
            if (one.part, one.way, one.model, dict(one.at)) == (part, way, model, dict(at)):
                return getattr(one, what)
        return None

    return find
