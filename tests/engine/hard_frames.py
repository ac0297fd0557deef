"""Hard frames of one camera, for tests of those who hand them on."""

from pathlib import Path

from driftwatch.capture.samplers.input import Context
from driftwatch.capture.samplers.low_confidence import LowConfidence
from driftwatch.capture.samplers.registry import SamplerSet
from driftwatch.capture.settings import CaptureSettings, QueueSettings
from driftwatch.observation import Moment
from driftwatch.watch.hard_frames import HardFrames
from driftwatch.watch.hard_frames_settings import HardFramesPorts, HardFramesSettings
from tests.capture.making import detection, observed, picture


def unsure_kept_in(folder: Path, lease_seconds: float = 60.0) -> HardFrames:
    """Keeps frames that the model is unsure of; its clock does not move. The caller closes it."""
    queue = QueueSettings(lease_seconds=lease_seconds)
    settings = CaptureSettings(samplers=SamplerSet(low_confidence=LowConfidence()), queue=queue)
    ports = HardFramesPorts(lambda _: Context(), lambda _: None)
    return HardFrames(HardFramesSettings(settings, None, folder), lambda: Moment(1.7e9, 1000.0), ports)


def see(frames: HardFrames, number: int, camera: str = "cam") -> None:
    """An unsure frame, no two numbers alike; returns once it waits."""
    frames.consider(observed([detection(0.5)], 60.0 * number, camera=camera), picture(number))
    frames.settled().result(10)
    frames.written().result(10)
