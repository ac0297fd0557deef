"""DoCommand `dry_run`: what another policy of capture would have kept of what was seen lately."""

import asyncio
import heapq
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Final

from driftwatch.capture.dry_run import DryRun, Outcome, caveats
from driftwatch.capture.samplers.input import Context
from driftwatch.capture.settings import CaptureSettings
from driftwatch.commands.command import Answer, ServiceCommand
from driftwatch.commands.context import ServiceContext
from driftwatch.commands.record_json import record_json
from driftwatch.config.constraints import Range
from driftwatch.errors import BusyError, ConfigError
from driftwatch.observation import Moment
from driftwatch.watch.known_labels import KnownLabels
from driftwatch.watch.recent import MAX_FRAMES, RecentFrame
from driftwatch.watch.statistics_query import utc_text
from driftwatch.watch.stream_watch import StreamWatch
from driftwatch.watch.vision_watch import VisionWatch

_ONE_AT_A_TIME: Final = threading.Lock()
_LEAST: Final = 60.0  # seconds that are always judged
_STRETCH: Final = 2  # frames between two breaks: less than a millisecond of work
_BREAK_SECONDS: Final = 0.0001


@dataclass(frozen=True, slots=True)
class DryRunArguments:
    """What to try, and on which frames."""

    camera_name: str = ""
    """Empty for all cameras of the service together, as they share one budget."""
    capture: CaptureSettings = field(default_factory=CaptureSettings)
    """The policy to try, as the attribute of that name."""
    hours: Annotated[float, Range(0.01, 24)] = 1.0
    """Up to now, of what is still remembered."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What a dry run works on."""

    watch: VisionWatch
    present: CaptureSettings | None
    """The service's policy, None where it keeps nothing."""
    now: Moment
    rest: Callable[[], None]
    """Called every millisecond of work or so, to let others have the interpreter."""


async def dry_run(context: ServiceContext, arguments: DryRunArguments) -> Answer:
    """May take many seconds, so not on the threads that everything shares."""
    present = None if context.hard_frames is None else context.hard_frames.policy
    trial = Trial(context.watch, present, context.clock(), lambda: time.sleep(_BREAK_SECONDS))
    return await asyncio.to_thread(try_policy, trial, arguments)


def try_policy(trial: Trial, arguments: DryRunArguments) -> Answer:
    """Plays every remembered frame of the last hours through the asked policy and through the present one.

    Takes some tenths of a millisecond a frame. Raises ConfigError where nothing is remembered, BusyError
    while another dry run is going on.
    """
    if not _ONE_AT_A_TIME.acquire(blocking=False):
        raise BusyError("a dry run is going on already; ask again when it has answered")
    try:
        return _try_policy(trial, arguments)
    finally:
        _ONE_AT_A_TIME.release()


def _try_policy(trial: Trial, arguments: DryRunArguments) -> Answer:
    streams = _streams(trial.watch, arguments.camera_name)
    since = _since(streams, trial.now.monotonic, arguments.hours)
    luma_grids = all(one.recent.has_luma_grids(since) for one in streams if one.recent.count(since))
    asked = DryRun(arguments.capture, luma_grids)
    present = None if trial.present is None else DryRun(trial.present, luma_grids)
    labels = {one.stream.camera: _labels(one) for one in streams}
    first: Moment | None = None
    readings = [one.recent.read(since) for one in streams]
    for number, one in enumerate(heapq.merge(*readings, key=_when)):
        if luma_grids and not one.luma_grid:
            continue  # the first moment of a camera
        first = first or one.observation.at
        context = Context(labels=labels[one.observation.stream], drifting=one.drifting)
        for run in (asked, present):
            if run is not None:
                run.consider(one.observation, context, one.luma_grid)
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
        "caveats": list(caveats(arguments.capture, luma_grids)),
        "examples": [record_json(record) for record in asked.outcome().records],
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
    reference = stream.snapshot.monitor.reference
    return None if reference is None else KnownLabels(reference)


def _when(one: RecentFrame) -> float:
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


DRY_RUN = ServiceCommand(
    name="dry_run",
    arguments=DryRunArguments,
    summary="What the policy `capture` would have kept of the last hours, and what the present one would have.",
    example={"capture": {"samplers": {"low_confidence": {"threshold": 0.8}}}, "hours": 1},
    run=dry_run,
)
