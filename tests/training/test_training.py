"""The script by its contract: what Viam calls it with, what it leaves, and what it refuses."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from driftwatch.cli.evaluation import look_at_all
from driftwatch.cli.model_runner import ModelRunner, read_settings
from driftwatch.quality.evaluation.evaluation import Evaluation
from driftwatch.quality.evaluation.readers.registry import read_dataset
from model.training import REFUSED, main
from tests.training.making import box, bright_things, conveyor_set, write_lines

ROOT = Path(__file__).resolve().parents[2]


def judged(model: Path, dataset: Path, least: float) -> Evaluation:
    settings = read_settings({"default_minimum_confidence": least, "class_agnostic_nms": True})
    return look_at_all(model, settings, read_dataset(dataset), lambda: None)


def test_it_learns_and_the_module_reads_the_file_without_configuration(tmp_path: Path) -> None:
    dataset, out = bright_things(tmp_path / "set", 24), tmp_path / "out"
    given = ["--dataset_file", str(dataset), "--model_output_directory", str(out)]
    assert main([*given, "--steps", "300", "--pictures", "48", "--input_size", "64"]) == 0
    assert (out / "labels.txt").read_text() == "bar\nsquare\n"
    runner = ModelRunner(out / "model.onnx", read_settings({}))
    assert runner.labels == ("bar", "square")
    assert runner.warnings == ()
    runner.close()
    result = judged(out / "model.onnx", bright_things(tmp_path / "new", 12, seed=9), 0.4)
    assert result.labels[0].served.recall is not None
    assert result.labels[0].served.recall >= 0.7


def test_the_same_seed_gives_the_same_file(tmp_path: Path) -> None:
    dataset = bright_things(tmp_path / "set", 16)
    files: list[bytes] = []
    for name in ("one", "two"):
        given = ["--dataset_file", str(dataset), "--model_output_directory", str(tmp_path / name)]
        assert main([*given, "--steps", "4", "--pictures", "16", "--seed", "3", "--labels", "square,bar"]) == 0
        files.append((tmp_path / name / "model.onnx").read_bytes())
    assert files[0] == files[1]
    assert (tmp_path / "one" / "labels.txt").read_text() == "square\nbar\n"


def lines_of(dataset: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in dataset.read_text().splitlines()]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda lines: lines[:6], "6 of 6 images have a box; at least 15 are needed"),
        (lambda lines: [{**one, "bounding_box_annotations": []} for one in lines], "0 of 16 images have a box"),
        (lambda lines: [{"boxes": []}, *lines], "line 1: has no 'image_path'"),
        (lambda lines: [{"image_path": "gone.png"}, *lines], "gone.png cannot be read (No such file"),
        (lambda lines: [{"image_path": "dataset.jsonl"}, *lines], "dataset.jsonl is no image"),
        (lambda lines: [{**lines[0], "bounding_box_annotations": [box("a", (9, 0, 10, 1))]}], "not fractions of its"),
        (
            lambda lines: [{**lines[0], "bounding_box_annotations": [box("rare", (0, 0, 0.5, 0.5))]}, *lines],
            '"rare" has 1 boxes; at least 5 are needed',
        ),
        (lambda lines: [{"image_path": f"{n}.png"} for n in range(9)], "4 more lines"),
    ],
)
def test_what_is_no_ground_to_train_on_is_refused_in_words(
    change: Any, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dataset = bright_things(tmp_path / "set", 16)
    write_lines(dataset, change(lines_of(dataset)))
    out = tmp_path / "out"
    assert main(["--dataset_file", str(dataset), "--model_output_directory", str(out)]) == REFUSED
    assert words in capsys.readouterr().err
    assert not out.exists()


def test_text_that_is_no_json_lines_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.jsonl").write_text("{]\n")
    given = ["--model_output_directory", str(tmp_path / "out"), "--dataset_file"]
    assert main([*given, str(tmp_path / "a.jsonl")]) == REFUSED
    assert main([*given, str(tmp_path / "missing.jsonl")]) == REFUSED
    assert main([*given, str(tmp_path / "a.jsonl"), "--steps", "0"]) == REFUSED
    said = capsys.readouterr().err
    assert "line 1: is not JSON" in said
    assert "missing.jsonl: cannot be read" in said
    assert "--steps" in said


@pytest.mark.slow
def test_it_learns_the_conveyor_in_two_minutes(tmp_path: Path) -> None:
    """As Viam starts it: a process in the package's folder. The time is that of two cores of its own.

    Asked is a tenth less than was measured: 0.73 and 0.77.
    """
    dataset, out = conveyor_set(tmp_path / "set", 400, seed=1), tmp_path / "out"
    command = [sys.executable, "-m", "model.training", f"--dataset_file={dataset}", f"--model_output_directory={out}"]
    before = os.times()
    subprocess.run(command, cwd=ROOT / "training", check=True, env={**os.environ, "OPENBLAS_NUM_THREADS": "1"})
    after = os.times()
    assert after.children_user - before.children_user < 120
    all_labels = judged(out / "model.onnx", conveyor_set(tmp_path / "new", 200, seed=2), 0.5).labels[0].served
    assert all_labels.precision is not None
    assert all_labels.precision > 0.65
    assert all_labels.recall is not None
    assert all_labels.recall > 0.69
