from itertools import permutations
from random import Random

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from driftwatch.inference.answer import Box, Detection
from driftwatch.inference.matching import corners_of, count_partners, iou_matrix, overlapping

corners = st.tuples(*[st.floats(0, 1)] * 4).map(
    lambda c: Box(min(c[0], c[2]), min(c[1], c[3]), max(c[0], c[2]), max(c[1], c[3]))
)


@given(st.lists(corners, min_size=1, max_size=4), st.lists(corners, min_size=1, max_size=4))
def test_overlaps_are_those_of_the_boxes(one: list[Box], other: list[Box]) -> None:
    arrays = [np.array([(b.xmin, b.ymin, b.xmax, b.ymax) for b in boxes]) for boxes in (one, other)]
    want = [[a.iou(b) for b in other] for a in one]
    assert iou_matrix(*arrays) == pytest.approx(np.array(want), abs=1e-9)


@given(
    st.lists(corners, max_size=40),
    st.lists(corners, max_size=40),
    st.sampled_from([0.0, 0.1, 0.3, 0.5, 0.9]),
)
@example([Box(0, 0, 1.1e-308, 1)], [Box(0, 0, 1.1e-308, 1)], 0.0)
@example([Box(0, 0, 1.1e-308, 1)], [Box(0, 0, 1.1e-308, 1)], 0.5)
@example([Box(0, 0, 1, 1.1e-308)] * 20, [Box(0, 0, 1, 1)] * 20, 0.1)
def test_a_few_boxes_and_many_overlap_alike(one: list[Box], other: list[Box], least: float) -> None:
    both = [[Detection(b, "a", 0.9) for b in boxes] for boxes in (one, other)]
    found = {(i, j): overlap for i, j, overlap in overlapping(corners_of(both[0]), corners_of(both[1]), least)}
    for i, a in enumerate(one):
        for j, b in enumerate(other):
            if min(a.area, b.area) < 1e-300:  # what is left of so small a product is rounding
                assert 0.0 <= found.get((i, j), 0.0) <= 1.0
                continue
            iou = a.iou(b)
            if abs(iou - least) > 1e-6:
                assert ((i, j) in found) == (iou > least)
            if (i, j) in found:
                assert found[i, j] == pytest.approx(iou, abs=1e-6)


@st.composite
def detections(draw: st.DrawFn) -> list[Detection]:
    """Boxes of two sizes on a coarse grid, so that many of them overlap, in different ways."""
    number = draw(st.integers(0, 5))
    found: list[Detection] = []
    for _ in range(number):
        x, width = draw(st.integers(0, 4)), draw(st.sampled_from([3, 4]))
        found.append(Detection(Box(x / 10, 0.1, (x + width) / 10, 0.6), draw(st.sampled_from("ab")), 0.9))
    return found


def largest(one: list[Detection], other: list[Detection], iou: float) -> int:
    """By trying every assignment."""
    small, large = sorted((one, other), key=len)
    fits = [[a.label == b.label and a.box.iou(b.box) >= iou - 1e-9 for b in large] for a in small]
    return max(
        sum(fits[row][column] for row, column in enumerate(columns))
        for columns in permutations(range(len(large)), len(small))
    )


@given(detections(), detections(), st.sampled_from([0.31, 0.49, 0.62]))
def test_as_many_pairs_as_possible_are_found(one: list[Detection], other: list[Detection], iou: float) -> None:
    assert count_partners(one, other, iou) == largest(one, other, iou)


@given(detections(), detections(), st.randoms())
def test_neither_the_order_of_answers_nor_of_boxes_matters(
    one: list[Detection], other: list[Detection], chance: Random
) -> None:
    pairs = count_partners(one, other, 0.5)
    assert count_partners(other, one, 0.5) == pairs
    assert count_partners(chance.sample(one, len(one)), other, 0.5) == pairs
    assert count_partners(one, one, 0.5) == len(one)


def test_boxes_of_different_labels_are_no_partners() -> None:
    box = Box(0.1, 0.1, 0.4, 0.4)
    assert count_partners([Detection(box, "cat", 0.9)], [Detection(box, "dog", 0.9)], 0.5) == 0
    assert count_partners([Detection(box, "cat", 0.9)], [Detection(box, "cat", 0.2)], 0.5) == 1


def test_hundreds_of_boxes_on_one_place_are_paired() -> None:
    box = Box(0.1, 0.1, 0.4, 0.4)
    assert count_partners([Detection(box, "a", 0.9)] * 300, [Detection(box, "a", 0.9)] * 200, 0.5) == 200


@pytest.mark.parametrize("number", [1, 40])
def test_boxes_too_small_for_their_area_overlap_with_nothing(number: int) -> None:
    speck = (0.0, 0.0, 1e-200, 1e-200)
    assert overlapping([speck] * number, [speck] * number, 0.1) == []
