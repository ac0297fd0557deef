from driftwatch.inference.answer import Answer
from driftwatch.monitoring.intervals import effective
from driftwatch.monitoring.objects import ObjectLinker
from tests.monitoring.recordings import SIZE, classified, detection, recorded


def test_one_static_object_over_500_frames_is_one_object() -> None:
    seen = recorded([[detection(0.5, 0.8)]] * 500)
    assert len(seen.objects) == 1
    assert seen.objects[0].detections == 500
    assert seen.evidence == 1


def test_an_object_that_walks_through_the_picture_is_one() -> None:
    assert len(recorded([[detection(0.1 + 0.008 * i, 0.8)] for i in range(100)]).objects) == 1


def test_objects_beside_each_other_and_of_other_labels_are_apart() -> None:
    frames = [[detection(0.2, 0.8), detection(0.5, 0.8), detection(0.5, 0.8, "mask")]] * 20
    assert sorted(one.label for one in recorded(frames).objects) == ["face", "face", "mask"]


def test_an_object_unseen_for_a_while_is_the_same_and_after_long_another() -> None:
    linker = ObjectLinker(0.3, 0.6, patience=10)
    for frame in (0, 1, 11, 22):
        linker.add(Answer(SIZE, (detection(0.5, 0.8),)), frame)
    assert [one.detections for one in linker.objects()] == [3, 1]


def test_what_lies_below_the_floor_is_no_object_and_low_confidence_is_counted() -> None:
    (one,) = recorded([[detection(0.5, c)] for c in (0.2, 0.4, 0.7, 0.7, 0.7, 0.7, 0.7, 0.7, 0.7)]).objects
    assert (one.detections, one.low_confidence) == (8, 1)


def test_a_classifier_that_is_shown_the_same_thing_sees_one_object_until_the_picture_changes() -> None:
    same, other = bytes(256), bytes([200] * 256)
    seen = classified([("ok", 0.9, same)] * 10 + [("ok", 0.9, other)] * 10 + [("bad", 0.9, other)] * 5)
    assert [(one.label, one.detections) for one in seen.objects] == [("ok", 10), ("ok", 10), ("bad", 5)]


def test_equal_weights_count_in_full_and_a_heavy_one_alone() -> None:
    assert effective([3.0] * 7) == 7
    assert 1 < effective([100.0, 1.0, 1.0]) < 1.1
    assert effective([]) == 0
