from driftwatch.capture.dry_run import dry_run
from driftwatch.capture.samplers.low_confidence import LowConfidence
from driftwatch.capture.samplers.registry import SamplerSet
from driftwatch.capture.settings import CaptureSettings, PrivacySettings
from tests.capture.making import detection, observed

VIDEO = [observed([detection(0.5 if n % 10 == 0 else 0.9)], n * 2.0) for n in range(200)]
UNSURE = SamplerSet(low_confidence=LowConfidence())


def test_tells_what_a_policy_would_have_kept() -> None:
    told = dry_run(VIDEO, CaptureSettings(samplers=UNSURE))
    assert told.considered == 200
    assert told.kept == 20
    assert told.by_reason == {"low_confidence": 20}
    assert [record.captured for record in told.records] == [one.at.wall for one in VIDEO[::10]]


def test_another_policy_another_answer_and_the_same_seed_the_same() -> None:
    strict = CaptureSettings(samplers=SamplerSet(low_confidence=LowConfidence(threshold=0.4)))
    assert dry_run(VIDEO, strict).kept == 0
    assert dry_run(VIDEO, CaptureSettings(), 3) == dry_run(VIDEO, CaptureSettings(), 3)


def test_privacy_skips_here_too_and_needs_no_image_to_blur() -> None:
    skip = PrivacySettings(("part",), "skip")
    assert dry_run(VIDEO, CaptureSettings(samplers=UNSURE, privacy=skip)).kept == 0
    blur = PrivacySettings(("part",), "blur")
    assert dry_run(VIDEO, CaptureSettings(samplers=UNSURE, privacy=blur)).kept == 20


def test_nothing_stored_nothing_kept() -> None:
    assert dry_run([], CaptureSettings()).kept == 0
