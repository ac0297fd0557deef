"""Linking against its definition, one pair at a time."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from driftwatch.monitoring.linking import Linker, Sightings

NAMES = ("car", "person")
Box = tuple[int, float, float, float]
"""Row of the label, centre and larger side."""
boxes = st.tuples(st.integers(0, 1), st.floats(0, 1), st.floats(0, 1), st.sampled_from([0.05, 0.2, 0.5]))
NOTHING: list[Box] = []
distinct = st.lists(
    st.lists(
        st.tuples(
            st.integers(0, 1), st.floats(0, 1, width=32), st.floats(0, 1, width=32), st.sampled_from([0.05, 0.2, 0.5])
        ),
        max_size=5,
    ),
    min_size=1,
    max_size=14,
)
streams = st.lists(st.lists(boxes, max_size=6), min_size=1, max_size=12)


def sightings(frames: list[list[Box]], times: list[float]) -> Sightings:
    flat = [box for frame in frames for box in frame]
    index = [number for number, frame in enumerate(frames) for _ in frame]
    places = np.array([box[1:] for box in flat], np.float64).reshape(-1, 3)
    labels = np.array([box[0] for box in flat], np.int64)
    return Sightings(np.array(index, np.int64), labels, places, np.array(times, np.float64))


def linked(
    frames: list[list[Box]], cuts: list[int], times: list[float] | None = None, remembers: bool = True
) -> tuple[list[bool], list[int]]:
    """begun of each detection and sorted rows of fleeting ones, given in batches; a frame a second if not said."""
    linker, rows = Linker(remembers), {name: row for row, name in enumerate(NAMES)}
    when = times or [float(number) for number in range(len(frames))]
    begun: list[bool] = []
    fleeting: list[int] = []
    edges = [0, *cuts, len(frames)]
    for first, end in pairwise(edges):
        if end > first:
            links = linker.link(sightings(frames[first:end], when[first:end]), rows)
            begun += links.begun.tolist()
            fleeting += links.fleeting.tolist()
    return begun, sorted(fleeting)


def apart(earlier: Box, later: Box) -> float:
    """In larger sides of the later one; 1 and more is another object."""
    if earlier[0] != later[0]:
        return 1.0
    return max(abs(later[1] - earlier[1]), abs(later[2] - earlier[2])) / later[3]


@dataclass
class Known:
    """An object as the definition has it."""

    box: Box
    since: float
    last: float


def defined(frames: list[list[Box]]) -> tuple[list[bool], list[int]]:
    """The definition, object by object: the nearest pairs first, and remembered for as long as it was seen before."""
    begun: list[bool] = []
    fleeting: list[int] = []
    objects: list[Known] = []
    for time, frame in enumerate(frames):
        objects = [one for one in objects if time - one.last <= max(one.last - one.since, 1)]
        pairs = [(apart(one.box, box), i, j) for j, one in enumerate(objects) for i, box in enumerate(frame)]
        owner: dict[int, Known] = {}
        for distance, i, j in sorted(pairs):
            if distance < 1 and i not in owner and objects[j] not in owner.values():
                owner[i] = objects[j]
        seen = list(owner.values())
        fleeting += [one.box[0] for one in objects if one not in seen and one.since == one.last == time - 1]
        for number, box in enumerate(frame):
            one = owner.get(number)
            others = [at for at in range(len(frame)) if at < number or at in owner]
            is_double = one is None and any(apart(frame[at], box) < 0.25 for at in others)
            begun.append(one is None and not is_double)
            if one is not None:
                one.box, one.last = box, time
            elif not is_double:
                objects.append(Known(box, time, time))
    return begun, sorted(fleeting)


@given(distinct)
def test_equals_its_definition(frames: list[list[Box]]) -> None:
    assert linked(frames, []) == defined(frames)


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
    assert linked(frames, [], remembers=False) == ([True, False, True, True, False], [1])


def test_one_that_the_model_loses_now_and_then_begins_once() -> None:
    """Somebody at a desk, whose confidence is below the floor for a while, has not come again."""
    sits: list[Box] = [(1, 0.5, 0.5, 0.2)]
    frames = [sits] * 20 + [NOTHING] * 15 + [sits] * 5
    begun, fleeting = linked(frames, [7, 22])
    assert sum(begun) == 1
    assert fleeting == []


def test_what_was_seen_for_long_enough_ago_is_somebody_else() -> None:
    sits: list[Box] = [(1, 0.5, 0.5, 0.2)]
    frames = [sits] * 10 + [NOTHING] * 10 + [sits] * 5
    assert sum(linked(frames, [])[0]) == 2


def test_after_ten_minutes_nobody_is_known_again() -> None:
    parked: list[Box] = [(0, 0.5, 0.5, 0.2)]
    hours = [float(second) for second in range(0, 7200, 60)]
    for hidden, comes in ((590.0, 1), (660.0, 2)):
        times = [*hours, hours[-1] + 1.0, hours[-1] + hidden]
        frames = [parked] * len(hours) + [NOTHING, parked]
        assert sum(linked(frames, [], times)[0]) == comes


def test_a_car_next_to_a_parked_one_is_another_one() -> None:
    """Its centre is within a box of the other's, which is there itself."""
    parked: Box = (0, 0.5, 0.5, 0.2)
    comes: Box = (0, 0.62, 0.5, 0.2)
    assert linked([[parked], [parked, comes], [comes, parked]], []) == ([True, False, True, False, False], [])


def test_a_second_box_on_an_object_is_no_object() -> None:
    one: Box = (0, 0.5, 0.5, 0.2)
    double: Box = (0, 0.53, 0.5, 0.22)
    assert linked([[one], [one, double], [one], [double, one]], []) == ([True, False, False, False, False, False], [])
    assert linked([[one] * 60], [])[0] == [True] + [False] * 59


def test_frames_far_apart_still_follow_each_other() -> None:
    """At one frame in a minute an object that was seen in one frame is known in the next."""
    stays: Box = (0, 0.5, 0.5, 0.2)
    assert linked([[stays], [stays], [stays]], [], times=[0.0, 60.0, 120.0]) == ([True, False, False], [])


def test_crowds_beyond_what_is_followed_are_no_new_objects() -> None:
    crowd: list[Box] = [(0, number % 20 / 20, number // 20 / 20, 0.01) for number in range(400)]
    begun, fleeting = linked([crowd, crowd, crowd], [1])
    assert len(begun) == 1200
    assert sum(begun) == 300
    assert fleeting == []


def test_labels_that_are_never_the_same_twice_do_not_fill_the_memory() -> None:
    linker = Linker()
    place = np.array([[0.5, 0.5, 0.2]])
    for number in range(3000):
        seen = Sightings(np.zeros(1, np.int64), np.zeros(1, np.int64), place, np.array([float(number)]))
        assert linker.link(seen, {f"label {number // 2}": 0}).begun.tolist() == [number % 2 == 0]
    assert len(linker._numbers) <= 1001  # pyright: ignore[reportPrivateUsage]
