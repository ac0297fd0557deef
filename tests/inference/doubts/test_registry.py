"""The contract of every guard, and where each begins and ends to doubt."""

import pytest

from driftwatch.inference.doubts.always_empty import ALWAYS_EMPTY
from driftwatch.inference.doubts.astray import ASTRAY
from driftwatch.inference.doubts.broken_classes import BROKEN_CLASSES
from driftwatch.inference.doubts.cell_counts import CellCounts
from driftwatch.inference.doubts.cornered import CORNERED
from driftwatch.inference.doubts.crowded_plain import CROWDED_PLAIN, FRAMES, MOST, MOST_FAINT
from driftwatch.inference.doubts.guard import PREFIX, Guard
from driftwatch.inference.doubts.no_area import NO_AREA
from driftwatch.inference.doubts.no_probabilities import NO_PROBABILITIES
from driftwatch.inference.doubts.off_cell import OFF_CELL
from driftwatch.inference.doubts.off_grid import OFF_GRID
from driftwatch.inference.doubts.probabilities_already import PROBABILITIES_ALREADY
from driftwatch.inference.doubts.reaching import REACHING
from driftwatch.inference.doubts.registry import GUARDS
from driftwatch.inference.doubts.scores_outside import SCORES_OUTSIDE
from driftwatch.inference.doubts.tally import Manner, Tally
from driftwatch.inference.doubts.unchanging import RAW_SAMPLES, UNCHANGING
from driftwatch.inference.doubts.unreadable import UNREADABLE
from driftwatch.inference.doubts.whole_image import WHOLE_IMAGE
from driftwatch.inference.heads.common.notes import Notes
from tests.inference.doubts.samples import added, boxes, sample, scores, tally

EMPTY = sample(answers=0)
CLUED = {name: sample(answers=0, clues={name: "one of its outputs is odd"}) for name in (g.name for g in GUARDS)}
SAME = [sample("plain", raw=1, said=1), sample(raw=1, said=1), sample(raw=1, said=1)]

# What each guard doubts.
SIGNS: dict[str, Tally] = {
    "scores_outside": tally(scores(-3.0, 0.9)),
    "probabilities_already": tally(*[sample(notes=Notes(lowest_logit=0.0, highest_logit=0.99)) for _ in range(2)]),
    "no_probabilities": tally(CLUED["no_probabilities"], CLUED["no_probabilities"]),
    "broken_classes": tally(sample(notes=Notes(broken_classes=1))),
    "whole_image": tally(boxes(5, whole=5), boxes(5, whole=4)),
    "no_area": tally(boxes(4, flat=2)),
    "astray": tally(boxes(4, astray=2)),
    "cornered": tally(boxes(1, cornered=1), boxes(2, cornered=2)),
    "reaching": tally(boxes(2, reaching=1), boxes(2, reaching=1)),
    "off_grid": tally(CLUED["off_grid"]),
    "off_cell": tally(*[sample(cells=CellCounts(judged=1, shifted=1)) for _ in range(2)]),
    "crowded_plain": tally(sample("plain", clear=MOST + 1, answers=MOST + 1)),
    "unchanging": tally(*SAME),
    "always_empty": tally(CLUED["always_empty"], CLUED["always_empty"]),
    "unreadable": Tally(Manner("yolo")).failed("NaN").failed("NaN"),
}

# What a model that is read right shows: at a site with objects, at an empty one, before it was tried at all.
SOUND = [
    tally(sample("plain", answers=0), *(boxes(3) for _ in range(20))),
    tally(sample("plain", answers=0), *(sample(answers=0, said=7) for _ in range(50))),
    tally(sample("plain", answers=0, said=7, raw=7), *(sample(answers=0, said=7, raw=7) for _ in range(50))),
    tally(*(scores(0.0, 1.0) for _ in range(5))),
    tally(),
]

every_guard = pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.name)


def test_every_guard_has_a_sign_here() -> None:
    assert sorted(SIGNS) == sorted(guard.name for guard in GUARDS)


@every_guard
def test_its_sign_is_doubted_in_one_line_that_says_what_to_do(guard: Guard) -> None:
    doubt = guard.doubt(SIGNS[guard.name])
    assert doubt is not None
    assert doubt.guard == guard.name
    assert doubt.text.startswith(PREFIX)
    assert doubt.text.isprintable()
    assert "; " in doubt.text
    assert any(word in doubt.text for word in ("decoder", "preset", "export"))


@every_guard
@pytest.mark.parametrize("sound", SOUND, ids=range(len(SOUND)))
def test_nothing_sound_is_doubted(guard: Guard, sound: Tally) -> None:
    assert guard.judge(sound) is None


def test_scores_may_leave_the_range_by_rounding_and_no_more() -> None:
    manner = Manner("yolo", tolerance=0.002)
    assert SCORES_OUTSIDE.judge(tally(scores(-0.002, 1.002), manner=manner)) is None
    assert SCORES_OUTSIDE.judge(tally(scores(0, 1.003), manner=manner)) is not None
    assert SCORES_OUTSIDE.judge(tally(scores(-0.003, 1), manner=manner)) is not None


def test_one_score_outside_is_never_taken_back() -> None:
    assert SCORES_OUTSIDE.judge(added(SIGNS["scores_outside"], [boxes(9)] * 50)) is not None


