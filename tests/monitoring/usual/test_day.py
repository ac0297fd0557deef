import json
import struct
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftwatch.monitoring.calendar import HOURS_A_DAY
from driftwatch.monitoring.histogram import BINS, Histogram
from driftwatch.monitoring.record import RecordError
from driftwatch.monitoring.rollup import CONFIDENCE_UNITS, FrameCounts, LabelCounts, RollUp, Totals
from driftwatch.monitoring.settings import StatisticsSettings
from driftwatch.monitoring.usual.day import BLOCK, MOST_LABELS, OF_LABEL, OTHER_LABELS, PICTURE, TOTALS, Day
from tests.monitoring.made import MODEL, MONDAY, SITE, STREAM, day, minutes
from tests.monitoring.strategies import histograms

small = st.integers(0, 500)
label_counts = st.builds(LabelCounts, small, small, small, st.integers(0, 500 * CONFIDENCE_UNITS), small)
counted = label_counts.flatmap(
    lambda counts: st.builds(
        lambda histogram, begun, fleeting: LabelCounts(
            counts.frames,
            counts.detections,
            counts.low_confidence,
            counts.confidence_sum,
            0,
            histogram,
            begun,
            fleeting,
        ),
        histograms,
        small,
        small,
    )
)
shown = st.lists(
    st.tuples(st.integers(0, 1439), st.integers(0, 60), st.dictionaries(st.sampled_from("abc"), counted)), max_size=12
)
Shown = list[tuple[int, int, dict[str, LabelCounts]]]


def filled(entries: Shown) -> Day:
    made = Day(MONDAY, MODEL)
    for minute, frames, labels in entries:
        made.add(RollUp(MONDAY * 86_400 + 60 * minute, "yard", MODEL, Totals(FrameCounts(frames), labels)), minute)
    return made


