import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftwatch.inference.answer import Answer, Box, Classification, Detection, Size
from driftwatch.observation import Moment, Observation
from driftwatch.storage.database import open_memory
from driftwatch.storage.interning import InternedNames
from driftwatch.storage.packing import KEPT_DETECTIONS
from driftwatch.storage.records import SampleRecord
from driftwatch.storage.rollups import Span
from driftwatch.storage.samples import KEPT_CLASSES, add_sample, read_samples
from tests.storage.records import MODEL, START, STREAM, sample

share = st.floats(0, 1)
labels = st.text(max_size=5)
detections = st.lists(st.builds(Detection, st.builds(Box, share, share, share, share), labels, share), max_size=8)
classes = st.lists(st.builds(Classification, labels, share), max_size=8)
answers = st.builds(
    Answer,
    st.builds(Size, st.integers(1, 70_000), st.integers(1, 70_000)),
    st.none() | detections.map(tuple),
    st.none() | classes.map(tuple),
)


def stored(answer: Answer) -> Observation:
    connection = open_memory()
    seen = Observation(STREAM.camera, Moment(1_790_000_000.25, 5.0), MODEL, answer, "00ff" * 16)
    add_sample(connection, InternedNames(connection), SampleRecord(STREAM, seen))
    (read,) = read_samples(connection, STREAM, Span(1_790_000_000, 1_790_000_001))
    return read


def near(a: float, b: float) -> bool:
    return math.isclose(a, b, abs_tol=1e-5)


@given(answers)
def test_an_observation_comes_back_within_a_rounding(answer: Answer) -> None:
    read = stored(answer)
    assert (read.at.wall, read.model, read.frame_id) == (1_790_000_000.0, MODEL, "00ff" * 2)
    assert read.answer.size == Size(min(answer.size.width, 65_535), min(answer.size.height, 65_535))
    assert (read.answer.detections is None) == (answer.detections is None)
    assert (read.answer.classifications is None) == (answer.classifications is None)
    wanted = sorted(answer.detections or (), key=lambda d: -d.confidence)
    for got, want in zip(read.answer.detections or (), wanted, strict=True):
        assert got.label == want.label
        assert near(got.confidence, want.confidence)
        assert got.box.xmin == pytest.approx(want.box.xmin, abs=5e-4)
        assert got.box.ymin == pytest.approx(want.box.ymin, abs=5e-4)
        assert got.box.xmax == pytest.approx(want.box.xmax, abs=5e-4)
        assert got.box.ymax == pytest.approx(want.box.ymax, abs=5e-4)
    top = sorted(answer.classifications or (), key=lambda c: -c.confidence)[:KEPT_CLASSES]
    assert [c.label for c in read.answer.classifications or ()] == [c.label for c in top]


def test_a_crowd_is_cut_to_the_most_confident() -> None:
    box = Box(0, 0, 1, 1)
    many = tuple(Detection(box, "x", i / 1000) for i in range(1000))
    read = stored(Answer(Size(1, 1), many)).answer.detections
    assert read is not None
    assert len(read) == KEPT_DETECTIONS
    assert near(read[-1].confidence, 0.9)


def test_frames_of_a_span_come_back_one_by_one() -> None:
    connection = open_memory()
    names = InternedNames(connection)
    for second in (0, 10, 59, 61):
        add_sample(connection, names, sample(START + second, 0.9, 0.4))
    read = list(read_samples(connection, STREAM, Span(START + 10, START + 60)))
    assert [o.at.wall - START for o in read] == [10, 59]
    assert all(len(o.answer.detections or ()) == 2 for o in read)


@given(st.binary(max_size=40))
def test_a_row_that_cannot_be_read_is_passed_over(body: bytes) -> None:
    connection = open_memory()
    names = InternedNames(connection)
    add_sample(connection, names, sample(START, 0.9, 0.4))
    connection.execute("UPDATE sample SET body = ?", (body,))
    add_sample(connection, names, sample(START + 10, 0.9, 0.4))
    read = list(read_samples(connection, STREAM, Span(START, START + 60)))
    assert read[-1].at.wall == START + 10
