import json
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from driftwatch.capture.budget.settings import BudgetSettings
from driftwatch.capture.kept import Kept
from driftwatch.capture.policy import MAX_STREAMS, CapturePolicy
from driftwatch.capture.samplers import random
from driftwatch.capture.samplers.drift import Drift
from driftwatch.capture.samplers.fleeting import Fleeting
from driftwatch.capture.samplers.input import Context
from driftwatch.capture.samplers.low_confidence import LowConfidence
from driftwatch.capture.samplers.registry import SamplerSet
from driftwatch.capture.samplers.vanished import Vanished
from driftwatch.capture.settings import CaptureSettings
from driftwatch.config.reader import read
from driftwatch.encoded_image import EncodedImage
from driftwatch.observation import Moment
from tests.capture.making import MODEL, box, detection, observed, picture

FREE = BudgetSettings(
    per_minute=10**6, per_hour=10**6, per_day=10**6, burst=10**4, cooldown_seconds=0.0, duplicate_difference=0.0
)


class Always(Random):
    """A chance that always falls on `value`."""

    def __init__(self, value: float) -> None:
        super().__init__(0)
        self.value = value

    def random(self) -> float:
        return self.value


def judge(chance: float = 0.999, save: list[str] | None = None, **attributes: Any) -> CapturePolicy:
    settings = read(CaptureSettings, attributes).value
    return CapturePolicy(settings, Always(chance), None if save is None else save.append, "boot")


def freely(samplers: SamplerSet) -> CapturePolicy:
    return CapturePolicy(CaptureSettings(samplers=samplers, budget=FREE), Always(0.999))


def test_an_empty_object_keeps_what_is_unsure() -> None:
    front = judge()
    assert front.consider(observed([detection(0.9)]), picture(1)) == ()
    (one,) = front.consider(observed([detection(0.9, where=box(0.1)), detection(0.4)], 1.0), picture(2))
    record = one.record
    assert [reason.name for reason in record.reasons] == ["low_confidence"]
    assert record.charged_to == "low_confidence"
    assert record.inclusion == pytest.approx(1.0)
    assert record.model == MODEL
    assert one.data == picture(2).data


def test_a_frozen_camera_is_no_observation_for_any_sampler() -> None:
    front = freely(SamplerSet(random=random.Random(probability=1.0), low_confidence=LowConfidence(edge=0.0)))
    frames = [replace(observed([detection(0.4)], n / 10), frame_id=frame) for n, frame in enumerate("aaabbaa")]
    kept = [bool(front.consider(one, picture(ord(one.frame_id)))) for one in frames]
    assert kept == [True, False, False, True, False, True, False]
    assert front.status(1.0).considered == 3


def test_first_annotations_begin_at_the_floor() -> None:
    (one,) = judge(floor=0.3).consider(
        observed([detection(0.29), detection(0.3), detection(0.9, where=box(0.1))]), picture(1)
    )
    assert [d.confidence for d in one.record.answer.detections or ()] == [0.3, 0.9]
    assert judge(floor=0.3).consider(observed([detection(0.29)]), picture(1)) == ()


def test_a_missed_object_gives_the_frame_that_missed_it() -> None:
    front = freely(SamplerSet(vanished=Vanished()))
    kept: list[Kept] = []
    for n, confidence in enumerate([0.9, 0.9, 0.9, 0, 0, 0.9]):
        found = [detection(confidence, where=box(0.2 + 0.02 * n))] if confidence else []
        kept += front.consider(observed(found, n * 0.1), picture(n))
    (one,) = kept
    assert one.record.frame_id == observed([], 0.3).frame_id
    assert one.data == picture(3).data
    assert one.record.answer.detections == ()


def test_an_object_in_one_frame_only_gives_that_frame() -> None:
    front = freely(SamplerSet(fleeting=Fleeting()))
    kept: list[Kept] = []
    for n in range(5):
        kept += front.consider(observed([detection(0.9)] if n == 2 else [], n * 0.1), picture(n))
    (one,) = kept
    assert one.record.frame_id == observed([], 0.2).frame_id
    assert one.data == picture(2).data
    assert [d.confidence for d in one.record.answer.detections or ()] == [0.9]


def test_a_fleeting_frame_kept_for_another_reason_is_not_kept_again() -> None:
    front = freely(SamplerSet(fleeting=Fleeting(), low_confidence=LowConfidence()))
    kept: list[Kept] = []
    for n in range(5):
        kept += front.consider(observed([detection(0.55)] if n == 2 else [], n * 0.1), picture(n))
    assert [one.record.charged_to for one in kept] == ["low_confidence"]


def test_a_frame_kept_for_another_reason_is_not_kept_again_when_it_proves_to_have_missed_something() -> None:
    front = freely(SamplerSet(vanished=Vanished(), low_confidence=LowConfidence()))
    kept: list[Kept] = []
    for n in range(6):
        found = [detection(0.9, where=box(0.2))] if n != 3 else [detection(0.4, where=box(0.7, 0.7, 0.1))]
        kept += front.consider(observed(found, n * 0.1), picture(n))
    assert [one.record.charged_to for one in kept] == ["low_confidence"]


