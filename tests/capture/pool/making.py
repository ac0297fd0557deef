"""Frames of the pool for tests."""

from collections.abc import Sequence
from pathlib import Path

from driftwatch.capture.files import PrivateFiles
from driftwatch.capture.kept import Reason, Record
from driftwatch.capture.pool.pooled import Pooled, Threshold
from driftwatch.inference.answer import Answer, Detection, Size
from driftwatch.observation import ModelIdentity
from tests.capture.making import MODEL, detection

WHEN = 1.79e9


def pooled(
    number: int = 0,
    detections: Sequence[Detection] = (detection(0.9), detection(0.2)),
    *,
    chance: float = 0.5,
    luck: float = 0.1,
    camera: str = "cam",
    captured: float | None = None,
    model: ModelIdentity = MODEL,
    clues: tuple[str, ...] = (),
    threshold: Threshold | None = None,
) -> Pooled:
    """captured: a minute after the frame before it."""
    when = WHEN + 60 * number if captured is None else captured
    record = Record(
        id=f"{round(when * 1000):013d}-{number:016x}",
        camera=camera,
        captured=when,
        model=model,
        answer=Answer(Size(160, 120), tuple(detections)),
        frame_id=f"{number:040x}",
        reasons=(Reason("review", 1.0, chance),),
        charged_to="review",
        inclusion=chance,
        mime_type="image/jpeg",
    )
    return Pooled(record, luck, threshold or Threshold(), clues)


class QuickFiles(PrivateFiles):
    """Does not wait for the disk: hundreds of frames in a test."""

    def write(self, path: Path, content: bytes) -> None:
        path.write_bytes(content)

    def sync_folder(self, folder: Path) -> None:
        pass
