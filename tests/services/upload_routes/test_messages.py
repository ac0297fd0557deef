from dataclasses import replace

import pytest

from driftwatch.inference.answer import Answer, Box, Classification, Detection, Size
from driftwatch.services.upload_routes import messages
from driftwatch.upload.item import UploadItem
from tests.upload.making import item


def answered(answer: Answer) -> UploadItem:
    made = item(1)
    return replace(made, record=replace(made.record, answer=answer))


def test_corners_outside_the_image_are_brought_to_its_edge() -> None:
    going = answered(Answer(Size(9, 9), (Detection(Box(-0.1, 0.2, 1.2, 0.9), "cat", 0.5),)))
    (box,) = messages.whole(going, "v", "p").sensor_contents[0].metadata.annotations.bboxes
    assert (box.x_min_normalized, box.x_max_normalized) == (0.0, 1.0)
    assert (box.y_min_normalized, box.y_max_normalized) == (0.2, 0.9)


def test_of_classes_the_best_one_goes() -> None:
    classes = (Classification("dog", 0.2), Classification("cat", 0.5), Classification("cow", 0.3))
    annotations = messages.whole(answered(Answer(Size(9, 9), None, classes)), "v", "p").sensor_contents[0].metadata
    assert [one.label for one in annotations.annotations.classifications] == ["cat"]
    assert not annotations.annotations.bboxes


def test_a_frame_of_nothing_goes_without_annotations() -> None:
    metadata = messages.whole(answered(Answer(Size(9, 9), ())), "v", "p").sensor_contents[0].metadata
    assert not metadata.annotations.bboxes
    assert not metadata.annotations.classifications


@pytest.mark.parametrize("size", [0, 1, 64 * 1024 - 6, 200_000])
def test_pieces_make_the_whole_and_say_the_same_of_it(size: int) -> None:
    going = item(1, size=size)
    head, *rest = messages.pieces(going, "v", "p")
    assert b"".join(piece.data for piece in rest) == going.data
    assert max(len(piece.data) for piece in rest) <= 64 * 1024
    whole = messages.whole(going, "v", "p")
    assert head.metadata.upload_metadata == whole.metadata
    assert head.metadata.sensor_metadata == whole.sensor_contents[0].metadata


def test_the_camera_is_named_as_the_data_manager_names_it() -> None:
    packed = messages.whole(item(1), "v", "p").metadata.method_parameters["camera_name"]
    assert packed.type_url.endswith("google.protobuf.StringValue")
    assert packed.value.endswith(b"belt")
