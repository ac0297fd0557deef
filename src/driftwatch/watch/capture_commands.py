"""DoCommand for hard frames: what was kept, keep this one, pause, go on, try another policy."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from driftwatch.config.arguments import NoArguments, arguments_of
from driftwatch.errors import ConfigError
from driftwatch.observation import Moment
from driftwatch.watch.captured import CapturedArguments, captured
from driftwatch.watch.hard_frames import HardFrames
from driftwatch.watch.policy_trial import DryRunArguments, Trial, dry_run
from driftwatch.watch.vision_watch import VisionWatch

A = TypeVar("A")
Answer = dict[str, Any]

_BREAK_SECONDS = 0.0001


@dataclass(frozen=True, slots=True)
class CameraArguments:
    """camera_name: needed only where the service has no default camera."""

    camera_name: str = ""


@dataclass(frozen=True, slots=True)
class CaptureContext:
    """What a command works on. hard_frames: None where the service has no attribute `capture`. camera: the default."""

    hard_frames: HardFrames | None
    watch: VisionWatch
    camera: str
    now: Moment

    @property
    def kept(self) -> HardFrames:
        if self.hard_frames is None:
            raise ConfigError(["capture: this service keeps no hard frames; set the attribute capture, {} will do"])
        return self.hard_frames


@dataclass(frozen=True, slots=True)
class CaptureCommand(Generic[A]):
    """arguments: the keys beside "command" are its fields."""

    arguments: type[A]
    run: Callable[[CaptureContext, A], Answer]


def run_capture_command(context: CaptureContext, command: Mapping[str, Any]) -> Answer:
    """Runs {"command": NAME, ...arguments}, one of CAPTURE_COMMANDS. May wait for the disk, a dry run for many seconds.

    Raises ConfigError for wrong arguments, and where the service has no attribute `capture` but the command needs it.
    """
    entry = CAPTURE_COMMANDS[str(command["command"])]
    return entry.run(context, arguments_of(command, entry.arguments))


def _captured(context: CaptureContext, arguments: CapturedArguments) -> Answer:
    return captured(context.kept, arguments)


def _capture_now(context: CaptureContext, arguments: CameraArguments) -> Answer:
    hard_frames, camera = context.kept, arguments.camera_name or context.camera
    kept = hard_frames.keep_now(camera)
    if kept is None:
        raise ConfigError(
            [f'camera_name: no frame of "{camera}" can be kept: none was seen yet, or privacy forbids it']
        )
    return {"kept": kept.record.id, "camera_name": camera}


def _pause(context: CaptureContext, _: NoArguments) -> Answer:
    context.kept.pause(True)
    return {"paused": True}


def _resume(context: CaptureContext, _: NoArguments) -> Answer:
    context.kept.pause(False)
    return {"paused": False}


def _dry_run(context: CaptureContext, arguments: DryRunArguments) -> Answer:
    present = None if context.hard_frames is None else context.hard_frames.policy
    trial = Trial(context.watch, present, context.now, lambda: time.sleep(_BREAK_SECONDS))
    return dry_run(trial, arguments)


CAPTURE_COMMANDS: dict[str, CaptureCommand[Any]] = {
    "captured": CaptureCommand(CapturedArguments, _captured),
    "capture_now": CaptureCommand(CameraArguments, _capture_now),
    "pause_capture": CaptureCommand(NoArguments, _pause),
    "resume_capture": CaptureCommand(NoArguments, _resume),
    "dry_run": CaptureCommand(DryRunArguments, _dry_run),
}
"""Every command of the vision service about hard frames."""
