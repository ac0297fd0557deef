"""Random frames come into the pool off the reply path, without what must not be seen."""

from concurrent.futures import Future
from pathlib import Path
from random import Random

import pytest

from driftwatch.capture.settings import PrivacySettings
from driftwatch.encoded_image import EncodedImage
from driftwatch.inference.answer import Answer, Size
from driftwatch.watch.reviews.admission import Terms
from driftwatch.watch.reviews.chances import Chances
from driftwatch.watch.reviews.intake import Intake
from driftwatch.watch.reviews.pool import Pool
from driftwatch.watch.reviews.pooled import Pooled, SecondOpinion
from driftwatch.watch.reviews.threshold import Threshold
from tests.capture.making import MODEL, box, detection, observed, picture
from tests.watch.reviews.making import QuickFiles

EVERY = 100_000_000


class Room:
    """A pool into which every frame comes."""

    def __init__(self, folder: Path, privacy: PrivacySettings | None = None) -> None:
        self.pool = Pool(folder, 10.0, QuickFiles())
        terms = Terms(Threshold(0.3), privacy or PrivacySettings(), lambda confidence: confidence, lambda _: 1.0)
        self.intake = Intake(self.pool, Chances(EVERY, Random(1)), terms, lambda _: False, lambda _: None)

    def pooled(self) -> list[Pooled]:
        self.intake.settled().result(10)
        found = [self.pool.read(entry) for entry in self.pool.entries()]
        return [one for one in found if one is not None]


def test_what_is_in_a_frame_decides_its_stratum(tmp_path: Path) -> None:
    room = Room(tmp_path)
    frames = [
        [detection(0.99)],
        [detection(0.4)],
        [detection(0.25)],
        [],
        [detection(0.99, where=box(0.1))],
        [],
        [detection(0.99, "part")],
        [detection(0.99, "dog")],
    ]
    for number, detections in enumerate(frames):
        room.intake.offer(observed(detections, number * 0.5 if number > 3 else number * 10.0), picture(number))
    strata = [one.draw.stratum for one in room.pooled()]
    assert strata == ["certain", "doubtful", "just_below", "empty", "certain", "vanished", "certain", "flicker"]
    assert sum(room.intake.strata().values()) == len(frames)
    room.intake.close()


def test_a_candidate_that_differs_is_waited_for(tmp_path: Path) -> None:
    room, said = Room(tmp_path), Future[Answer | None]()
    room.intake.offer(observed([detection(0.99)], 1.0), picture(1), said, MODEL)
    assert room.pooled() == []
    said.set_result(Answer(Size(160, 120), (detection(0.9, "dog"),)))
    (one,) = room.pooled()
    assert one.draw.stratum == "disagreement"
    assert one.opinion == SecondOpinion(MODEL.key, (detection(0.9, "dog"),), (0,))
    room.intake.close()


@pytest.mark.parametrize(("action", "count", "private"), [("blur", 1, 0), ("skip", 0, 1)])
def test_privacy_is_kept_as_in_capture(tmp_path: Path, action: str, count: int, private: int) -> None:
    privacy = PrivacySettings(labels=("person",), action=action)  # type: ignore[arg-type]
    room, image = Room(tmp_path, privacy), picture(3)
    room.intake.offer(observed([detection(0.9, "person")], 1.0), image)
    pooled = room.pooled()
    assert len(pooled) == count
    assert room.intake.status().private == private
    for one in pooled:
        assert one.record.blurred
        assert room.pool.image(room.pool.entries()[0], one) != image.data
    room.intake.close()


def test_an_image_that_must_be_blurred_and_cannot_be_decoded_is_left_out(tmp_path: Path) -> None:
    room = Room(tmp_path, PrivacySettings(labels=("person",)))
    room.intake.offer(observed([detection(0.9, "person")], 1.0), EncodedImage(b"no image", "image/jpeg"))
    assert room.pooled() == []
    assert room.intake.status().unreadable == 1
    room.intake.close()


def test_metadata_is_taken_out(tmp_path: Path) -> None:
    room = Room(tmp_path)
    data = picture(1).data
    exif = b"\xff\xe1" + (2 + 6 + 10).to_bytes(2, "big") + b"Exif\0\0" + b"GPS-HERE!!"
    room.intake.offer(observed([], 1.0), EncodedImage(data[:2] + exif + data[2:], "image/jpeg"))
    (one,) = room.pooled()
    assert room.pool.image(room.pool.entries()[0], one) == data
    room.intake.close()
