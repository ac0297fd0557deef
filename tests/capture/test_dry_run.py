from collections.abc import Iterable
from dataclasses import replace

from driftwatch.capture.budget.settings import BudgetSettings
from driftwatch.capture.dry_run import DryRun, Outcome, caveats
from driftwatch.capture.samplers.drift import Drift
from driftwatch.capture.samplers.input import Context
from driftwatch.capture.samplers.low_confidence import LowConfidence
from driftwatch.capture.samplers.novelty import Novelty
from driftwatch.capture.samplers.registry import SamplerSet
from driftwatch.capture.settings import CaptureSettings, PrivacySettings
from driftwatch.observation import Observation
from tests.capture.making import detection, observed

VIDEO = [observed([detection(0.5 if n % 10 == 0 else 0.9)], n * 2.0) for n in range(200)]
UNSURE = SamplerSet(low_confidence=LowConfidence())


def dry_run(
    video: Iterable[Observation], settings: CaptureSettings, seed: int = 0, context: Context | None = None
) -> Outcome:
    run = DryRun(settings, luma_grids=False, seed=seed)
    for observation in video:
        run.consider(observation, context or Context())
    return run.outcome()


def test_tells_what_a_policy_would_have_kept() -> None:
    told = dry_run(VIDEO, CaptureSettings(samplers=UNSURE))
    assert told.considered == 200
    assert told.kept == 20
    assert told.by_reason == told.offered == {"low_confidence": 20}
    assert [record.captured for record in told.records] == [one.at.wall for one in reversed(VIDEO[100::10])]


def test_the_last_ten_frames_are_listed() -> None:
    often = [observed([detection(0.5)], n * 10.0) for n in range(60)]
    told = dry_run(often, CaptureSettings(samplers=UNSURE))
    assert told.kept > 10
    assert len(told.records) == 10


def test_another_policy_another_answer_and_the_same_seed_the_same() -> None:
    strict = CaptureSettings(samplers=SamplerSet(low_confidence=LowConfidence(threshold=0.4)))
    assert dry_run(VIDEO, strict).kept == 0
    assert dry_run(VIDEO, CaptureSettings(), 3) == dry_run(VIDEO, CaptureSettings(), 3)


def test_limits_hold_and_are_told() -> None:
    two = CaptureSettings(samplers=UNSURE, budget=BudgetSettings(per_day=2, reserved=0.0))
    told = dry_run(VIDEO, two)
    assert told.kept == 2
    assert sum(told.refused.values()) == 18


def test_privacy_skips_here_too_and_needs_no_image_to_blur() -> None:
    skip = PrivacySettings(("part",), "skip")
    told = dry_run(VIDEO, CaptureSettings(samplers=UNSURE, privacy=skip))
    assert (told.kept, told.refused) == (0, {"privacy": 20})
    blur = PrivacySettings(("part",), "blur")
    assert dry_run(VIDEO, CaptureSettings(samplers=UNSURE, privacy=blur)).kept == 20


def test_what_was_known_beside_the_frames_counts() -> None:
    while_alarmed = CaptureSettings(samplers=SamplerSet(drift=Drift(probability=1.0)))
    assert dry_run(VIDEO, while_alarmed).kept == 0
    assert dry_run(VIDEO, while_alarmed, context=Context(drifting=True)).kept > 0


def test_nothing_stored_nothing_kept() -> None:
    assert dry_run([], CaptureSettings()).kept == 0


def test_scenes_that_look_alike_are_duplicates_where_looks_are_known() -> None:
    stripes = [bytes([40 * (n % 5), 200] * 128) for n in range(5)]
    run = DryRun(CaptureSettings(samplers=UNSURE), luma_grids=True)
    for n, observation in enumerate(VIDEO[::10]):
        run.consider(observation, Context(), stripes[n // 4])
    told = run.outcome()
    assert (told.kept, told.refused["duplicate"]) == (5, 15)


def test_a_new_look_is_novel() -> None:
    run = DryRun(CaptureSettings(samplers=SamplerSet(novelty=Novelty())), luma_grids=True)
    luma_grids = [bytes(256), bytes(256), bytes([0, 250] * 128)]
    for observation, luma_grid in zip(VIDEO, luma_grids, strict=False):
        run.consider(observation, Context(), luma_grid)
    assert run.outcome().by_reason == {"novelty": 1}


def test_frames_can_be_blurred_without_an_image() -> None:
    blur = PrivacySettings(("part",), "blur")
    run = DryRun(CaptureSettings(samplers=UNSURE, privacy=blur), luma_grids=True)
    for n, observation in enumerate(VIDEO[::10]):
        run.consider(observation, Context(), bytes([20 * (n // 2), 200 - 20 * (n // 2)] * 128))
    assert run.outcome().kept == 10


def test_what_is_only_roughly_judged_or_not_at_all_is_said_by_its_attribute() -> None:
    plain = CaptureSettings(samplers=UNSURE, budget=BudgetSettings(duplicate_difference=0.0))
    assert [text.partition(":")[0] for text in caveats(plain, luma_grids=True)] == ["budget.megabytes_per_day"]
    samplers = replace(UNSURE, novelty=Novelty())
    for luma_grids, words in ((True, "judged roughly"), (False, "left out")):
        novelty, duplicates, size = caveats(CaptureSettings(samplers=samplers), luma_grids)
        assert novelty.startswith("samplers.novelty: ")
        assert duplicates.startswith("budget.duplicate_difference: ")
        assert novelty.endswith(words)
        assert duplicates.endswith(words)
        assert size.startswith("budget.megabytes_per_day: ")
