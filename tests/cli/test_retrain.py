import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from driftwatch.cli.main import app
from driftwatch.cli.model_runner import ModelRunner, read_settings
from driftwatch.cli.outcome import UNDECIDED
from driftwatch.errors import ConfigError
from driftwatch.inference.answer import Box, Detection
from driftwatch.labelling.frame_set import Truth, TruthSource
from tests.labelling.making import CUP, frame_set
from tests.training.making import bright_things


def retrain(*arguments: str | Path) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["retrain", *map(str, arguments)])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


def test_too_few_labels_are_undecided_and_say_what_is_missing(tmp_path: Path) -> None:
    frames = frame_set(tmp_path / "frames")
    frames.set_truth(frames.frames()[0], Truth((CUP,), TruthSource.REVIEW, "review"))
    status, out, err = retrain("--local", "--frames", tmp_path / "frames", "--out", tmp_path / "out", "--json")
    content = json.loads(out)
    assert status == UNDECIDED
    assert (content["outcome"], content["images"], content["missing"]) == ("undecided", 1, ["1 images; label 14 more"])
    assert "1 of 3 frames are labelled" in err


def test_a_model_is_trained_by_the_package_and_runs(tmp_path: Path) -> None:
    dataset = bright_things(tmp_path / "set", 16)
    options = [f"--argument={one}" for one in ("steps=8", "pictures=16", "input_size=64")]
    status, out, err = retrain("--local", "--dataset", dataset, "--out", tmp_path / "out", *options)
    assert status == 0
    assert "step 8 of 8" in err
    assert out.strip().endswith("labels.txt, model.onnx")
    runner = ModelRunner(tmp_path / "out" / "model" / "model.onnx", read_settings({}))
    assert runner.labels == ("bar", "square")
    runner.close()
    status, out, _ = retrain("--check", "--dataset", dataset.parent, "--out", tmp_path / "out")
    assert (status, out) == (0, "16 images; boxes: bar 8, square 8\n")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--dataset", "a.jsonl"], "say --local"),
        (["--local"], "give --frames or --dataset"),
    ],
)
def test_what_is_missing_is_said(arguments: list[str], words: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=words):
        retrain("--out", tmp_path / "out", *arguments)


def test_labels_of_a_person_are_trained_on_in_place_of_the_models(tmp_path: Path) -> None:
    frames = frame_set(tmp_path / "frames", boxes=((CUP,),) * 15)
    right = Detection(Box(0.1, 0.1, 0.4, 0.4), "plate", 1.0)
    for frame in frames.frames():
        frames.set_truth(frame, Truth((right,), TruthSource.LABELS, "coco"))
    status, out, _ = retrain("--check", "--frames", tmp_path / "frames", "--out", tmp_path / "out")
    assert (status, out) == (0, "15 images; boxes: plate 15\n")
