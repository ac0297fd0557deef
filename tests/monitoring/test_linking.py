"""Linking against its definition, one pair at a time."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from driftwatch.monitoring.linking import Linker, Sightings

NAMES = ("car", "person")
Box = tuple[int, float, float, float]
"""Row of the label, centre and larger side."""
boxes = st.tuples(st.integers(0, 1), st.floats(0, 1), st.floats(0, 1), st.sampled_from([0.05, 0.2, 0.5]))
streams = st.lists(st.lists(boxes, max_size=6), min_size=1, max_size=12)


def sightings(frames: list[list[Box]]) -> Sightings:
    flat = [box for frame in frames for box in frame]
    index = [number for number, frame in enumerate(frames) for _ in frame]
    places = np.array([box[1:] for box in flat], np.float64).reshape(-1, 3)
    return Sightings(np.array(index, np.int64), np.array([box[0] for box in flat], np.int64), places)


def linked(frames: list[list[Box]], cuts: list[int]) -> tuple[list[bool], list[int]]:
    """begun of each detection and sorted rows of fleeting ones, given in batches."""
    linker, rows = Linker(), {name: row for row, name in enumerate(NAMES)}
    begun: list[bool] = []
    fleeting: list[int] = []
    edges = [0, *cuts, len(frames)]
    for first, end in pairwise(edges):
        if end > first:
            links = linker.link(sightings(frames[first:end]), end - first, rows)
            begun += links.begun.tolist()
            fleeting += links.fleeting.tolist()
    return begun, sorted(fleeting)


def same(earlier: Box, later: Box) -> bool:
    near = max(abs(later[1] - earlier[1]), abs(later[2] - earlier[2])) < later[3]
    return earlier[0] == later[0] and near


@given(streams)
def test_equals_its_definition(frames: list[list[Box]]) -> None:
    begun: list[bool] = []
    fleeting: list[int] = []
    for number, frame in enumerate(frames):
        before = frames[number - 1] if number else []
        for box in frame:
            new = not any(same(one, box) for one in before)
            begun.append(new)
            if number + 1 < len(frames) and new and not any(same(box, one) for one in frames[number + 1]):
                fleeting.append(box[0])
    assert linked(frames, []) == (begun, sorted(fleeting))


@given(streams, st.lists(st.integers(0, 12), max_size=4))
def test_the_cut_into_batches_does_not_matter(frames: list[list[Box]], cuts: list[int]) -> None:
    inside = sorted({cut for cut in cuts if cut <= len(frames)})
    assert linked(frames, inside) == linked(frames, [])


def test_one_that_stays_begins_once_and_one_that_flashes_is_fleeting() -> None:
    stays: Box = (0, 0.5, 0.5, 0.2)
    flash: Box = (1, 0.1, 0.1, 0.2)
    begun, fleeting = linked([[stays], [stays, flash], [stays]], [])
    assert begun == [True, False, True, False]
    assert fleeting == [1]


def test_classes_are_all_in_one_place() -> None:
    """The top class of each frame: begun where it is another one than before."""
    place = (1.0, 1.0, 1.0)
    frames: list[list[Box]] = [[(label, *place)] for label in (0, 0, 1, 0, 0)]
    assert linked(frames, []) == ([True, False, True, True, False], [1])


def test_crowds_beyond_what_is_linked_lose_no_detection() -> None:
    crowd: list[Box] = [(0, 0.5, 0.5, 0.2)] * 150
    begun, fleeting = linked([crowd, crowd, crowd], [1])
    assert len(begun) == 450
    assert sum(begun) == 150
    assert fleeting == [] or set(fleeting) == {0}
