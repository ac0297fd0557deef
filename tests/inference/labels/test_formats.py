"""Files as tools and people write them. Right is what the tool that wrote the file means."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftwatch.inference.labels.listing import LabelListing
from driftwatch.inference.labels.registry import format_of
from driftwatch.inference.labels.text import labels_in_text

CAT_DOG = ("cat", "dog")
VOC = (
    'item { name: "none_of_the_above" label: 0 display_name: "background" }\n'
    'item { name: "cat" label: 1 display_name: "cat" }'
)
NORWAY = ("no", "1e3", "0x1F", "2024-01-01", "~", "off", "1_000")
COCO = '{"images": [], "categories": [{"id": 1, "name": "cat"}, {"id": 2, "name": "dog"}]}'


def read(name: str, text: str) -> LabelListing:
    suffix = name[name.rfind(".") :]
    return format_of(suffix, text).read(text)


@pytest.mark.parametrize(
    ("name", "text", "labels"),
    [
        ("teachable.txt", "0 Class A\n1 Class B\n2 Class C\n", ("Class A", "Class B", "Class C")),
        ("colon.txt", "0: cat\n1: dog\n", CAT_DOG),
        ("comma.txt", "0,cat\n1,dog\n", CAT_DOG),
        ("paren.txt", "0) cat\n1) dog\n", CAT_DOG),
        ("dash.txt", "0 - cat\n1 - dog\n", CAT_DOG),
        ("one.txt", "0 cat\n", ("cat",)),
        ("cards.txt", "0 10C\n1 10D\n", ("10C", "10D")),
        ("after.txt", "cat 0\ndog 1\n", CAT_DOG),
        ("quoted.txt", '"cat",\n"dog"\n', CAT_DOG),
        ("quoted.txt", "'license plate'", ("license plate",)),
        ("pylist.txt", "['cat', 'dog']\n", CAT_DOG),
        ("map.pbtxt", '#\nitem {\n id: 0\n name: "n1"\n display_name: "cat" }\nitem: < name: "dog", id: 1 >', CAT_DOG),
        ("noid.pbtxt", "item { name: 'cat' }\nitem { name: 'dog' }", CAT_DOG),
        ("voc.prototxt", VOC, ("background", "cat")),
        ("escaped.pbtxt", r'item { id: 0 name: "Driver\'s seat" keypoints { id: 7 name: "x" } }', ("Driver's seat",)),
        ("header.csv", "id,name\n0,cat\n1,dog\n", CAT_DOG),
        ("name.csv", "name\ncat\ndog\n", CAT_DOG),
        ("colour.csv", "id,name,color\n0,cat,red\n1,dog,blue\n", CAT_DOG),
        ("yamnet.csv", "index,mid,display_name\n0,/m/09x0r,Speech\n1,/m/05zppz,Child\n", ("Speech", "Child")),
        ("shuffled.csv", "1,dog\n0,cat\n", CAT_DOG),
        ("oid.csv", "/m/011k07,Tortoise\n/m/011q46kg,Container\n", ("Tortoise", "Container")),
        ("semicolons.csv", "id;name\n0;cat\n1;dog\n", CAT_DOG),
        ("tabs.tsv", "0\tcat\n1\tdog\n", CAT_DOG),
        ("class_indices.json", '{"dog": 1, "cat": 0}', CAT_DOG),
        ("config.json", '{"model_type": "vit", "id2label": {"0": "cat", "1": "dog"}, "label2id": {"cat": 0}}', CAT_DOG),
        ("imagenet_class_index.json", '{"0": ["n01", "cat"], "1": ["n02", "dog"]}', CAT_DOG),
        ("cvat.json", '[{"name": "cat", "color": "#f00"}, {"name": "dog", "color": "#0f0"}]', CAT_DOG),
        ("metadata.json", '{"tfjsVersion": "1.3", "labels": ["cat", "dog"], "imageSize": 224}', CAT_DOG),
        ("roboflow.json", '{"categories": [{"id": 0, "name": "pets"}, {"id": 1, "name": "cat"}]}', ("pets", "cat")),
        ("numbers.json", "[1.50, 2, true]", ("1.50", "2", "true")),
        ("data.yaml", "train: ../train\nnc: 2\nnames: ['cat', 'dog']\n", CAT_DOG),
        ("one.yaml", "names:\n  - license plate\n", ("license plate",)),
        ("norway.yaml", f"names: [{', '.join(NORWAY)}]", NORWAY),
        ("yolo.yaml", "names:\n  0: no\n  1: yes\n", ("no", "yes")),
    ],
)  # fmt: skip
def test_what_is_certain_is_read_without_a_word(name: str, text: str, labels: tuple[str, ...]) -> None:
    assert read(name, text) == LabelListing(labels)


@pytest.mark.parametrize(
    ("name", "text", "labels", "doubt"),
    [
        ("map.pbtxt", 'item { id: 1 name: "cat" }\nitem { id: 2 name: "dog" }', CAT_DOG,
         'count from 1, so .*: 1 -> "cat", 2 -> "dog"$'),
        ("coco.json", COCO, CAT_DOG, 'count from 1, so .*: 1 -> "cat", 2 -> "dog"$'),
        ("from1.json", '{"1": "cat", "2": "dog"}', CAT_DOG, "count from 1"),
        ("from1.yaml", "names: {1: cat, 2: dog}", CAT_DOG, "count from 1"),
        ("from1.csv", "class_id,class_name\n1,cat\n2,dog\n", CAT_DOG, "count from 1"),
        ("from1.txt", "1 cat\n2 dog\n3 cow\n", (*CAT_DOG, "cow"), "count from 1"),
        ("coral.txt", "0  person\n1  bicycle\n2  car\n4  airplane\n", ("person", "bicycle", "car", "3", "airplane"),
         '1 ids have no label, the first of them 3; .*: 0 -> "person", 1 -> "bicycle", 2 -> "car", ...$'),
        ("gaps.pbtxt", "item { id: 1 name: 'a' } item { id: 4 name: 'b' }", ("a", "2", "3", "b"), "from 1.*2 ids have"),
        ("nc.yaml", "nc: 3\nnames: [cat, dog]", CAT_DOG, "nc says that there are 3 classes, and there are 2 names"),
        ("space.txt", "license plate\n", ("license", "plate"), "split at its spaces"),
        ("ssd.txt", "???\nperson\nbicycle\n", ("???", "person", "bicycle"),
         'stands for class 0, the background; .* left out: 0 -> "[?]{3}", 1 -> "person", 2 -> "bicycle"$'),
        ("comment.txt", "# pets\ncat\ndog\n", ("# pets", *CAT_DOG), "looks like a comment"),
        ("coins.txt", "1 cent\n2 cent\n5 cent\n", ("1 cent", "2 cent", "5 cent"), "numbers at the beginning"),
        ("counts.txt", "1 person\n2 people\n", ("1 person", "2 people"), "numbers at the beginning"),
        ("bottles.txt", "2 litres\n1 litre\n", ("2 litres", "1 litre"), "numbers at the beginning"),
        ("blank.txt", "person\nbicycle\n\ncar\n", ("person", "bicycle", "car"), "blank lines .* count for no class"),
        ("trailing.txt", "cat \ndog\t\n", ("cat ", "dog\t"), "spaces around its labels belong to them"),
    ],
)  # fmt: skip
def test_what_is_not_certain_is_said_with_the_first_pairs(
    name: str, text: str, labels: tuple[str, ...], doubt: str
) -> None:
    listing = read(name, text)
    assert listing.labels == labels
    assert re.search(doubt, listing.doubt), listing.doubt


@pytest.mark.parametrize(
    ("name", "text", "labels"),
    [
        ("digits.txt", "0\n1\n2\n", ("0", "1", "2")),
        ("digits.txt", "0 1 2", ("0", "1", "2")),
        ("commas.txt", "1,5 l\n2,0 l\n", ("1,5 l", "2,0 l")),
        ("points.txt", "1.5 l\n2.0 l\n", ("1.5 l", "2.0 l")),
        ("rooms.txt", "room 1\nroom 2\n", ("room 1", "room 2")),
        ("builtin.txt", "cat,dog", CAT_DOG),
        ("bracket.txt", "[cat\n{dog", ("[cat", "{dog")),
        ("dict.txt", "background\ncat\ndog\n", ("background", *CAT_DOG)),
    ],
)
def test_labels_that_only_look_numbered_stay_as_they_are(name: str, text: str, labels: tuple[str, ...]) -> None:
    assert read(name, text).labels == labels


@given(st.lists(st.text("abc DEF_-,.#é", min_size=1, max_size=9), min_size=1, max_size=9), st.booleans())
def test_plain_lines_are_those_of_the_builtin_service(lines: list[str], dos: bool) -> None:
    end = "\r\n" if dos else "\n"
    text = end.join(lines)
    assert read("labels.txt", text).labels == labels_in_text(text)


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("twice.json", '{"0": "cat", "0": "dog"}', "'0' is there twice"),
        ("twice.pbtxt", "item { id: 1 name: 'a' } item { id: 1 name: 'b' }", "class 1 has two labels"),
        (
            "huge.pbtxt",
            "item { id: 1 name: 'a' } item { id: 999999999 name: 'b' }",
            "999999999 is no number",
        ),
        ("negative.pbtxt", "item { id: -1 name: 'a' }", "-1 is no number of a class"),
        ("cut.pbtxt", "item { id: 1 name: 'a'", "cut off inside an item"),
        ("other.pbtxt", "model { ssd { } }", 'expected "item {", got "model {"'),
        ("nameless.pbtxt", "item { id: 1 }", "neither a name nor a display_name"),
        ("half.pbtxt", "item { id: 1 name: 'a' } item { name: 'b' }", "1 of its items have no id"),
        ("_classes.csv", "filename, cat, dog\na.jpg, 1, 0\nb.jpg, 0, 1\n", "lists images, not classes"),
        ("short.csv", "id,name\n0,cat\n1\n", "has no label"),
        ("gap.json", '{"0": "cat", "2": "dog"}', "no label for class 1"),
        ("none.json", '{"names": {"0": null}}', "None is not a label"),
        ("other.json", '{"model": "vit", "size": 224, "x": "y"}', "expected a list of labels"),
    ],
)
def test_what_cannot_be_right_is_refused(name: str, text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read(name, text)
