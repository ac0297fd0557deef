"""Frames written out as a data set of one format."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from driftwatch.capture.exports.example import IMAGES, Example, labels_of
from driftwatch.capture.files import Files
from driftwatch.errors import DatasetError
from driftwatch.labelling.frame_set import FrameSet, KnownFrame
from driftwatch.labelling.writers.registry import LABEL_WRITERS


def write_out(
    frames: FrameSet, chosen: Sequence[tuple[KnownFrame, Example]], form: str, out: Path, step: Callable[[], None]
) -> tuple[str, ...]:
    """Gives the labels. The frames come in the order given, where the format has one.

    step: called after each frame. Raises DatasetError where `out` holds something, and OSError.
    """
    if out.exists() and any(out.iterdir()):
        raise DatasetError(f"{out}: is not empty; name a new folder")
    files, writer = Files(), LABEL_WRITERS[form]
    examples = [example for _, example in chosen]
    labels = labels_of(examples)
    files.make_folder(out / IMAGES)
    for frame, example in chosen:
        files.write(out / IMAGES / frame.file, frames.image(frame), is_synced=False)
        _write(files, out, writer.sidecars(example, labels))
        step()
    _write(files, out, writer.index(examples, labels))
    return labels


def _write(files: Files, out: Path, content: Mapping[str, bytes]) -> None:
    for path, data in content.items():
        files.make_folder((out / path).parent)
        files.write(out / path, data, is_synced=False)
