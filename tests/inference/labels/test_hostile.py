"""Label files that were made to hold a machine up: refused or read in seconds, and no label is a book."""

import json
import os
import time
from pathlib import Path

import pytest

from driftwatch.errors import LabelError
from driftwatch.inference.labels import labels_in_names, read_label_file, read_labels
from driftwatch.inference.labels.listing import LONGEST_LABEL

LONG = "x" * (LONGEST_LABEL + 1)
PATIENCE = 20.0  # seconds; each of these took minutes to hours, and let no other thread run


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("one_line.txt", "a" * 500_000),
        ("spaces.txt", "1 a" + " " * 500_000 + "b\n2 c"),
        ("deep.json", "[" * 100_000),
        ("twice.json", json.dumps({str(i): "x" for i in range(60_000)})[:-1] + ', "59999": "y"}'),
        ("deep.py", "[" * 100_000 + "]" * 100_000),
        ("deep.yaml", "[" * 20_000),
        (
            "laughs.yaml",
            "a: &a [x, x]\n"
            + "".join(f"{c}: &{c} [*{b}, *{b}]\n" for b, c in zip("abcdefgh", "bcdefghi", strict=True))
            + "names: *i",
        ),
        ("itself.yaml", "names: &a {names: *a}"),
        ("digits.csv", "id,name\n" + "9" * 5000 + ",a\n1,b"),
        ("open.pbtxt", "item {" * 20_000),
        ("number.pbtxt", "item { id: " + "9" * 5000 + ' name: "a" }'),
    ],
)
def test_a_file_that_blows_parsers_up_is_refused_soon(tmp_path: Path, name: str, content: str) -> None:
    path = tmp_path / name
    path.write_text(content)
    begun = time.monotonic()
    with pytest.raises(LabelError) as refused:
        read_labels(path)
    assert time.monotonic() - begun < PATIENCE
    assert len(str(refused.value)) < 1000


@pytest.mark.parametrize(
    "content", ["\n" * 300_000 + "cat\ndog", "cat" + "\n" * 300_000 + "dog", "cat\n" + " \n" * 150_000 + "dog"]
)
def test_blank_lines_cost_no_more_than_others(tmp_path: Path, content: str) -> None:
    path = tmp_path / "labels.txt"
    path.write_text(content)
    begun = time.monotonic()
    assert read_labels(path) == ("cat", "dog")
    assert time.monotonic() - begun < PATIENCE


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("l.txt", f"cat\n{LONG}"),
        ("l.txt", f"cat,{LONG}"),
        ("l.txt", f"0 cat\n1 {LONG}"),
        ("l.json", json.dumps(["cat", LONG])),
        ("l.yaml", f"names: [cat, {LONG}]"),
        ("l.csv", f"cat\n{LONG}"),
        ("l.pbtxt", f'item {{ id: 0 name: "{LONG}" }}'),
        ("l.py", f"['cat', '{LONG}']"),
    ],
)
def test_a_label_is_a_name_and_no_text(tmp_path: Path, name: str, content: str) -> None:
    path = tmp_path / name
    path.write_text(content)
    with pytest.raises(LabelError, match=f"has {len(LONG)} characters"):
        read_labels(path)


def test_a_superscript_is_no_number(tmp_path: Path) -> None:
    path = tmp_path / "l.csv"
    path.write_text("id,name\n0,m\n²,m²\n")
    assert read_label_file(path).labels == ("m", "m²")


@pytest.mark.parametrize(
    "text", [str({0: LONG, 1: "dog"}), "[" * 5000, "{" * 5000, "['a' 'b']", "{0: 'a'", "['a'] 2", "[{'a': 1}]"]
)
def test_names_in_a_model_that_cannot_be_names_are_none(text: str) -> None:
    assert labels_in_names(text) is None


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("{0: 'cat', 1: \"it's\",}", ("cat", "it's")),
        (r"['caf\u00e9', u'dog', 3]  # three", ("café", "dog", "3")),
        ("('cat', 'dog')", ("cat", "dog")),
    ],
)
def test_names_are_read_as_python_reads_them(text: str, labels: tuple[str, ...]) -> None:
    assert labels_in_names(text) == labels


def test_what_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "labels.txt"
    os.mkfifo(pipe)
    with pytest.raises(LabelError, match="a pipe, no file"):
        read_labels(pipe)
    with pytest.raises(LabelError, match="a device, no file"):
        read_labels(Path("/dev/zero"))
