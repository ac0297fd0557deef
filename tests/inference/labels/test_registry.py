"""What holds of every format: labels that were written come back, and nothing but plain errors comes out."""

import json
from collections.abc import Callable, Mapping

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from driftwatch.inference.labels.listing import Format
from driftwatch.inference.labels.registry import FORMATS, format_of

Labels = list[str]

# Format -> how its files are written, by definition and not by our reader.
WRITERS: Mapping[str, Callable[[Labels], str]] = {
    "JSON": json.dumps,
    "YAML": lambda labels: yaml.safe_dump({"names": dict(enumerate(labels))}, allow_unicode=True),
    "CSV": lambda labels: "id,name\n" + "".join(f'{i},"{label}"\n' for i, label in enumerate(labels)),
    "label map": lambda labels: "".join(
        f"item {{\n  id: {i}\n  name: '{label}'\n}}\n" for i, label in enumerate(labels)
    ),
    "a Python list": repr,
    "text": "\n".join,
}

words = st.text(st.characters(categories=("Ll", "Lu"), max_codepoint=0x24F), min_size=1, max_size=12)
names = st.lists(words, min_size=2, max_size=12, unique_by=str.lower)
formats = pytest.mark.parametrize("one", FORMATS, ids=lambda one: one.name)


@formats
@given(labels=names)
def test_labels_that_were_written_come_back_without_a_doubt(one: Format, labels: Labels) -> None:
    listing = one.read(WRITERS[one.name](labels))
    assert list(listing.labels) == labels
    assert listing.doubt == ""


@formats
@given(text=st.one_of(st.text(max_size=80), st.text("items{}[]:,'\"\n 01\tidnam", max_size=80)))
def test_any_text_gives_labels_or_an_error_that_is_caught(one: Format, text: str) -> None:
    """The errors are those that the reader of files turns into words."""
    try:
        listing = one.read(text)
    except (ValueError, yaml.YAMLError, RecursionError, SyntaxError):
        return
    assert all(isinstance(label, str) for label in listing.labels)


@given(labels=names)
def test_plain_labels_are_claimed_by_no_format(labels: Labels) -> None:
    for suffix in (".txt", "", ".names", ".unknown"):
        assert format_of(suffix, "\n".join(labels)).name == "text"


def test_a_suffix_belongs_to_one_format() -> None:
    suffixes = [suffix for one in FORMATS for suffix in one.suffixes]
    assert len(set(suffixes)) == len(suffixes)
    assert set(WRITERS) == {one.name for one in FORMATS}


def test_every_format_is_found_by_its_suffix() -> None:
    for one in FORMATS:
        for suffix in one.suffixes:
            assert format_of(suffix.upper(), "cat\ndog") is one
