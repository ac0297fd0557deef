"""The frames of a machine's state folder, with what people said of them."""

from dataclasses import replace
from pathlib import Path

from driftwatch.capture.files import Files
from driftwatch.capture.queue.folder import RECORDS, QueueFolder
from driftwatch.cli.label_collect import collect
from driftwatch.cli.review_source import FolderSource
from driftwatch.labelling.frame_set import FrameSet, Truth, TruthSource
from tests.capture.making import kept
from tests.cli.state_folder import with_pool


def state_folder(folder: Path) -> Path:
    """With a hard frame that waits and three frames of the pool."""
    with_pool(folder)
    hard = kept(7)
    QueueFolder(folder / "hard-frames" / "gate" / "queue", Files(), RECORDS).put(0, hard.record, hard.data)
    return folder


def test_hard_frames_come_unlabelled_and_reviewed_ones_with_the_truth(tmp_path: Path) -> None:
    state = state_folder(tmp_path / "state")
    source = FolderSource(state, "", lambda _: None)
    for looked in (True, False):
        frame = source.ask("review_next", {"reviewer": "Anna"})["frames"][0]
        boxes = [{"verdict": "right"} for _ in frame["boxes"]]
        given = {"review": frame["review"], "reviewer": "Anna", "boxes": boxes, "looked_for_misses": looked}
        source.ask("review_submit", given)
    source.close()
    found = collect(state, "", tmp_path / "frames", lambda text: None)
    assert (found.hard, found.reviewed, found.incomplete, found.kept) == (1, 2, 1, 0)
    frames = FrameSet(tmp_path / "frames")
    known = [one for one in frames.frames() if one.truth is not None]
    assert (len(frames.frames()), len(known)) == (3, 1)
    (labelled,) = known
    assert labelled.truth is not None
    assert labelled.truth.source is TruthSource.REVIEW
    assert [(one.label, one.confidence) for one in labelled.truth.boxes] == [("part", 1.0)]
    frames.set_truth(labelled, Truth((), TruthSource.LABELS, "cvat"))
    assert collect(state, "", tmp_path / "frames", lambda text: None).kept == 1
    truth = frames.find(labelled.file).truth
    assert truth is not None
    assert truth.tool == "cvat"


def test_a_hard_frame_that_was_reviewed_too_is_there_once(tmp_path: Path) -> None:
    """Twice, it could not come back from a labelling tool."""
    state = state_folder(tmp_path / "state")
    source = FolderSource(state, "", lambda _: None)
    frame = source.ask("review_next", {"reviewer": "Anna", "count": 1})["frames"][0]
    boxes = [{"verdict": "right"} for _ in frame["boxes"]]
    source.ask("review_submit", {"review": frame["review"], "reviewer": "Anna", "boxes": boxes})
    source.close()
    pooled = collect(state, "", tmp_path / "pooled", lambda text: None)
    assert (pooled.hard, pooled.reviewed) == (1, 1)
    (reviewed,) = [one for one in FrameSet(tmp_path / "pooled").frames() if one.record.camera != kept(7).record.camera]
    again = replace(reviewed.record, charged_to="low_confidence")
    data = FrameSet(tmp_path / "pooled").image(reviewed)
    QueueFolder(state / "hard-frames" / "gate" / "queue", Files(), RECORDS).put(1, again, data)
    collect(state, "", tmp_path / "frames", lambda text: None)
    ids = [one.record.id for one in FrameSet(tmp_path / "frames").frames()]
    assert len(ids) == len(set(ids)) == 2
