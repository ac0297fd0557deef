from dataclasses import replace

import cv2
import numpy as np

from driftwatch.capture.kept import Kept
from driftwatch.upload.item import pack
from driftwatch.upload.request import UploadRequest
from driftwatch.upload.route import ANSWER, seconds_for
from tests.capture.making import kept
from tests.upload.making import item, jpeg


def test_a_jpeg_goes_as_it_came_but_for_where_it_was_taken() -> None:
    picture = kept(1).data
    placed = picture[:2] + b"\xff\xe1\x00\x0cExif\0\0GPS!" + picture[2:]
    assert pack(kept(1, data=placed), UploadRequest()).data == picture


def test_a_raw_image_goes_as_png() -> None:
    image = np.zeros((4, 6, 4), np.uint8)
    raw = b"RGBA" + (6).to_bytes(4, "big") + (4).to_bytes(4, "big") + image.tobytes()
    packed = pack(kept(1, data=raw, mime_type="image/vnd.viam.rgba"), UploadRequest())
    assert packed.suffix == ".png"
    decoded = cv2.imdecode(np.frombuffer(packed.data, np.uint8), cv2.IMREAD_COLOR)
    assert decoded is not None
    assert decoded.shape == (4, 6, 3)


def test_what_is_no_image_goes_all_the_same() -> None:
    packed = pack(kept(1, data=b"?", mime_type="x/y"), UploadRequest())
    assert (packed.data, packed.suffix) == (b"?", ".bin")


def test_tags_are_those_of_the_frame_and_the_request_once_each() -> None:
    frame = kept(1, data=jpeg(1))
    tagged = Kept(replace(frame.record, tags=("gate", "night")), frame.data)
    packed = pack(tagged, UploadRequest(dataset_id="d", tags=("night", "new")))
    assert packed.tags == ("gate", "night", "new")
    assert packed.dataset_ids == ("d",)
    assert item(1).dataset_ids == ()


def test_a_large_frame_gets_more_time() -> None:
    assert seconds_for(item(1, size=0)) < ANSWER + 1
    assert seconds_for(item(1, size=2_000_000)) > ANSWER + 99
