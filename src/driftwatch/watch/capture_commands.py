"""DoCommand for hard frames: what was kept, keep this one, pause, go on."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from driftwatch.errors import ConfigError
from driftwatch.watch.hard_frames import HardFrames

Answer = dict[str, Any]


@dataclass(frozen=True, slots=True)
class CameraArguments:
    """camera_name: needed only where the service has no default camera."""

    camera_name: str = ""


def run_capture_command(hard_frames: HardFrames | None, name: str, camera: str) -> Answer:
    """Runs {"command": NAME, ...}. camera: the one that the command is about. May wait for the disk.

    Raises ConfigError where the service has no attribute `capture`.
    """
    if hard_frames is None:
        raise ConfigError(["capture: this service keeps no hard frames; set the attribute capture, {} will do"])
    return CAPTURE_COMMANDS[name](hard_frames, camera)


def _status(hard_frames: HardFrames, _: str) -> Answer:
    return asdict(hard_frames.status())


def _capture_now(hard_frames: HardFrames, camera: str) -> Answer:
    kept = hard_frames.keep_now(camera)
    if kept is None:
        raise ConfigError(
            [f'camera_name: no frame of "{camera}" can be kept: none was seen yet, or privacy forbids it']
        )
    return {"kept": kept.record.id, "camera_name": camera}


def _pause(hard_frames: HardFrames, _: str) -> Answer:
    hard_frames.pause(True)
    return {"paused": True}


def _resume(hard_frames: HardFrames, _: str) -> Answer:
    hard_frames.pause(False)
    return {"paused": False}


CAPTURE_COMMANDS: dict[str, Callable[[HardFrames, str], Answer]] = {
    "captured": _status,
    "capture_now": _capture_now,
    "pause_capture": _pause,
    "resume_capture": _resume,
}
