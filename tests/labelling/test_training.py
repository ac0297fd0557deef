"""Whether a data set is ground enough, and a training script run on this computer."""

import json
import os
import sys
from pathlib import Path

import pytest

from driftwatch.errors import DatasetError
from driftwatch.labelling.local_training import LOG, LocalTraining, TrainingFailedError, run_training
from driftwatch.labelling.training_check import TrainingLimits, count_training_set, shortages


def lines(path: Path, *annotated: bool | None) -> Path:
    """None: an image without a box; False: with one that nobody has judged."""
    content = [
        {"image_path": "a.png", "bounding_box_annotations": []}
        if one is None
        else {
            "image_path": "a.png",
            "bounding_box_annotations": [{"annotation_label": "cup", **({} if one else {"confidence_score": 0.5})}],
        }
        for one in annotated
    ]
    path.write_text("".join(json.dumps(line) + "\n" for line in content))
    return path


def test_counts_and_shortages(tmp_path: Path) -> None:
    counted = count_training_set(lines(tmp_path / "a.jsonl", True, True, False, None))
    assert (counted.images, counted.labelled, counted.unreviewed, dict(counted.labels)) == (4, 3, 1, {"cup": 3})
    assert shortages(counted, TrainingLimits(4, 0.75, 1, 0.25)) == ()
    assert shortages(counted, TrainingLimits()) == (
        "4 images; label 11 more",
        "nobody has reviewed 1 of 4 images, at most 0% may be so; review them, or leave them out",
    )
    of_viam = shortages(counted, TrainingLimits(4, 0.8, 2, 1.0))
    assert [one.split(",")[0] for one in of_viam] == ["75% of the images have a box", "1 labels are used"]


def test_what_is_no_data_set_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"bounding_box_annotations": [{"x": 1}]}\n')
    with pytest.raises(DatasetError, match="viam dataset export"):
        count_training_set(tmp_path / "a.jsonl")


def script(folder: Path, body: str) -> Path:
    (folder / "model").mkdir(parents=True)
    (folder / "model" / "__init__.py").write_text("")
    head = "import argparse, os, pathlib, sys, time\np = argparse.ArgumentParser()\n"
    names = "".join(f"p.add_argument('--{name}')\n" for name in ("dataset_file", "model_output_directory", "steps"))
    tail = "a = p.parse_args()\nout = pathlib.Path(a.model_output_directory)\nout.mkdir()\n"
    (folder / "model" / "training.py").write_text(head + names + tail + body)
    return folder


def job(tmp_path: Path, body: str) -> LocalTraining:
    made = script(tmp_path / "script", body)
    return LocalTraining(made, Path(sys.executable), tmp_path / "d.jsonl", tmp_path / "out", {"steps": "3"})


def test_the_script_gets_its_contract_and_its_model_and_log_are_kept(tmp_path: Path) -> None:
    said: list[str] = []
    body = "print('step', a.steps, a.dataset_file)\n(out / 'model.onnx').write_text('m')\n"
    model = run_training(job(tmp_path, body), said.append)
    assert (model / "model.onnx").read_text() == "m"
    assert said == [f"step 3 {tmp_path / 'd.jsonl'}"]
    assert (tmp_path / "out" / LOG).read_text().split("\n") == [*said, ""]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["model", LOG]


@pytest.mark.parametrize(
    ("body", "words"),
    [("sys.exit('no memory')\n", "ended with status 1: no memory"), ("", "left no model")],
)
def test_a_script_that_fails_leaves_the_model_that_was_there(body: str, words: str, tmp_path: Path) -> None:
    before = tmp_path / "out" / "model"
    before.mkdir(parents=True)
    (before / "model.onnx").write_text("old")
    with pytest.raises(TrainingFailedError, match=words):
        run_training(job(tmp_path, body), lambda _: None)
    assert (before / "model.onnx").read_text() == "old"
    assert not (tmp_path / "out" / "model.part").exists()


def test_ctrl_c_ends_the_script(tmp_path: Path) -> None:
    body = "print(os.getpid(), flush=True)\n(out / 'half').write_text('')\ntime.sleep(600)\n"
    pids: list[int] = []

    def interrupted(line: str) -> None:
        pids.append(int(line))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_training(job(tmp_path, body), interrupted)
    with pytest.raises(ProcessLookupError):
        os.kill(pids[0], 0)
    assert list((tmp_path / "out").iterdir()) == [tmp_path / "out" / LOG]


def test_a_folder_that_is_no_script_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TrainingFailedError, match=r"has no model/training\.py"):
        run_training(LocalTraining(tmp_path, Path(sys.executable), tmp_path, tmp_path / "out"), lambda _: None)
