import json
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from driftwatch.errors import LabelError
from driftwatch.inference.labels import (
    check_count,
    choose_labels,
    label_doubts,
    labels_in_lines,
    labels_in_names,
    labels_in_text,
    read_labels,
)

words = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\u2028\u2029\x85"), min_size=1, max_size=100
)
names = st.lists(words.filter(str.strip), min_size=2, max_size=20)


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("cat\ndog\n", ("cat", "dog")),
        ("cat\r\n\r\n  \r\ndog", ("cat", "dog")),
        ("stop sign\ntraffic light", ("stop sign", "traffic light")),
        ("cat,dog,hot dog", ("cat", "dog", "hot dog")),
        ("cat, dog", ("cat", " dog")),
        ("cat dog", ("cat", "dog")),
        ("\n\ncat\n", ("cat",)),
        (" cat\ndog ", (" cat", "dog ")),
        ("cat\ncat", ("cat", "cat")),
        ("", ()),
        ("\n \n", ()),
    ],
)
def test_text_follows_the_builtin_services_rules(text: str, labels: tuple[str, ...]) -> None:
    assert labels_in_text(text) == labels


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("labels.txt", b"\xef\xbb\xbfcat\r\ndog\r\n"),
        ("labels.txt", "cat\r\ndog\r\n".encode("utf-16")),
        ("labels.txt", b"\xfe\xff" + "cat\ndog".encode("utf-16-be")),
        ("labels.txt", "cat\ndog".encode("utf-32")),
        ("labels.json", '["cat", "dog"]'.encode("utf-16")),
        ("labels.txt", b"cat\rdog\r"),
        ("labels.txt", 'item {\n  id: 0\n  name: "cat"\n}\nitem { id: 1 name: "dog" }'),
        ("labels.txt", "['cat', 'dog']\n"),
        ("labels", '{"cat": 0, "dog": 1}'),
        ("labels", "cat\ndog"),
        ("labels.names", "cat\ndog\n"),
        ("labels.csv", "0,cat\n1,dog\n"),
        ("labels.csv", '"cat"\n"dog"\n'),
        ("labels.csv", "cat,dog"),
        ("labels.json", '["cat", "dog"]'),
        ("labels.json", '{"1": "dog", "0": "cat"}'),
        ("labels.yaml", "names:\n  0: cat\n  1: dog\n"),
        ("labels.yml", "names: [cat, dog]\nnc: 2\n"),
        ("labels.yaml", "- cat\n- dog\n"),
    ],
)
def test_reads_the_usual_files(tmp_path: Path, name: str, content: str | bytes) -> None:
    assert read_labels(written(tmp_path, name, content)) == ("cat", "dog")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("labels.txt", "", "holds no label"),
        ("labels.txt", b"\xff\xfec\0a\0t", "is not text in UTF-16"),
        ("labels.txt", b"caf\xe9\nth\xe9\n", r"is not text in UTF-8 \(byte 3\)"),
        ("labels.txt", b"c\0a\0t\0\n\0", "holds zero bytes"),
        ("labels.txt", "version https://git-lfs.github.com/spec/v1\n", "git lfs pull"),
        ("labels.txt", "<!DOCTYPE html>\n<html></html>", "a web page"),
        ("labels.xml", '<?xml version="1.0"?><labels/>', "this is XML"),
        (
            "obj.data",
            "classes = 2\nnames = data/obj.names\n",
            'give the file that it names, "data/obj',
        ),
        ("labels.json", "[", "cannot be read as JSON"),
        ("labels.json", "7", "cannot be read as JSON labels: expected a list of labels"),
        ("labels.json", '{"0": "cat", "2": "dog"}', "no label for class 1"),
        ("labels.json", '{"a": "cat"}', "cannot be read as JSON"),
        ("labels.json", '[["cat"]]', "is not a label"),
        ("labels.yaml", "a: [", "cannot be read as YAML"),
        ("labels.yaml", "!!python/object:os.system {}", "holds no label"),
        ("labels.json", "[" * 100_000, "cannot be read as JSON"),
    ],
)
def test_says_why_a_file_cannot_be_used(tmp_path: Path, name: str, content: str | bytes, message: str) -> None:
    path = written(tmp_path, name, content)
    with pytest.raises(LabelError, match=message) as refusal:
        read_labels(path)
    assert str(path) in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_names_a_file_that_is_missing_or_a_folder(tmp_path: Path) -> None:
    with pytest.raises(LabelError, match=r"gone\.txt: no such file"):
        read_labels(tmp_path / "gone.txt")
    with pytest.raises(LabelError, match="cannot be read"):
        read_labels(tmp_path)


