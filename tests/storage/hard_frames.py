"""Hard frames as an earlier life has left them."""

from collections.abc import Sequence
from pathlib import Path

from driftwatch.capture.files import Files
from driftwatch.capture.kept import Kept
from driftwatch.capture.queue.folder import RECORDS, QueueFolder
from driftwatch.storage.state_dir import QUEUE, hard_frames_folder


def leave_frames(state: Path, service: str, frames: Sequence[Kept]) -> None:
    """They wait in the folder of `service`."""
    folder = QueueFolder(hard_frames_folder(state, service) / QUEUE, Files(), RECORDS)
    for number, frame in enumerate(frames):
        folder.put(number, frame.record, frame.data)
