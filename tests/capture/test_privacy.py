import cv2
import numpy as np
import pytest

from driftwatch.capture.policy import CapturePolicy
from driftwatch.capture.privacy import blur, hidden_boxes, must_skip
from driftwatch.capture.settings import CaptureSettings, PrivacySettings
from driftwatch.encoded_image import EncodedImage
from driftwatch.errors import ImageError
from driftwatch.inference.answer import Answer, Box, Classification, Size
from driftwatch.inference.image import decode
from tests.capture.making import detection, observed, picture
from tests.capture.test_policy import Always

FACES = PrivacySettings(labels=("face",))
LEFT = Box(0.1, 0.25, 0.4, 0.75)


def answer(confidence: float, label: str = "face") -> Answer:
    return Answer(Size(160, 120), (detection(confidence, label, LEFT),))


def test_nothing_is_hidden_unless_asked() -> None:
    assert hidden_boxes(answer(0.9), PrivacySettings()) == ()
    assert not must_skip(answer(0.9), PrivacySettings(action="skip"))


def test_hides_named_labels_from_a_low_confidence_up() -> None:
    assert hidden_boxes(answer(0.1), FACES) == (LEFT,)
    assert hidden_boxes(answer(0.09), FACES) == ()
    assert hidden_boxes(answer(0.9, "car"), FACES) == ()


def test_skip_skips_and_a_class_without_box_is_skipped_either_way() -> None:
    assert must_skip(answer(0.2), PrivacySettings(("face",), "skip"))
    assert not must_skip(answer(0.2), FACES)
    classes = Answer(Size(9, 9), None, (Classification("car", 0.1), Classification("face", 0.9)))
    assert must_skip(classes, FACES)


def test_what_is_blurred_cannot_be_told_and_the_rest_is_as_it_was() -> None:
    noise = np.random.default_rng(1).integers(0, 256, (120, 160, 3), dtype=np.uint8)
    frame = EncodedImage(cv2.imencode(".png", noise)[1].tobytes(), "image/png")
    blurred = blur(frame, (LEFT,))
    assert blurred.mime_type == "image/jpeg"
    before = decode(frame.data, "image/png").pixels.astype(int)
    after = decode(blurred.data, "image/jpeg").pixels.astype(int)
    inside = np.s_[35:85, 20:60]
    assert np.corrcoef(before[inside].mean(axis=2).ravel(), after[inside].mean(axis=2).ravel())[0, 1] < 0.3
    assert np.corrcoef(before[:, 100:].mean(axis=2).ravel(), after[:, 100:].mean(axis=2).ravel())[0, 1] > 0.8


def test_an_image_that_cannot_be_decoded_is_not_blurred() -> None:
    with pytest.raises(ImageError):
        blur(EncodedImage(b"no image", "image/jpeg"), (LEFT,))


def test_the_judge_hides_what_is_below_the_capture_floor_too() -> None:
    front = CapturePolicy(CaptureSettings(privacy=FACES), Always(0.9))
    found = [detection(0.15, "face", LEFT), detection(0.5, "car")]
    (one,) = front.consider(observed(found), picture(1))
    assert one.record.blurred
    assert one.data != picture(1).data
    assert [d.label for d in one.record.answer.detections or ()] == ["car"]


def test_the_judge_skips_also_what_a_person_asks_for() -> None:
    front = CapturePolicy(CaptureSettings(privacy=PrivacySettings(("face",), "skip")), Always(0.9))
    found = [detection(0.15, "face", LEFT), detection(0.5, "car")]
    assert front.consider(observed(found), picture(1)) == ()
    assert front.keep_now(observed(found), picture(1)) is None
    assert front.status(0.0).refused == {"privacy": 2}


def test_the_mosaic_reaches_a_border_beyond_the_box_and_no_further() -> None:
    noise = np.random.default_rng(2).integers(0, 256, (120, 160, 1), dtype=np.uint8).repeat(3, 2)
    frame = EncodedImage(cv2.imencode(".png", noise)[1].tobytes(), "image/png")
    blurred = blur(frame, (LEFT,))
    after = decode(blurred.data, "image/jpeg").pixels.astype(int)
    changed = np.abs(after - noise.astype(int)).mean(axis=2)
    # The box is 16..64 x 30..90 pixels; 15% of its sides are 7.2 and 9.
    for strip in (np.s_[30:90, 10:15], np.s_[30:90, 65:70], np.s_[22:29, 20:60], np.s_[91:98, 20:60]):
        assert changed[strip].mean() > 40
    for strip in (np.s_[30:90, 0:7], np.s_[30:90, 75:90], np.s_[0:18, 20:60], np.s_[102:, 20:60]):
        assert changed[strip].mean() < 30
