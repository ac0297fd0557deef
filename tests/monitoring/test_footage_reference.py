import json
from pathlib import Path
from typing import Any

import pytest

from driftwatch.errors import ConfigError
from driftwatch.monitoring.compare import compare
from driftwatch.monitoring.footage_reference import FootageReference
from driftwatch.monitoring.footage_reference_file import read_reference, write_reference
from driftwatch.monitoring.measured import Measured
from driftwatch.monitoring.settings import StatisticsSettings
from driftwatch.observation import ImageStatistics, ModelIdentity
from tests.monitoring.recordings import MODEL, Street, detection, recorded

SETTINGS = StatisticsSettings()


@pytest.fixture
def measured() -> Measured:
    frames = [[detection(0.2, 0.8), detection(0.2, 0.25), detection(0.7, 0.5, "mask")]] * 150
    return recorded(frames, image=lambda i: ImageStatistics(100.0 + i % 2, 50.0, 700.0, bytes(256)))


@pytest.fixture
def saved(measured: Measured, tmp_path: Path) -> Path:
    path = tmp_path / "reference.json"
    write_reference(path, FootageReference.of(measured, MODEL, SETTINGS))
    return path


def test_what_is_read_is_what_was_measured(measured: Measured, saved: Path) -> None:
    reference = read_reference(saved)
    again = reference.measured()
    for one, other in zip((again.total, *again.parts), (measured.total, *measured.parts), strict=True):
        for name in ("frames", "empty_frames", "image_frames", "brightness_sum", "contrast_sum", "sharpness_sum"):
            assert getattr(one.frames, name) == getattr(other.frames, name)
    assert sorted(map(repr, again.objects)) == sorted(map(repr, measured.objects))
    for label, counts in measured.total.labels.items():
        read = again.total.labels[label]
        assert (read.detections, read.low_confidence, read.confidence_sum, read.histogram) == (
            counts.detections,
            counts.low_confidence,
            counts.confidence_sum,
            counts.histogram,
        )
    assert reference == FootageReference.of(measured, MODEL, SETTINGS)


def test_a_comparison_with_the_file_is_one_with_the_footage(tmp_path: Path) -> None:
    before, after = Street().film(0), Street(mean=0.7).film(1)
    write_reference(tmp_path / "a.json", FootageReference.of(before, MODEL, SETTINGS))
    assert compare(read_reference(tmp_path / "a.json").measured(), after) == compare(before, after)


def test_the_figures_that_a_machine_needs_stand_in_it(saved: Path) -> None:
    reference = read_reference(saved)
    face, mask = reference.labels["face"], reference.labels["mask"]
    assert (face.objects, face.detections, face.share, face.per_frame) == (1, 150, 0.5, 1.0)
    assert face.mean_confidence == pytest.approx(0.8, abs=1e-4)
    assert (face.low_confidence_rate, mask.low_confidence_rate) == (0.0, 1.0)
    assert sum(face.histogram) == 300  # those below the floor too
    assert (reference.frames, reference.picture.frames) == (150, 150)
    assert reference.picture.brightness == pytest.approx(100.5)
    assert reference.identity == MODEL


def test_another_model_or_other_settings_are_refused(saved: Path) -> None:
    reference = read_reference(saved)
    reference.check(MODEL, SETTINGS)
    with pytest.raises(ConfigError, match='measured with the model "face"'):
        reference.check(ModelIdentity("face", "2", "cd" * 32), SETTINGS)
    with pytest.raises(ConfigError, match=r"floor: it was measured with 0\.3, not 0\.4"):
        reference.check(MODEL, StatisticsSettings(floor=0.4))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"format": "something else"}, "is no saved reference"),
        ({"version": 2}, "is of version 2; this Driftwatch reads version 1"),
        ({"frames": 151}, "frames: the stretches hold 150, got 151"),
        ({"frames": "many"}, "frames: must be a whole number"),
        ({"floor": 0.7}, "low_confidence: 0.6 must be above floor"),
        ({"floor": 1.2}, "floor: must be at least 0 and at most 1"),
        ({"stretches": []}, "stretches: must have at least 8 entries"),
        ({"labels": {}}, "labels.face: 0 detections, but stretches hold 150 and objects 150"),
        ({"model": None}, "model: is required"),
        ({"surprise": 1}, "surprise: unknown attribute"),
    ],
)
def test_a_damaged_file_is_refused_in_plain_words(saved: Path, changes: dict[str, Any], words: str) -> None:
    saved.write_text(json.dumps({**json.loads(saved.read_text()), **changes}))
    with pytest.raises(ConfigError) as refusal:
        read_reference(saved)
    assert words in str(refusal.value)
    assert str(saved) in str(refusal.value)


@pytest.mark.parametrize("text", ["", "[]", "{}", "nonsense", "[" * 100_000])
def test_what_is_no_reference_at_all_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "reference.json"
    path.write_text(text)
    with pytest.raises(ConfigError, match=r"is no saved reference|is not JSON"):
        read_reference(path)


def test_a_file_that_broke_off_or_is_missing_is_refused(saved: Path) -> None:
    saved.write_text(saved.read_text()[:500])
    with pytest.raises(ConfigError, match="only a part of a file"):
        read_reference(saved)
    with pytest.raises(ConfigError, match="cannot be read"):
        read_reference(saved.with_name("nowhere.json"))
    with pytest.raises(ConfigError, match="cannot be written"):
        write_reference(saved.parent / "no" / "a.json", FootageReference.of(Street().film(0), MODEL, SETTINGS))
