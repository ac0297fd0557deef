"""The last words of the demo, and its exit status."""

from collections.abc import Sequence

from examples.demo.machine_config import SENSED, SENSOR
from examples.demo.readings import in_words
from examples.demo.rehearsal import Rehearsal
from examples.demo.tally import Tally


def summary(tallies: Sequence[Tally], seconds: float) -> list[str]:
    """One line a vision service; `seconds` is how long they were watched."""
    return [_line(tally, seconds) for tally in tallies]


def story(rehearsal: Rehearsal) -> list[str]:
    """What the drift sensor said, a line each change; nothing where there was no sensor."""
    readings = rehearsal.readings
    if readings is None:
        return []
    changes = [f"  {event.elapsed:5.0f} s  {event.what}" for event in rehearsal.events]
    alarms = sum(event.is_alarm for event in rehearsal.events)
    raised = f"{alarms} alarm{'s' if alarms > 1 else ''} raised" if alarms else "no alarm was raised"
    return [f"{SENSOR} about {SENSED}, at the end: {in_words(readings)}; {raised}", *changes]


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