def test_a_number_outside_shows_that_these_are_logits() -> None:
    negative = sample(notes=Notes(lowest_logit=-0.1, highest_logit=0.5))
    assert PROBABILITIES_ALREADY.judge(added(SIGNS["probabilities_already"], [negative])) is None


def test_the_share_of_broken_boxes_decides_and_later_boxes_take_it_back() -> None:
    for guard, sign in (
        (NO_AREA, "no_area"),
        (ASTRAY, "astray"),
        (WHOLE_IMAGE, "whole_image"),
        (CORNERED, "cornered"),
        (REACHING, "reaching"),
    ):
        assert guard.judge(added(SIGNS[sign], [boxes(1)] * 20)) is None
    assert NO_AREA.judge(tally(boxes(5, flat=2))) is None
    assert ASTRAY.judge(tally(boxes(5, astray=2))) is None
    assert WHOLE_IMAGE.judge(tally(boxes(10, whole=9), boxes(10, whole=8))) is None


def test_one_image_that_an_object_fills_is_no_doubt() -> None:
    assert WHOLE_IMAGE.judge(tally(boxes(5, whole=5))) is None
    assert CORNERED.judge(tally(boxes(5, cornered=5))) is None
    assert REACHING.judge(tally(boxes(5, reaching=5))) is None


def test_boxes_of_a_dense_model_may_reach_over_the_edge() -> None:
    assert REACHING.judge(tally(*[boxes(2, reaching=1)] * 2, manner=Manner("yolo", is_dense=True))) is None
    assert REACHING.judge(tally(boxes(3, reaching=1), boxes(3, reaching=1))) is None


def test_a_few_answers_on_a_plain_image_are_no_crowd() -> None:
    assert CROWDED_PLAIN.judge(tally(sample("plain", clear=MOST, answers=MOST_FAINT))) is None
    assert CROWDED_PLAIN.judge(tally(sample("plain", clear=0, answers=MOST_FAINT + 1))) is not None
    assert CROWDED_PLAIN.judge(tally(sample("plain", clear=900, answers=900), manner=Manner("classifier"))) is None


def test_frames_with_few_answers_take_a_crowd_back() -> None:
    crowd = sample("plain", clear=30, answers=30)
    assert CROWDED_PLAIN.judge(tally(crowd, *(sample(answers=14) for _ in range(FRAMES)))) is None
    assert CROWDED_PLAIN.judge(tally(crowd, *(sample(answers=14) for _ in range(FRAMES - 1)))) is not None
    assert CROWDED_PLAIN.judge(tally(crowd, *(sample(answers=16) for _ in range(FRAMES)))) is not None


def test_the_first_other_answer_takes_an_unchanging_one_back() -> None:
    assert UNCHANGING.judge(added(SIGNS["unchanging"], [sample(said=2)])) is None
    assert UNCHANGING.judge(tally(*SAME[:2])) is None


def test_a_dense_model_whose_outputs_never_change_is_doubted_although_it_sees_nothing() -> None:
    dense = Manner("yolo", is_dense=True)
    idle = [sample(raw=1, said=1, answers=0) for _ in range(RAW_SAMPLES)]
    assert UNCHANGING.judge(tally(*idle, manner=dense)) is not None
    assert UNCHANGING.judge(tally(*idle[1:], manner=dense)) is None
    assert UNCHANGING.judge(tally(*idle[1:], sample(raw=2, said=1, answers=0), manner=dense)) is None
    assert UNCHANGING.judge(tally(*idle)) is None


def test_the_first_answer_takes_emptiness_back() -> None:
    assert ALWAYS_EMPTY.judge(added(SIGNS["always_empty"], [sample()])) is None
    assert ALWAYS_EMPTY.judge(tally(CLUED["always_empty"], EMPTY)) is None


def test_sure_boxes_that_never_come_out_are_doubted() -> None:
    assert ALWAYS_EMPTY.judge(tally(sample(answers=0, boxes=boxes(2).boxes))) is not None


def test_a_clue_that_most_images_lack_is_no_doubt() -> None:
    assert OFF_GRID.judge(tally(CLUED["off_grid"], EMPTY, EMPTY)) is None
    assert OFF_GRID.judge(tally(CLUED["off_grid"], EMPTY)) is not None
    assert NO_PROBABILITIES.judge(tally(CLUED["no_probabilities"])) is None


def test_images_that_can_be_read_take_a_failure_back() -> None:
    failed = SIGNS["unreadable"]
    assert UNREADABLE.judge(added(failed, [sample()])) is not None
    assert UNREADABLE.judge(added(failed, [sample(), sample()])) is None
    assert UNREADABLE.judge(Tally(Manner("yolo")).failed("NaN")) is None


def test_whole_class_numbers_are_no_doubt() -> None:
    assert BROKEN_CLASSES.judge(tally(sample(notes=Notes(broken_classes=0)))) is None


def test_images_whose_boxes_lie_about_their_cells_take_a_shift_back() -> None:
    aside, sound = sample(cells=CellCounts(judged=1, shifted=1)), sample(cells=CellCounts(judged=1))
    assert OFF_CELL.judge(tally(aside)) is None
    assert OFF_CELL.judge(tally(aside, aside, sound, sound, sound)) is None
    far = sample(cells=CellCounts(judged=1, far=1))
    assert "far away" in str(OFF_CELL.judge(tally(far, far)))
