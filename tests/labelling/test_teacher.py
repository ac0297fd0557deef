from pathlib import Path

from driftwatch.inference.answer import Answer, Box, Detection, Size
from driftwatch.labelling.frame_set import Truth, TruthSource
from driftwatch.labelling.teacher import compare_to_teacher, in_order
from tests.labelling.making import CUP, PLATE, frame_set

SIZE = Size(160, 120)


def test_disputed_frames_come_first_and_labelled_ones_last(tmp_path: Path) -> None:
    frames = frame_set(tmp_path, boxes=((CUP,), (CUP, PLATE), (CUP,)))
    frames.set_truth(frames.frames()[1], Truth((), TruthSource.LABELS, "coco"))
    agrees, labelled, disputed = frames.frames()
    sure = Detection(CUP.box, "cup", 0.9)
    other = Detection(CUP.box, "bowl", 0.8)
    faint = Detection(Box(0, 0, 0.1, 0.1), "cup", 0.1)
    taught = [
        compare_to_teacher(agrees, Answer(SIZE, (sure, faint))),
        compare_to_teacher(labelled, Answer(SIZE, (other,))),
        compare_to_teacher(disputed, Answer(SIZE, (other,))),
    ]
    assert [one.disagreement for one in taught] == [0, 0.4 + 0.9 + 0.8, 0.4 + 0.8]
    ordered = in_order(taught)
    assert [one.frame for one in ordered] == [disputed, agrees, labelled]
    assert [box.label for box in ordered[0].example.boxes] == ["bowl"]
    assert not ordered[0].example.is_truth
    assert ordered[1].example.boxes == (sure,)
    assert ordered[2].example.is_truth
    assert ordered[2].example.boxes == ()