@pytest.mark.parametrize(
    ("name", "hint"), [("~/gone.txt", "not replaced by a home folder"), ("gone.txt", "a relative path")]
)
def test_says_where_a_file_was_looked_for(name: str, hint: str) -> None:
    with pytest.raises(LabelError, match=f"{name}: no such file.*{hint}.*from / on"):
        read_labels(Path(name))


def test_says_once_what_is_not_certain_of_the_file_that_is_taken(tmp_path: Path) -> None:
    sure = written(tmp_path, "sure.txt", "cat\ndog")
    unsure = written(tmp_path, "from1.json", '{"1": "cat", "2": "dog", "3": "cow", "4": "hen"}')
    assert list(label_doubts(sure, unsure)) == []
    assert list(label_doubts(None, None)) == []
    (doubt,) = label_doubts(None, unsure)
    assert doubt == (
        "labels: from1.json: its ids count from 1, so the first label is taken for the model's first class: "
        '1 -> "cat", 2 -> "dog", 3 -> "cow", ...'
    )


@given(labels=names)
def test_whatever_the_format_the_labels_come_back(tmp_path_factory: pytest.TempPathFactory, labels: list[str]) -> None:
    folder = tmp_path_factory.getbasetemp()
    assert list(read_labels(written(folder, "l.json", json.dumps(labels)))) == labels
    assert list(read_labels(written(folder, "l.json", json.dumps(dict(enumerate(labels)))))) == labels
    assert list(read_labels(written(folder, "l.yaml", yaml.safe_dump({"names": labels})))) == labels
    assert list(labels_in_names(str(dict(enumerate(labels)))) or ()) == labels
    assert list(labels_in_text("\n".join(labels))) == list(labels_in_lines("\n".join(labels))) == labels


@given(st.binary(max_size=300), st.sampled_from([".txt", ".csv", ".json", ".yaml"]))
def test_any_bytes_give_labels_or_a_plain_error(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, suffix: str
) -> None:
    path = written(tmp_path_factory.getbasetemp(), f"any{suffix}", content)
    try:
        labels = read_labels(path)
    except LabelError:
        return
    assert labels
    assert all(isinstance(label, str) for label in labels)


@pytest.mark.parametrize("text", ["", "nothing", "{0: 'a', 2: 'b'}", "[1, [2]]", "(" * 10_000, "__import__('os')"])
def test_names_that_cannot_be_read_are_no_names(text: str) -> None:
    assert labels_in_names(text) is None


def test_the_nearest_source_of_labels_wins(tmp_path: Path) -> None:
    vision = written(tmp_path, "vision.txt", "a\nb")
    model = written(tmp_path, "model.txt", "c\nd")
    assert choose_labels(vision, model, ("e",)) == ("a", "b")
    assert choose_labels(None, model, ("e",)) == ("c", "d")
    assert choose_labels(None, None, ("e",)) == ("e",)
    assert choose_labels(None, None, None) is None
    with pytest.raises(LabelError):
        choose_labels(tmp_path / "gone", model, ("e",))


def test_says_how_many_labels_and_how_many_classes() -> None:
    check_count(2, 2)
    with pytest.raises(LabelError, match=r"^the model has 80 classes, but there are 4 labels$"):
        check_count(4, 80)
    with pytest.raises(LabelError, match=r'^"y" has 5 classes, but there are 2 labels$'):
        check_count(2, 5, '"y"')
