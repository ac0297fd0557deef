import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from driftwatch.cli.main import app
from driftwatch.errors import ConfigError, DatasetError
from tests.labelling.making import frame_set


def label(*arguments: str | Path) -> str:
    result = CliRunner().invoke(app, ["label", *map(str, arguments)])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0
    return result.stdout


def test_out_and_in_again(tmp_path: Path) -> None:
    frames, out = tmp_path / "frames", tmp_path / "out"
    frame_set(frames)
    content = json.loads(label("out", frames, "--out", out, "--format", "cvat", "--json"))
    assert (content["frames"], content["labelled"], content["disagreement"]) == (3, 0, {})
    assert len(list((out / "images").iterdir())) == 3
    words = label("in", out, "--frames", frames, "--format", "cvat")
    assert words == (
        "3 frames have labels now, 0 with other boxes than the model's own; 1 have no box and count as pictures of "
        "nothing\n"
    )
    content = json.loads(
        label("out", frames, "--out", tmp_path / "more", "--which", "labelled", "--limit", "2", "--json")
    )
    assert (content["frames"], content["labelled"]) == (2, 2)
    with pytest.raises(DatasetError, match="none of its frames is unlabelled"):
        label("out", frames, "--out", tmp_path / "none", "--which", "unlabelled")
    with pytest.raises(DatasetError, match="is not empty"):
        label("out", frames, "--out", out)


def test_a_teacher_says_what_to_label_first(model: Path, tmp_path: Path) -> None:
    frame_set(tmp_path / "frames")
    words = label("out", tmp_path / "frames", "--out", tmp_path / "out", "--teacher", model, "--json")
    content = json.loads(words)
    given = list(content["disagreement"].values())
    assert len(given) == 3
    assert given == sorted(given, reverse=True)


def test_a_folder_that_is_no_state_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="is no state folder"):
        label("collect", tmp_path, "--into", tmp_path / "frames")
