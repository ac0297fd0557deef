"""What DoCommand `dry_run` tells: what another policy of capture would have kept of what was seen lately."""

import heapq
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Final

from driftwatch.capture.dry_run import DryRun, Outcome, caveats
from driftwatch.capture.samplers.input import Context
from driftwatch.capture.settings import CaptureSettings
from driftwatch.config.constraints import Range
from driftwatch.errors import BusyError, ConfigError
from driftwatch.observation import Moment
from driftwatch.watch.captured import told
from driftwatch.watch.figures import utc_text
from driftwatch.watch.known_labels import KnownLabels
from driftwatch.watch.recent import MAX_FRAMES, Remembered
from driftwatch.watch.stream_watch import StreamWatch
from driftwatch.watch.vision_watch import VisionWatch

Answer = dict[str, Any]

_ONE_AT_A_TIME: Final = threading.Lock()
_LEAST: Final = 60.0  # seconds that are always judged
_STRETCH: Final = 2  # frames between two breaks: less than a millisecond of work


@dataclass(frozen=True, slots=True)
class DryRunArguments:
    """capture: the policy to try, as the attribute of that name. hours: up to now, of what is still remembered.

    camera_name: "" for all cameras of the service together, as they share one budget.
    """

    camera_name: str = ""
    capture: CaptureSettings = field(default_factory=CaptureSettings)
    hours: Annotated[float, Range(0.01, 24)] = 1.0


@dataclass(frozen=True, slots=True)
class Trial:
    """present: the service's policy, None where it keeps nothing. rest: called every millisecond of work or so, to let
    others have the interpreter.
    """

    watch: VisionWatch
    present: CaptureSettings | None
    now: Moment
    rest: Callable[[], None]


def dry_run(trial: Trial, arguments: DryRunArguments) -> Answer:
    """Plays every remembered frame of the last hours through the asked policy, and through the present one beside it.

    Takes some tenths of a millisecond a frame. Raises ConfigError where nothing is remembered, BusyError
    while another dry run is going on.
    """
    if not _ONE_AT_A_TIME.acquire(blocking=False):
        raise BusyError("a dry run is going on already; ask again when it has answered")
    try:
        return _dry_run(trial, arguments)
    finally:
        _ONE_AT_A_TIME.release()


def _dry_run(trial: Trial, arguments: DryRunArguments) -> Answer:
    streams = _streams(trial.watch, arguments.camera_name)
    since = _since(streams, trial.now.monotonic, arguments.hours)
    looks = all(one.recent.has_looks(since) for one in streams if one.recent.count(since))
    asked = DryRun(arguments.capture, looks)
    present = None if trial.present is None else DryRun(trial.present, looks)
    labels = {one.stream.camera: _labels(one) for one in streams}
    first: Moment | None = None
    readings = [one.recent.read(since) for one in streams]
    for number, one in enumerate(heapq.merge(*readings, key=_when)):
        if looks and not one.look:
            continue  # the first moment of a camera
        first = first or one.observation.at
        context = Context(labels=labels[one.observation.stream], drifting=one.drifting)
        for run in (asked, present):
            if run is not None:
                run.consider(one.observation, context, one.look)
        if number % _STRETCH == 0:
            trial.rest()
    if first is None:
        raise ConfigError([f'hours: "{trial.watch.service}" remembers no frame of that time; it forgets at a restart'])
    return {
        "cameras": sorted(labels),
        "start": utc_text(first.wall),
        "end": utc_text(trial.now.wall),
        "frames": asked.outcome().considered,
        "policy": _outcome(asked.outcome()),
        **({} if present is None else {"now": _outcome(present.outcome())}),
        "caveats": list(caveats(arguments.capture, looks)),
        "examples": [told(record) for record in asked.outcome().records],
    }


def _streams(watch: VisionWatch, camera: str) -> list[StreamWatch]:
    """Raises ConfigError where the camera was not seen."""
    streams = [one for one in watch.streams if camera in ("", one.stream.camera)]
    if not streams:
        seen = f'no frame of "{camera}"' if camera else "no frame, or its statistics are switched off"
        raise ConfigError([f'camera_name: "{watch.service}" has seen {seen}'])
    return streams


def _since(streams: Sequence[StreamWatch], now: float, hours: float) -> float:
    """Seconds of the monotonic clock: less far back where several cameras have more frames than can be judged."""
    seconds = hours * 3600
    while seconds > _LEAST and sum(one.recent.count(now - seconds) for one in streams) > MAX_FRAMES:
        seconds *= 0.9
    return now - seconds


def _labels(stream: StreamWatch) -> KnownLabels | None:
    reference = stream.snapshot.verdict.reference
    return None if reference is None else KnownLabels(reference)


def _when(one: Remembered) -> float:
    return one.observation.at.monotonic


def _outcome(outcome: Outcome) -> Answer:
    share = outcome.kept / outcome.considered if outcome.considered else 0.0
    return {
        "kept": outcome.kept,
        "share": round(share, 6),
        "by_reason": outcome.by_reason,
        "offered": outcome.offered,
        "refused": outcome.refused,
    }
