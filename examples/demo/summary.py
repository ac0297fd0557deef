"""The last words of the demo, and its exit status."""

from collections.abc import Sequence

from examples.demo.tally import Tally


def summary(tallies: Sequence[Tally], seconds: float) -> list[str]:
    """One line a vision service; `seconds` is how long they were watched."""
    return [_line(tally, seconds) for tally in tallies]


def complaints(tallies: Sequence[Tally]) -> list[str]:
    """One line for each service that saw nothing at all; none means that the demo did what it is for."""
    return [
        f"no detection came from {tally.name}" + (f": {tally.error}" if tally.error else "")
        for tally in tallies
        if not tally.frames_with_detection
    ]


def _line(tally: Tally, seconds: float) -> str:
    latency = tally.latency
    if latency is None:
        return f"{tally.name}: no answer"
    return (
        f"{tally.name}: {tally.frames} frames, {tally.frames / max(seconds, 1e-3):.1f} a second; "
        f"a face in {tally.found:.1%} of them, confidence {tally.confidence:.2f}; "
        f"latency {latency.mean:.1f} ms mean, {latency.p95:.1f} ms p95"
    )
