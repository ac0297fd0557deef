import pytest

from driftwatch.inference.answer import Answer, Box, Classification, Detection, Size
from driftwatch.observation import ImageStatistics, ModelIdentity, Moment, Observation
from driftwatch.watch.recent import KEPT_CLASSES, MAX_FRAMES, MAX_SECONDS, Recent
from tests.watch.world import MODEL

START = 5000.0


def seen(
    second: float, detections: int = 1, label: str = "cat", model: ModelIdentity = MODEL, luma_grid: bytes = b""
) -> Observation:
    answer = Answer(Size(640, 480), (Detection(Box(0.25, 0.5, 0.75, 1.0), label, 0.75),) * detections)
    at = Moment(1.7e9 + second, START + second)
    image = ImageStatistics(1.0, 2.0, 3.0, luma_grid) if luma_grid else None
    return Observation("cam", at, model, answer, f"{round(second * 1000):08x}" + "ab" * 16, image)


def test_every_frame_comes_back_in_its_order_with_its_time() -> None:
    recent = Recent("cam")
    given = [seen(n * 0.5, n % 3, "cat" if n % 2 else "dog") for n in range(500)]
    for n, one in enumerate(given):
        recent.add(one, drifting=n >= 400)
    read = list(recent.read(START))
    times = [one.observation.at for one in read]
    assert [at.monotonic for at in times] == pytest.approx([one.at.monotonic for one in given], abs=1e-3)
    assert [at.wall for at in times] == pytest.approx([one.at.wall for one in given], abs=1e-3)
    assert [one.drifting for one in read] == [False] * 400 + [True] * 100
    for got, want in zip(read, given, strict=True):
        assert got.observation.stream == "cam"
        assert got.observation.model == MODEL
        assert got.observation.frame_id == want.frame_id[:8]
        assert [one.label for one in got.observation.answer.detections or ()] == [
            one.label for one in want.answer.detections or ()
        ]


def test_only_what_is_asked_for() -> None:
    recent = Recent("cam")
    for second in range(600):
        recent.add(seen(second), drifting=False)
    assert len(list(recent.read(START + 500))) == 100
    assert list(recent.read(START + 600)) == []
    assert 100 <= recent.count(START + 500) <= 160


def test_each_frame_keeps_the_model_that_spoke() -> None:
    recent = Recent("cam")
    other = ModelIdentity("faces", "2")
    recent.add(seen(0), drifting=False)
    recent.add(seen(1, model=other), drifting=False)
    assert [one.observation.model for one in recent.read(START)] == [MODEL, other]


def test_each_frame_has_the_last_look_until_then() -> None:
    recent = Recent("cam")
    dark, bright = bytes(256), bytes([255] * 256)
    for second in range(240):
        recent.add(seen(second, luma_grid={10: dark, 200: bright}.get(second, b"")), drifting=False)
    grids = [one.luma_grid for one in recent.read(START)]
    assert grids == [b""] * 10 + [dark] * 190 + [bright] * 40
    assert next(recent.read(START + 100.5)).luma_grid in (b"", dark)
    assert recent.has_luma_grids(START + 190)
    assert not Recent("cam").has_luma_grids(0)


def test_a_reader_sees_what_there_was_when_it_asked() -> None:
    recent = Recent("cam")
    recent.add(seen(0), drifting=False)
    reading = recent.read(START)
    recent.add(seen(1, label="dog"), drifting=False)
    assert len(list(reading)) == 1


def test_memory_is_bounded_and_the_oldest_make_room() -> None:
    limit = 1_000_000
    recent = Recent("cam", limit)
    for n in range(1500):
        recent.add(seen(n * 0.1, 100), drifting=False)
        assert recent.size <= limit
    assert recent.size > limit - 260_000
    read = list(recent.read(START))
    assert len(read) == recent.count(0) < 1500
    assert read[-1].observation.at.monotonic == pytest.approx(START + 149.9, abs=1e-3)


def test_frames_are_bounded_in_number_and_age() -> None:
    many = Recent("cam")
    for n in range(MAX_FRAMES + 5000):
        many.add(seen(n * 0.03, 0), drifting=False)
    assert MAX_FRAMES - 2100 <= many.count(0) <= MAX_FRAMES
    slow = Recent("cam")
    for hour in range(30):
        slow.add(seen(hour * 3600.0), drifting=False)
    (first, *_) = slow.read(0)
    assert first.observation.at.monotonic == START + 29 * 3600 - MAX_SECONDS


def test_of_many_classes_the_most_probable_stay() -> None:
    recent = Recent("cam")
    classes = tuple(Classification(str(n), n / 1000) for n in range(300))
    recent.add(Observation("cam", Moment(0.0, START), MODEL, Answer(Size(4, 4), None, classes), "00"), drifting=False)
    (read,) = recent.read(0)
    assert read.observation.answer.detections is None
    kept = read.observation.answer.classifications or ()
    assert [one.label for one in kept] == [str(n) for n in range(299, 299 - KEPT_CLASSES, -1)]