@given(shown)
def test_equals_adding_up_one_by_one(entries: Shown) -> None:
    made = filled(entries)
    with_frames = [entry for entry in entries if entry[1]]
    assert made.minutes == len(with_frames)
    totals, hours = np.zeros((1440 // BLOCK, len(TOTALS))), {name: np.zeros((24, len(OF_LABEL))) for name in "abc"}
    histogram = Histogram()
    for minute, frames, labels in with_frames:
        totals[minute // BLOCK, 0] += frames
        for name, c in labels.items():
            histogram += c.histogram
            if c.detections:
                units = c.confidence_sum / CONFIDENCE_UNITS
                totals[minute // BLOCK, 1:] += (c.detections, c.low_confidence, units, c.begun, c.fleeting)
                hours[name][minute // 60] += (c.detections, c.low_confidence, units, c.begun, c.fleeting)
    np.testing.assert_allclose(made.blocks(), totals)
    for name, expected in hours.items():
        np.testing.assert_allclose(made.hours_of(name), expected)
    assert Histogram(made.histogram.copy()) == histogram
    assert made.detections == totals[:, 1].sum()


def test_knows_its_first_and_last_minute() -> None:
    made = filled([(5, 60, {}), (700, 0, {}), (600, 60, {})])
    begin = MONDAY * 86_400
    assert (made.first, made.last, made.minutes) == (begin + 300, begin + 36_000, 2)
    assert (Day(MONDAY).first, Day(MONDAY).last) == (0, 0)


@given(shown, st.booleans(), st.integers(0, 9), st.integers(-1, 2))
def test_comes_back_from_its_bytes(entries: Shown, alarmed: bool, era: int, like: int) -> None:
    made = filled(entries)
    made.alarmed, made.era, made.like = alarmed, era, like
    again = Day.unpack(made.pack())
    for name in ("number", "model", "floor", "low_confidence", "minutes", "first", "last", "alarmed", "era", "like"):
        assert getattr(again, name) == getattr(made, name)
    np.testing.assert_allclose(again.blocks(), made.blocks(), rtol=1e-6)
    assert list(again.labels) == list(made.labels)
    for label in made.labels:
        np.testing.assert_allclose(again.hours_of(label), made.hours_of(label), rtol=1e-6)
    assert np.array_equal(again.histogram, made.histogram)


def test_an_empty_day_has_the_thresholds_of_the_default_settings() -> None:
    settings = StatisticsSettings()
    assert (Day(MONDAY).floor, Day(MONDAY).low_confidence) == (settings.floor, settings.low_confidence)


def test_a_day_that_was_read_goes_on_growing() -> None:
    again = Day.unpack(filled([(5, 60, {"a": LabelCounts(1, 2)})]).pack())
    later = RollUp(MONDAY * 86_400 + 360, "yard", MODEL, Totals(FrameCounts(60), {"a": LabelCounts(1, 3)}))
    again.add(later, 6)
    assert again.detections == 5


@given(st.data())
def test_damaged_bytes_are_refused(data: st.DataObject) -> None:
    packed = bytearray(day(SITE, MONDAY).pack())
    at = data.draw(st.integers(0, len(packed) - 1))
    if data.draw(st.booleans()):
        del packed[at:]
    else:
        packed[at] ^= data.draw(st.integers(1, 255))
    try:
        read = Day.unpack(bytes(packed))
    except RecordError:
        return
    assert read.pack() == day(SITE, MONDAY).pack()


@pytest.mark.parametrize("raw", [b"", b"\x00" * 5, b"\x02\x00\x00\x00\x00", b"\x01\x02\x00\x00\x00{}", b"\x01" * 900])
def test_what_is_no_day_is_refused(raw: bytes) -> None:
    with pytest.raises(RecordError):
        Day.unpack(zlib.compress(raw))


def older(made: Day, version: int) -> bytes:
    """As a version before this one wrote it: blocks without fleeting objects, and before 2 no pictures."""
    raw = zlib.decompress(made.pack())
    size = struct.unpack_from("<I", raw, 1)[0]
    at = struct.calcsize("<BI") + size
    head = {name: value for name, value in json.loads(raw[at - size : at]).items() if name != "followed"}
    packed = json.dumps(head).encode()
    body = at + 8 * BINS
    totals, pictures = body + 4 * len(made.totals), 4 * HOURS_A_DAY * len(PICTURE)
    blocks = np.frombuffer(raw[body:totals], "<f4").reshape(-1, len(TOTALS))[:, :-1].tobytes()
    rest = raw[totals if version == 2 else totals + pictures :]
    return zlib.compress(struct.pack("<BI", version, len(packed)) + packed + raw[at:body] + blocks + rest)


@pytest.mark.parametrize("version", [1, 2])
def test_a_day_of_an_earlier_version_is_read_without_what_it_did_not_know(version: int) -> None:
    made = day(SITE, MONDAY)
    read = Day.unpack(older(made, version))
    assert not read.followed
    assert made.followed
    assert read.blocks()[:, :5].tolist() == made.blocks()[:, :5].tolist()
    assert not read.blocks()[:, 5].any()
    assert read.pictures().tolist() == (made.pictures() if version == 2 else np.zeros((HOURS_A_DAY, 4))).tolist()
    for label in made.labels:
        np.testing.assert_array_equal(read.hours_of(label), made.hours_of(label))
    assert Day.unpack(read.pack()).followed is False


def test_pictures_are_added_up_by_the_hour() -> None:
    made = Day(MONDAY, MODEL)
    frames = FrameCounts(frames=60, image_frames=10, brightness_sum=2560, contrast_sum=512, sharpness_sum=256)
    for slot in (540, 541, 600):
        made.add(RollUp(MONDAY * 86_400 + 60 * slot, STREAM, MODEL, Totals(frames, {})), slot)
    assert made.pictures()[9].tolist() == [20.0, 20.0, 4.0, 2.0]
    assert made.pictures()[10].tolist() == [10.0, 10.0, 2.0, 1.0]
    made.forget(600)
    assert made.pictures()[9].tolist() == [0.0] * 4
    assert made.pictures()[10, 0] == 10.0


def test_figures_that_are_not_finite_are_refused() -> None:
    made = Day(MONDAY, MODEL)
    made.totals[3] = float("nan")
    with pytest.raises(RecordError):
        Day.unpack(made.pack())


def test_more_labels_than_are_kept_apart_lose_no_count() -> None:
    labels = {f"label {index}": LabelCounts(1, 2, 1, CONFIDENCE_UNITS, 0) for index in range(MOST_LABELS + 50)}
    made = filled([(100, 60, labels), (101, 60, labels)])
    assert len(made.labels) == MOST_LABELS + 1
    assert made.hours_of(OTHER_LABELS)[:, 0].sum() == 2 * 2 * 50
    assert sum(made.hours_of(label)[:, 0].sum() for label in made.labels) == made.detections == 4 * len(labels)


@given(st.integers(0, 1440))
def test_what_is_forgotten_lies_before_the_block_and_the_hour(until: int) -> None:
    made, whole = day(SITE, MONDAY), day(SITE, MONDAY)
    made.forget(until)
    block, hour = until // BLOCK, until // 60
    assert made.blocks()[:block].sum() == 0
    np.testing.assert_array_equal(made.blocks()[block:], whole.blocks()[block:])
    for label in whole.labels:
        assert made.hours_of(label)[:hour].sum() == 0
        np.testing.assert_array_equal(made.hours_of(label)[hour:], whole.hours_of(label)[hour:])


def test_made_up_days_are_their_minutes() -> None:
    """The helper of the other tests, which makes whole days at once."""
    quick, slow = minutes(SITE, MONDAY).day(), Day(MONDAY, MODEL)
    for slot, closed in enumerate(minutes(SITE, MONDAY).closed()):
        slow.add(closed.rollup, slot)
    np.testing.assert_allclose(quick.blocks(), slow.blocks(), atol=1e-3)
    for label in slow.labels:
        np.testing.assert_allclose(quick.hours_of(label), slow.hours_of(label), atol=1e-3)
    assert np.array_equal(quick.histogram, slow.histogram)
    assert (quick.minutes, quick.first, quick.last) == (slow.minutes, slow.first, slow.last)
    assert quick.histogram.shape == (BINS,)
