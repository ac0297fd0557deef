"""What --attributes and --labels take."""

import json
from pathlib import Path

import pytest

from driftwatch.cli.given import given_attributes
from driftwatch.errors import ConfigError


def test_a_file_its_name_after_an_at_and_the_json_itself_are_the_same(tmp_path: Path) -> None:
    wanted = {"decoder": "yolo", "label_path": "a.txt"}
    file = tmp_path / "vision.json"
    file.write_text("\ufeff" + json.dumps(wanted), encoding="utf-8")
    for text in (str(file), f"@{file}", json.dumps(wanted), f" {json.dumps(wanted)} "):
        assert given_attributes(text, None) == wanted
    assert given_attributes("", None) == {}


def test_the_option_for_labels_wins(tmp_path: Path) -> None:
    assert given_attributes('{"label_path": "a.txt", "resize": "auto"}', Path("b.txt")) == {
        "label_path": "b.txt",
        "resize": "auto",
    }


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "--attributes: is not JSON"),
        ("nowhere.json", r"nowhere\.json: cannot be read \(No such file"),
        ("@nowhere.json", r"nowhere\.json: cannot be read"),
        ("{}[", "--attributes: is not JSON"),
    ],
)
def test_anything_else_is_refused(text: str, told: str) -> None:
    with pytest.raises(ConfigError, match=told):
        given_attributes(text, None)


def test_a_file_that_holds_no_object_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "list.json"
    file.write_text("[1]")
    with pytest.raises(ConfigError, match=r"list\.json: must be one JSON object, the attributes of a vision service"):
        given_attributes(str(file), None)
