"""A label file, read."""

import codecs
import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import yaml

from driftwatch.errors import LabelError
from driftwatch.inference.file_hint import where_looked
from driftwatch.inference.labels.listing import LabelListing
from driftwatch.inference.labels.registry import format_of
from driftwatch.regular_file import read_regular

# The longer mark first: that of UTF-32 begins with that of UTF-16.
_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DARKNET: Final = 4096  # characters of such a file
_LARGEST: Final = 16 << 20  # bytes, of the format that is read fastest


def read_labels(path: Path) -> tuple[str, ...]:
    """As read_label_file, without what is not certain."""
    return read_label_file(path).labels


def read_label_file(path: Path) -> LabelListing:
    """Reads a label file: JSON, YAML, CSV or a label map by its suffix, else text in one of its forms.

    UTF-8 with or without a byte order mark, or UTF-16 or UTF-32 with one. docs/models.md lists the forms.
    Raises LabelError where the file is missing, unreadable, of another format or holds no label.
    """
    text = _text(path)
    if other := _other(text):
        raise LabelError(f"{path}: expected a label file, this is {other}")
    wanted = format_of(path.suffix, text)
    if len(text) > wanted.longest:
        raise LabelError(f"{path}: is too large for {wanted.name} labels, at most {wanted.longest} characters are read")
    try:
        listing = wanted.read(text)
    except (ValueError, yaml.YAMLError, RecursionError, MemoryError, SyntaxError, csv.Error) as error:
        raise LabelError(f"{path}: cannot be read as {wanted.name} labels: {_one_line(error)}") from error
    if not listing.labels:
        raise LabelError(f"{path}: holds no label")
    return listing


def label_doubts(*paths: Path | None) -> Iterator[str]:
    """What is not certain about the first file that is named, one line. Raises LabelError as read_label_file."""
    path = next((path for path in paths if path is not None), None)
    if path is not None and (doubt := read_label_file(path).doubt):
        yield f"labels: {path.name}: {doubt}"


def _text(path: Path) -> str:
    try:
        content = read_regular(path, _LARGEST)
    except FileNotFoundError:
        raise LabelError(f"{path}: no such file{where_looked(path)}, expected a label file") from None
    except OSError as error:
        raise LabelError(f"{path}: cannot be read ({error.strerror}), expected a label file") from error
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), "utf-8-sig")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        name = "UTF-8" if encoding == "utf-8-sig" else encoding.upper()
        raise LabelError(f"{path}: is not text in {name} (byte {error.start}), expected a label file") from error
    if "\0" in text:
        raise LabelError(f"{path}: is not text in UTF-8 (it holds zero bytes), expected a label file")
    return text


def _other(text: str) -> str:
    """What people give in place of a label file; "" where it may be one."""
    start = text.lstrip()[:64].lower()
    if start.startswith("version https://git-lfs"):
        return "a Git LFS pointer, not the file itself: fetch it with git lfs pull"
    if start.startswith(("<!doctype", "<html")):
        return "a web page: the download went wrong"
    if start.startswith("<?xml") or re.match(r"<\w+[^>\n]*/?>", start):
        return "XML: write its labels one a line"
    settings = dict(_settings(text))
    if settings.get("names") and settings.get("classes", "").isdigit():
        return f'a Darknet data file: give the file that it names, "{settings["names"]}"'
    return ""


def _settings(text: str) -> Iterator[tuple[str, str]]:
    """Key and value of the lines of a Darknet data file, which has five."""
    for line in text[:_DARKNET].splitlines():
        key, equals, value = line.partition("=")
        if equals:
            yield key.strip(), value.strip()


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split())[:200]
