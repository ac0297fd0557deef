import time

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from driftwatch.inference.heads.head import Candidates
from driftwatch.inference.nms import Suppression, suppress, take

coordinate = st.integers(0, 8).map(lambda n: n / 8)
row = st.tuples(coordinate, coordinate, coordinate, coordinate, st.sampled_from([0.3, 0.5, 0.9]), st.integers(0, 2))


def of(rows: list[tuple[float, float, float, float, float, int]]) -> Candidates:
    table = np.array(rows, dtype=np.float64).reshape(-1, 6)
    return Candidates(table[:, :4], table[:, 4], table[:, 5].astype(np.int64))


def listed(candidates: Candidates) -> list[tuple[object, ...]]:
    return [
        (*b, s, c) for b, s, c in zip(candidates.boxes.tolist(), candidates.scores, candidates.classes, strict=True)
    ]


def iou(a: np.ndarray, b: np.ndarray) -> float:
    sides = np.clip(np.minimum(a[2:], b[2:]) - np.maximum(a[:2], b[:2]), 0, None)
    common = float(sides.prod())
    return common / float((a[2:] - a[:2]).prod() + (b[2:] - b[:2]).prod() - common)


def one_by_one(candidates: Candidates, how: Suppression) -> Candidates:
    """The definition, in a loop."""
    keys = [(-s, *b, c) for *b, s, c in listed(candidates)]  # type: ignore[operator]
    kept: list[int] = []
    for i in sorted(range(len(keys)), key=lambda i: keys[i]):
        box = candidates.boxes[i]
        rivals = [j for j in kept if how.class_agnostic or candidates.classes[j] == candidates.classes[i]]
        if (box[2:] > box[:2]).all() and all(iou(box, candidates.boxes[j]) <= how.iou_threshold for j in rivals):
            kept.append(i)
    return take(candidates, np.array(kept, dtype=np.int64))


@given(rows=st.lists(row, max_size=25), agnostic=st.booleans(), threshold=st.sampled_from([0.21, 0.45, 0.73]))
def test_is_the_greedy_algorithm(
    rows: list[tuple[float, float, float, float, float, int]], agnostic: bool, threshold: float
) -> None:
    how = Suppression(threshold, class_agnostic=agnostic)
    assert listed(suppress(of(rows), how)) == listed(one_by_one(of(rows), how))


@given(rows=st.lists(row, max_size=25), weighted=st.booleans(), seed=st.randoms())
def test_the_order_of_the_candidates_does_not_matter(
    rows: list[tuple[float, float, float, float, float, int]], weighted: bool, seed: st.DataObject
) -> None:
    how = Suppression(0.45, weighted=weighted)
    shuffled = list(rows)
    seed.shuffle(shuffled)  # type: ignore[attr-defined]
    assert listed(suppress(of(shuffled), how)) == listed(suppress(of(rows), how))


def test_the_weighted_mean_of_what_is_suppressed() -> None:
    rows = [
        (0.0, 0.0, 0.4, 0.4, 0.9, 0),
        (0.1, 0.0, 0.5, 0.4, 0.6, 0),
        (0.0, 0.0, 0.4, 0.41, 0.2, 0),
        (0.6, 0.6, 0.9, 0.9, 0.3, 0),
    ]
    found = suppress(of(rows), Suppression(0.3, weighted=True))
    np.testing.assert_allclose(found.boxes, [[0.04, 0, 0.44, 0.4], [0.6, 0.6, 0.9, 0.9]])
    assert found.scores.tolist() == [0.9, 0.3]


def test_a_model_that_sees_things_everywhere_costs_bounded_time() -> None:
    rng = np.random.default_rng(0)
    low = rng.uniform(0, 0.9, (8400, 2))
    noise = Candidates(np.hstack([low, low + 0.02]), rng.uniform(0.1, 1, 8400), rng.integers(0, 80, 8400))
    began = time.thread_time()
    assert len(suppress(noise, Suppression(0.7)).scores) <= 2000
    assert time.thread_time() - began < 3
