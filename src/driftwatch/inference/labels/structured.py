"""Labels in JSON, in YAML, and in lists as Python writes them."""

import ast
import json
from typing import Any, Final

import yaml

from driftwatch.inference.labels.listing import Format, LabelListing
from driftwatch.inference.labels.values import LONGEST, from_value


def _read_json(text: str) -> LabelListing:
    """Numbers among the labels stay as they are written."""
    return from_value(json.loads(text, object_pairs_hook=_once, parse_float=str, parse_constant=str))


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(key for i, (key, _) in enumerate(pairs) if any(key == other for other, _ in pairs[:i]))
        raise ValueError(f"{twice!r:.40} is there twice")
    return found


def _read_yaml(text: str) -> LabelListing:
    """Every value as text, whatever YAML makes of it: no, 1e3 and 2024-01-01 are labels."""
    return from_value(yaml.load(text, Loader=yaml.BaseLoader))  # noqa: S506  # makes nothing but text, lists and maps


def _read_python(text: str) -> LabelListing:
    return from_value(ast.literal_eval(text.strip()))


def _is_python(text: str) -> bool:
    """A list or a map in brackets that can be read, in JSON or in Python; a label may begin with a bracket as well."""
    start = text.strip()[:1]
    if start not in ("[", "{") or len(text) > LONGEST:
        return False
    try:
        from_value(ast.literal_eval(text.strip()))
    except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError):
        return False
    return True


JSON: Final = Format("JSON", (".json",), lambda _: False, _read_json)
YAML: Final = Format("YAML", (".yaml", ".yml"), lambda _: False, _read_yaml)
PYTHON: Final = Format("a Python list", (".py",), _is_python, _read_python)
