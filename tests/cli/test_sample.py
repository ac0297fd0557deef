import errno
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from driftwatch.capture.exports.coco import INSTANCES
from driftwatch.capture.files import Files
from driftwatch.capture.spool import spool
from driftwatch.cli.main import app
from driftwatch.cli.sample import STOPPED
from driftwatch.errors import ConfigError, FootageError, ModelError

Make = Callable[[str, float, int], Path]

EVERYTHING: dict[str, Any] = {
    "samplers": {"low_confidence": {}},
    "budget": {"cooldown_seconds": 0, "burst": 1000, "per_minute": 1000, "duplicate_difference": 0},
}


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch) -> None:  # pyright: ignore[reportUnusedFunction]
    monkeypatch.setenv("COLUMNS", "200")


def sample(*arguments: str | Path) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["sample", *map(str, arguments)])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


def policy(folder: Path, content: dict[str, Any]) -> Path:
    path = folder / "policy.json"
    path.write_text(json.dumps(content))
    return path


def images(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in out.rglob("*.png")}


@pytest.fixture
def line(footage: Make, tmp_path: Path) -> Path:
    """Twenty frames of which the model is sure, but for the tenth to the twelfth."""
    folder = footage("line", 0.9, 20)
    for index, unsure in enumerate(sorted(footage("unsure", 0.45, 3).iterdir())):
        (folder / f"{10 + index}.png").write_bytes(unsure.read_bytes())
    return folder


