"""The names of a model's classes."""

import ast
import csv
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, cast

import yaml

from driftwatch.errors import LabelError

_MAX_BYTES = 16 << 20  # ImageNet-21k needs 1 MB


def read_labels(path: Path) -> tuple[str, ...]:
    """Reads a label file: text, .csv, .json or .yaml by its suffix, UTF-8 with or without a byte order mark.

    Text follows rdk's builtin vision service: one label a line, blank lines skipped; a file of one line is split
    on commas, and where it has none on spaces. CSV: one label a row, its last column that is not a number. JSON: a
    list, or an object {index: name}. YAML: the same, or either under `names` as YOLO data sets have it.

    Raises LabelError where the file is missing, unreadable or holds no label.
    """
    text = _read(path)
    parse = _PARSERS.get(path.suffix.lower(), labels_in_text)
    try:
        labels = parse(text)
    except (ValueError, yaml.YAMLError, RecursionError, csv.Error) as error:
        raise LabelError(f"{path}: cannot be read as {path.suffix[1:].upper()} labels: {_one_line(error)}") from error
    if not labels:
        raise LabelError(f"{path}: holds no label")
    return labels


def choose_labels(
    label_path: Path | None, model_label_path: Path | None, in_model: tuple[str, ...] | None
) -> tuple[str, ...] | None:
    """The vision service's file, else the file that the ML model names in its metadata, else those in the model file.

    None where nobody names any. Raises LabelError where a file that is named cannot be read.
    """
    for path in (label_path, model_label_path):
        if path is not None:
            return read_labels(path)
    return in_model


def check_count(labels: int, classes: int, who: str = "the model") -> None:
    """Raises LabelError unless there are as many labels as classes. who: tells the classes apart."""
    if labels != classes:
        raise LabelError(f"{who} tells {classes} classes apart, but there are {labels} labels")


def labels_in_text(text: str) -> tuple[str, ...]:
    """By the builtin service's rules (see read_labels); a label keeps the spaces around it only where it does there."""
    labels = [line for line in text.replace("\r\n", "\n").split("\n") if line.strip()]
    for separator in (",", " "):
        if len(labels) == 1:
            labels = labels[0].split(separator)
    return tuple(labels)


def labels_in_names(text: str) -> tuple[str, ...] | None:
    """Labels written as {0: "cat", 1: "dog"} or ["cat", "dog"], in Python or JSON; None where `text` is neither."""
    if not text or len(text) > _MAX_BYTES:
        return None
    try:
        return _from_value(ast.literal_eval(text))
    except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError):
        return None


def _read(path: Path) -> str:
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise LabelError(f"{path}: is too large for a label file")
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise LabelError(f"{path}: no such file, expected a label file") from None
    except OSError as error:
        raise LabelError(f"{path}: cannot be read ({error.strerror}), expected a label file") from error
    except UnicodeDecodeError as error:
        raise LabelError(f"{path}: is not text in UTF-8 (byte {error.start}), expected a label file") from error


def _from_csv(text: str) -> tuple[str, ...]:
    rows = [
        [cell.strip() for cell in row] for row in csv.reader(text.splitlines()) if any(cell.strip() for cell in row)
    ]
    if len(rows) == 1:
        return tuple(cell for cell in rows[0] if cell)
    return tuple(next((cell for cell in reversed(row) if cell and not cell.isdigit()), row[-1]) for row in rows)


def _from_json(text: str) -> tuple[str, ...]:
    return _from_value(json.loads(text))


def _from_yaml(text: str) -> tuple[str, ...]:
    value: object = yaml.safe_load(text)
    if isinstance(value, dict) and "names" in value:
        value = cast("object", value["names"])
    return _from_value(value)


def _from_value(value: object) -> tuple[str, ...]:
    """From a list, or from {index: name} with every index from 0 on."""
    if isinstance(value, (list, tuple)):
        return tuple(_label(entry) for entry in cast("list[Any]", value))
    if not isinstance(value, Mapping):
        raise ValueError("expected a list of labels, or an object with an index and a label each")
    entries = {int(key): _label(entry) for key, entry in cast("Mapping[Any, Any]", value).items()}
    missing = next((i for i in range(len(entries)) if i not in entries), None)
    if missing is not None:
        raise ValueError(f"no label for class {missing}")
    return tuple(entries[i] for i in range(len(entries)))


def _label(value: object) -> str:
    if isinstance(value, (str, int, float)):
        return str(value)
    raise ValueError(f"{value!r:.40} is not a label")


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:200]


_PARSERS: Mapping[str, Callable[[str], tuple[str, ...]]] = {
    ".csv": _from_csv,
    ".json": _from_json,
    ".yaml": _from_yaml,
    ".yml": _from_yaml,
}
