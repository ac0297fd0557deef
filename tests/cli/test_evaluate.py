import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from typer.testing import CliRunner

from driftwatch.cli.main import app
from driftwatch.errors import ConfigError
from driftwatch.quality.evaluation.reference_file import read_evaluation_reference


def evaluate(*arguments: str | Path) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["evaluate", *map(str, arguments)])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    """Three images with one bright ninth each; the true box is the whole of it, so the model finds it."""
    folder = tmp_path / "set"
    (folder / "images").mkdir(parents=True)
    images: list[dict[str, object]] = []
    boxes: list[dict[str, object]] = []
    for index in range(3):
        level = np.full((3, 3, 3), 20, np.uint8)
        level[index, 1] = 240
        cv2.imwrite(
            str(folder / "images" / f"{index}.png"), cv2.resize(level, (96, 96), interpolation=cv2.INTER_NEAREST)
        )
        images.append({"id": index, "file_name": f"{index}.png", "width": 96, "height": 96})
        boxes.append({"id": index, "image_id": index, "category_id": 1, "bbox": [32, 32 * index, 32, 32]})
    content = {"categories": [{"id": 1, "name": "thing"}], "images": images, "annotations": boxes}
    (folder / "annotations.json").write_text(json.dumps(content))
    return folder


def test_a_model_on_labelled_images(model: Path, dataset: Path, tmp_path: Path) -> None:
    attributes = tmp_path / "attributes.json"
    attributes.write_text(json.dumps({"default_minimum_confidence": 0.5}))
    out, saved = tmp_path / "out", tmp_path / "reference.json"
    common = ("--model", model, "--dataset", dataset, "--attributes", attributes)
    status, text = evaluate(*common, "--json", "--out", out, "--save-reference", saved)
    assert status == 0
    content = json.loads(text)
    every = content["models"][0]["labels"][0]
    assert every["label"] == "all"
    assert every["right"] + every["missed"] == every["objects"] == 3
    assert json.loads((out / "evaluation.json").read_text()) == content
    assert bool(list(out.glob("worst_*.png"))) == bool(every["wrong"] + every["missed"])
    assert read_evaluation_reference(saved).images == 3
    status, text = evaluate(*common, "--model", model, "--json")
    assert status == 0
    assert all(row["value"] == 0 and not row["proven"] for row in json.loads(text)["difference"])
    with pytest.raises(ConfigError, match="one model"):
        evaluate(*common, "--model", model, "--save-reference", saved)