def test_what_is_worth_a_label_becomes_a_data_set_with_the_models_boxes(
    model: Path, line: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    status, text = sample(
        line, "--model", model, "--fps", "0.1", "--policy", policy(tmp_path, EVERYTHING), "--out", out
    )
    assert status == 0
    assert "Kept 3 of 20 frames (15%)" in text
    assert "low_confidence │         3 │    3" in text
    content = json.loads((out / INSTANCES).read_text())
    assert [len(content[name]) for name in ("images", "annotations", "categories")] == [3, 27, 3]
    assert sorted(images(out).values()) == sorted((line / f"{n}.png").read_bytes() for n in (10, 11, 12))
    assert {one["driftwatch"]["camera"] for one in content["images"]} == {"line"}
    assert [one["date_captured"] for one in content["images"]] == [
        f"1970-01-01 00:0{n}" for n in ("1:40", "1:50", "2:00")
    ]
    assert list(tmp_path.glob(".*")) == []


@pytest.mark.parametrize(
    ("format_", "there"),
    [("yolo", "data.yaml"), ("viam", "dataset.jsonl"), ("folders", "tag=belt")],
)
def test_the_formats_are_those_of_the_spool(model: Path, line: Path, tmp_path: Path, format_: str, there: str) -> None:
    out, chosen = tmp_path / "out", policy(tmp_path, {**EVERYTHING, "tags": ["belt"]})
    sample(line, "--model", model, "--fps", "0.1", "--policy", chosen, "--out", out, "--format", format_)
    assert (out / there).exists()
    assert len(images(out)) == 3


def test_the_budget_is_of_the_footages_time(model: Path, line: Path, tmp_path: Path) -> None:
    one_a_minute = {**EVERYTHING, "budget": {"per_minute": 1, "duplicate_difference": 0}}
    chosen = policy(tmp_path, one_a_minute)
    _, text = sample(line, "--model", model, "--fps", "10", "--policy", chosen, "--out", tmp_path / "quick")
    assert "Kept 1 of 20 frames" in text
    assert "cooldown_seconds" in text
    _, text = sample(line, "--model", model, "--fps", "0.01", "--policy", chosen, "--out", tmp_path / "slow")
    assert "Kept 3 of 20 frames" in text


def test_the_same_footage_and_seed_give_the_same_files(model: Path, footage: Make, tmp_path: Path) -> None:
    chosen = policy(tmp_path, {**EVERYTHING, "samplers": {"random": {"probability": 0.3}}})
    good = footage("good", 0.9, 40)

    def kept(name: str, seed: int) -> dict[str, bytes]:
        arguments = ("--model", model, "--policy", chosen, "--fps", "0.1", "--seed", str(seed))
        sample(good, *arguments, "--out", tmp_path / name)
        return images(tmp_path / name)

    first = kept("first", 7)
    assert 3 < len(first) < 30
    assert kept("again", 7) == first
    assert kept("other", 8) != first


def test_recordings_share_a_budget_and_keep_their_names(model: Path, footage: Make, tmp_path: Path) -> None:
    out, chosen = tmp_path / "out", policy(tmp_path, {**EVERYTHING, "budget": {"per_day": 5, "cooldown_seconds": 0}})
    one, two = footage("one", 0.45, 4), footage("two", 0.45, 6)
    sample(one, two, "--model", model, "--fps", "0.01", "--policy", chosen, "--out", out)
    content = json.loads((out / INSTANCES).read_text())
    assert len(content["images"]) <= 5
    assert {image["driftwatch"]["camera"] for image in content["images"]} == {"one", "two"}


def test_without_a_policy_the_attributes_or_the_default_choose(model: Path, line: Path, tmp_path: Path) -> None:
    attributes = tmp_path / "vision.json"
    attributes.write_text(json.dumps({"mlmodel_name": "m", "capture": {"samplers": {"count": {"maximum": 8}}}}))
    _, text = sample(line, "--model", model, "--fps", "0.1", "--attributes", attributes, "--out", tmp_path / "one")
    assert "count" in text
    assert "low_confidence" not in text
    _, text = sample(line, "--model", model, "--fps", "0.1", "--out", tmp_path / "two")
    assert all(name in text for name in ("low_confidence", "vanished", "random"))


def test_the_hour_at_which_the_footage_begins_can_be_told(model: Path, line: Path, tmp_path: Path) -> None:
    out, chosen = tmp_path / "out", policy(tmp_path, EVERYTHING)
    begin = ("--start", "2026-11-20T08:00:00")
    sample(line, "--model", model, "--fps", "0.1", "--policy", chosen, "--out", out, *begin)
    first, *_ = json.loads((out / INSTANCES).read_text())["images"]
    assert first["date_captured"] == "2026-11-20 08:01:40"


def test_a_frame_that_cannot_be_read_is_counted_apart(model: Path, line: Path, tmp_path: Path) -> None:
    (line / "3.png").write_bytes(b"\x89PNG\r\n\x1a\n nothing more")
    _, text = sample(line, "--model", model, "--out", tmp_path / "out")
    assert "of 19 frames" in text
    assert "; 1 could not be read" in text


def test_a_sampler_that_needs_a_running_service_is_named(model: Path, line: Path, tmp_path: Path) -> None:
    chosen = policy(tmp_path, {"samplers": {"drift": {}, "random": {}}})
    _, text = sample(line, "--model", model, "--policy", chosen, "--out", tmp_path / "out")
    assert "samplers.drift: needs an alert of a running service, so it keeps nothing here" in text
    assert "samplers.random" not in text


def test_what_is_in_the_folder_already_is_left_alone(model: Path, line: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "thesis.txt").write_text("years of work")
    with pytest.raises(ConfigError, match="is not empty; name a new folder, or add --resume"):
        sample(line, "--model", model, "--out", out)
    with pytest.raises(ConfigError, match="holds no data set that could be completed"):
        sample(line, "--model", model, "--out", out, "--resume")
    with pytest.raises(ConfigError, match=r"thesis\.txt cannot be used as a folder"):
        sample(line, "--model", model, "--out", out / "thesis.txt")
    with pytest.raises(ConfigError, match=r"deeper cannot be (made|used as a folder)"):
        sample(line, "--model", model, "--out", out / "thesis.txt" / "deeper")
    assert [path.name for path in out.iterdir()] == ["thesis.txt"]


def test_what_is_wrong_is_said_before_anything_is_written(model: Path, line: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with pytest.raises(ConfigError, match='format: must be one of "folders", "coco", "yolo", "viam", got "voc"'):
        sample(line, "--model", model, "--out", out, "--format", "voc")
    with pytest.raises(ConfigError, match=r"policy\.json: floor: must be at least 0"):
        sample(line, "--model", model, "--out", out, "--policy", policy(tmp_path, {"floor": 5}))
    with pytest.raises(FootageError, match="no such file or folder"):
        sample(tmp_path / "nowhere", "--model", model, "--out", out)
    with pytest.raises(ModelError, match="no such file"):
        sample(line, "--model", tmp_path / "nowhere.onnx", "--out", out)
    assert not out.exists()


class FullDisk(Files):
    """Takes that many files and no more."""

    room = 0

    def write(self, path: Path, content: bytes, is_synced: bool = True) -> None:
        if FullDisk.room == 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        FullDisk.room -= 1
        super().write(path, content, is_synced)


def test_a_full_disk_is_told_and_the_rest_comes_with_resume(
    model: Path, line: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, chosen = tmp_path / "out", policy(tmp_path, EVERYTHING)
    arguments = (line, "--model", model, "--fps", "0.1", "--policy", chosen, "--out", out)
    FullDisk.room = 4  # two images with their records
    monkeypatch.setattr(spool, "Files", FullDisk)
    status, text = sample(*arguments)
    assert status == 1
    assert "no more can be written (No space left on device)" in text
    assert "are not up to date (No space left on device)" in text
    assert "give the same command with --resume" in text
    assert len(images(out)) == 2
    assert not (out / INSTANCES).exists()
    monkeypatch.undo()
    status, text = sample(*arguments, "--resume")
    assert (status, len(images(out))) == (0, 3)
    assert len(json.loads((out / INSTANCES).read_text())["images"]) == 3


def test_ctrl_c_leaves_a_whole_data_set_and_says_so(model: Path, footage: Make, tmp_path: Path) -> None:
    long, out = footage("long", 0.45, 1), tmp_path / "out"
    for index in range(1, 4000):
        os.link(long / "0.png", long / f"{index}.png")
    command = [sys.executable, "-m", "driftwatch.cli.main", "sample", long, "--model", model, "--out", out]
    chosen = policy(tmp_path, EVERYTHING)
    running = subprocess.Popen(
        [*map(str, command), "--fps", "1", "--policy", str(chosen)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert running.stderr is not None
    assert running.stderr.readline().startswith("seen 400 of 4000 frames")
    running.send_signal(signal.SIGINT)
    text, _ = running.communicate(timeout=60)
    assert running.returncode == STOPPED
    assert "What was kept until then is whole." in text
    content = json.loads((out / INSTANCES).read_text())
    assert len(content["images"]) == len(images(out)) > 0
