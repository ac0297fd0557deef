"""Opens capture for one vision service: where frames wait, and what samplers get besides the frame."""

from dataclasses import dataclass
from pathlib import Path

from driftwatch.attributes import VisionAttributes
from driftwatch.capture.samplers.input import Context
from driftwatch.storage.health import Notify
from driftwatch.storage.ownership import LOCK, Home
from driftwatch.storage.state_dir import hard_frames_folder
from driftwatch.watch.clock import machine_boot, machine_clock
from driftwatch.watch.hard_frames import HardFrames
from driftwatch.watch.hard_frames_settings import HardFramesPorts, HardFramesSettings
from driftwatch.watch.known_labels import KnownLabels
from driftwatch.watch.vision_watch import VisionWatch


@dataclass(frozen=True, slots=True)
class Served:
    """Whose frames are kept: a vision service and, in the model's own order, the labels it gives; None: numbers."""

    service: str
    labels: tuple[str, ...] | None


def open_hard_frames(
    served: Served,
    attributes: VisionAttributes,
    watch: VisionWatch,
    home: Home,
    notify: Notify,
) -> HardFrames | None:
    """None where the attribute `capture` is not set. Frames wait next to the statistics file. Reads the disk.

    While that place cannot be used, or somebody else has it, they wait in memory, and move once it can.
    """
    if attributes.capture is None:
        return None
    folder = hard_frames_folder(home.folder, served.service) if home.folder else None

    def why_not_spool(directory: Path) -> str | None:
        return home.owners.why_not(directory, directory.parent / f".{directory.name}{LOCK}", served.service)

    def context(camera: str) -> Context:
        stream = watch.stream(camera) if camera else None
        if stream is None:
            return Context()
        verdict = stream.snapshot.monitor
        labels = KnownLabels(verdict.reference) if verdict.reference else None
        return Context(labels=labels, drifting=verdict.drift)

    settings = HardFramesSettings(attributes.capture, attributes.spool, folder, served.labels, home.files)
    hard_ports = HardFramesPorts(context, notify, machine_boot(), why_not_spool, watch.passed_over)
    return HardFrames(settings, machine_clock, hard_ports)
