from driftwatch.inference.answer import Answer
from driftwatch.monitoring.measured import PARTS, Meter
from driftwatch.monitoring.rollup import FrameCounts
from driftwatch.monitoring.settings import StatisticsSettings
from driftwatch.observation import ImageStatistics, Moment, Observation
from tests.monitoring.recordings import MODEL, SIZE, detection, recorded


def test_every_frame_is_in_a_stretch_and_all_but_the_last_are_of_equal_length() -> None:
    for count in (8, 63, 64, 65, 150, 640):
        parts = recorded([[detection(0.5, 0.8)]] * count).parts
        lengths = [part.frames.frames for part in parts]
        assert sum(lengths) == count
        assert set(lengths[:-1]) == {max(count // PARTS, 1)}


def test_looks_are_kept_where_every_frame_has_one() -> None:
    image = ImageStatistics(1.0, 2.0, 3.0, bytes(256))
    assert recorded([[]] * 9, image=lambda _: image).luma_grids == (bytes(256),) * 9
    assert recorded([[]] * 9).luma_grids == ()


def test_detections_are_kept_from_the_floor_up() -> None:
    seen = recorded([[detection(0.5, 0.2), detection(0.5, 0.8)]] * 8)
    assert [len(frame) for frame in seen.detections] == [1] * 8


def test_failed_and_frozen_frames_are_counted_and_say_nothing() -> None:
    meter = Meter(StatisticsSettings(), 10, 25.0)
    for number in range(10):
        meter.add(Observation("footage", Moment(number, number), MODEL, Answer(SIZE, ()), str(number)))
        meter.count(FrameCounts(frozen_frames=1))
    total = meter.measured().total.frames
    assert (total.frames, total.frozen_frames) == (10, 10)


def test_a_stretch_without_frames_is_no_stretch() -> None:
    meter = Meter(StatisticsSettings(), 10, 25.0)
    meter.count(FrameCounts(failed_frames=3))
    assert meter.measured().parts == ()
