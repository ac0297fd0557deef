from random import Random

from hypothesis import given
from hypothesis import strategies as st

from driftwatch.capture.tracker import MAX_TRACKS, Tracker
from driftwatch.inference.answer import Box, Detection
from tests.capture.making import box, detection, followed

corners = st.tuples(*[st.floats(0, 1)] * 4).map(
    lambda c: Box(min(c[0], c[2]), min(c[1], c[3]), max(c[0], c[2]), max(c[1], c[3]))
)


def test_follows_an_object_that_moves_further_than_its_size_by_its_speed() -> None:
    tracker = Tracker()
    hits = 0
    for number, x in enumerate((0.0, 0.05, 0.15, 0.25, 0.35, 0.45)):
        found = followed(tracker, [detection(0.9, where=box(x, side=0.12))], number, number * 0.2).found
        hits = found[0].track.hits + 1 if found else 1
    assert hits == 6
    assert len(tracker) == 1


def test_each_detection_belongs_to_one_track_and_the_best_overlap_wins() -> None:
    tracker = Tracker()
    followed(tracker, [detection(0.9, "left", box(0.1)), detection(0.9, "right", box(0.2))], 1, 0.0)
    found = followed(tracker, [detection(0.9, where=box(0.19)), detection(0.9, where=box(0.11))], 2, 0.1).found
    assert {(m.track.label, round(m.detection.box.xmin, 2)) for m in found} == {("left", 0.11), ("right", 0.19)}


def test_a_loss_is_told_once() -> None:
    tracker = Tracker()
    followed(tracker, [detection(0.9)], 1, 0.0)
    lost = [len(followed(tracker, [], number, number * 0.1).lost) for number in (2, 3, 4)]
    assert lost == [1, 0, 0]


def test_a_lost_object_is_forgotten_after_its_time() -> None:
    tracker = Tracker(patience=1.0)
    followed(tracker, [detection(0.9)], 1, 0.0)
    assert followed(tracker, [detection(0.9)], 2, 1.0).found
    assert not followed(tracker, [detection(0.9)], 3, 2.1).found


def test_the_same_detection_twice_makes_two_tracks() -> None:
    tracker = Tracker()
    one = detection(0.9)
    followed(tracker, [one, one], 1, 0.0)
    assert len(tracker) == 2


@given(
    st.lists(st.lists(st.builds(lambda b, c: Detection(b, "x", c), corners, st.floats(0, 1)), max_size=40), max_size=6)
)
def test_tracks_are_bounded_and_matches_are_one_to_one(video: list[list[Detection]]) -> None:
    tracker = Tracker()
    for number, detections in enumerate(video):
        tracked = followed(tracker, detections, number, number * 0.1)
        assert len(tracker) <= MAX_TRACKS
        assert len({id(m.track) for m in tracked.found}) == len(tracked.found) <= len(detections)


def test_a_crowd_is_followed_one_by_one() -> None:
    """Each moves a little, and some so far that they overlap others more than before."""
    tracker = Tracker()
    before = [detection(0.9, str(n), box(0.02 + 0.03 * n, side=0.1)) for n in range(25)]
    after = [detection(0.9, str(n), box(0.022 + 0.03 * n, side=0.1)) for n in range(25)]
    followed(tracker, before, 1, 0.0)
    tracked = followed(tracker, after[::-1], 2, 0.1)
    assert {m.track.label: m.detection.label for m in tracked.found} == {str(n): str(n) for n in range(25)}
    assert not tracked.lost
    assert not tracked.begun


@given(st.integers(0, 2**32))
def test_matching_is_greedy_by_overlap(seed: int) -> None:
    chance = Random(seed)
    frames = [
        [detection(0.9, where=box(chance.random() * 0.5, chance.random() * 0.5)) for _ in range(chance.randrange(12))]
        for _ in range(2)
    ]
    tracker = Tracker()
    followed(tracker, frames[0], 1, 0.0)
    found = followed(tracker, frames[1], 2, 0.1).found
    want: set[tuple[Box, Box]] = set()
    overlaps = sorted(((a.box.iou(b.box), i, j) for i, a in enumerate(frames[0]) for j, b in enumerate(frames[1])))
    rows, columns = set[int](), set[int]()
    for overlap, i, j in reversed(overlaps):
        if overlap >= 0.3 and i not in rows and j not in columns:
            rows.add(i)
            columns.add(j)
            want.add((frames[0][i].box, frames[1][j].box))
    assert {(match.track.box, match.detection.box) for match in found} == want


def test_what_was_seen_just_now_comes_before_what_is_lost() -> None:
    tracker = Tracker()
    followed(tracker, [detection(0.9, "lost", box(0.42)), detection(0.9, "seen", box(0.2))], 1, 0.0)
    followed(tracker, [detection(0.9, "seen", box(0.3))], 2, 0.1)
    (match,) = followed(tracker, [detection(0.9, where=box(0.41))], 3, 0.2).found
    assert match.track.label == "seen"