def test_all_reasons_are_recorded_and_the_best_one_pays() -> None:
    samplers = SamplerSet(low_confidence=LowConfidence(), drift=Drift(probability=0.02))
    front = CapturePolicy(CaptureSettings(samplers=samplers, budget=FREE), Always(0.01))
    (one,) = front.consider(observed([detection(0.5)]), picture(1), Context(drifting=True))
    assert [(r.name, r.value, r.probability) for r in one.record.reasons] == [
        ("drift", 0.6, 0.02),
        ("low_confidence", 0.5, 1.0),
    ]
    assert one.record.charged_to == "drift"
    assert one.record.value == pytest.approx(1 - 0.4 * 0.5)


def test_inclusion_counts_reasons_that_the_draw_missed() -> None:
    samplers = SamplerSet(low_confidence=LowConfidence(probability=0.5), drift=Drift(probability=0.02))
    front = CapturePolicy(CaptureSettings(samplers=samplers, budget=FREE), Always(0.3))
    (one,) = front.consider(observed([detection(0.5)]), picture(1), Context(drifting=True))
    assert [reason.name for reason in one.record.reasons] == ["low_confidence"]
    assert one.record.inclusion == pytest.approx(1 - 0.5 * 0.98)


def test_a_fair_sample_is_fair_whatever_else_speaks() -> None:
    settings = read(CaptureSettings, {"samplers": {"random": {"probability": 0.1}, "low_confidence": {}}}).value
    front = CapturePolicy(settings, Random(4))
    counts = {True: [0, 0], False: [0, 0]}
    for n in range(2000):
        unsure = n % 2 == 0
        kept = front.consider(observed([detection(0.5 if unsure else 0.9)], n * 100.0), picture(1))
        counts[unsure][0] += 1
        counts[unsure][1] += any(r.name == "random" for one in kept for r in one.record.reasons)
    for seen, sampled in counts.values():
        assert sampled / seen == pytest.approx(0.1, abs=0.02)


def test_a_scene_that_stands_still_is_kept_once() -> None:
    front = judge(budget={"cooldown_seconds": 0.0})
    kept = [front.consider(observed([detection(0.5)], n * 20.0), picture(1)) for n in range(5)]
    assert [len(one) for one in kept] == [1, 0, 0, 0, 0]
    assert front.status(100.0).refused == {"duplicate": 4}
    assert len(front.consider(observed([detection(0.5)], 120.0), picture(2))) == 1


def test_a_frame_that_is_no_image_is_not_kept() -> None:
    front = judge()
    assert front.consider(observed([detection(0.5)]), EncodedImage(b"\xff\xd8broken", "image/jpeg")) == ()
    assert front.status(0.0).refused == {"unreadable": 1}


def test_counters_survive_a_restart() -> None:
    saved: list[str] = []
    first = judge(save=saved, budget={"per_day": 2})
    for n in range(5):
        first.consider(observed([detection(0.5)], n * 300.0), picture(n))
    assert len(saved) == 2
    second = judge(budget={"per_day": 2})
    second.restore(saved[-1], Moment(0.0, 1500.0))
    assert second.consider(observed([detection(0.5)], 1500.0), picture(9)) == ()
    with pytest.raises(ValueError, match="counters"):
        second.restore("{}", Moment(0.0, 0.0))


def test_the_counters_are_saved_before_the_frame_is_given_out() -> None:
    saved: list[str] = []
    front = judge(save=saved)
    front.consider(observed([detection(0.5)]), picture(1))
    assert json.loads(saved[0])["all"]["kept"] == 1


def test_paused_keeps_and_counts_nothing() -> None:
    front = judge()
    front.paused = True
    assert front.consider(observed([detection(0.5)]), picture(1)) == ()
    assert front.status(0.0).considered == 0
    front.paused = False
    assert front.consider(observed([detection(0.5)]), picture(1)) != ()


def test_a_person_gets_a_frame_whatever_the_budget() -> None:
    front = judge(budget={"per_day": 0}, tags=["dock"])
    one = front.keep_now(observed([detection(0.9)]), picture(1))
    assert one is not None
    assert [reason.name for reason in one.record.reasons] == ["asked"]
    assert one.record.tags == ("dock",)
    assert front.status(0.0).used["per_day"] == 1


def test_streams_are_bounded() -> None:
    front = judge()
    for n in range(MAX_STREAMS * 3):
        front.consider(observed([detection(0.9)], float(n), camera=f"camera {n}"), picture(1))
    assert front.status(99.0).considered == MAX_STREAMS * 3


def test_the_threshold_must_be_above_the_floor() -> None:
    assert CaptureSettings(floor=0.6).problems()
    assert not CaptureSettings().problems()
