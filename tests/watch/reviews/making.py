"""Frames of the pool for tests."""

from collections.abc import Sequence
from pathlib import Path

from driftwatch.capture.files import PrivateFiles
from driftwatch.capture.kept import Reason, Record
from driftwatch.inference.answer import Answer, Detection, Size
from driftwatch.observation import ModelIdentity
from driftwatch.quality.sampling.draw import Draw
from driftwatch.watch.reviews.pooled import Pooled
from driftwatch.watch.reviews.threshold import Threshold
from tests.capture.making import MODEL, detection

WHEN = 1.79e9


def pooled(
    number: int = 0,
    detections: Sequence[Detection] = (detection(0.9), detection(0.15)),
    *,
    chance: float = 0.5,
    priority: float = 0.1,
    stratum: str = "sure",
    camera: str = "cam",
    captured: float | None = None,
    model: ModelIdentity = MODEL,
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
    return Pooled(record, threshold or Threshold(), Draw(chance, stratum, 1.0, priority))


class QuickFiles(PrivateFiles):
    """Does not wait for the disk: hundreds of frames in a test."""

    def write(self, path: Path, content: bytes, is_synced: bool = True) -> None:
        path.write_bytes(content)

    def sync_folder(self, folder: Path) -> None:
        pass
