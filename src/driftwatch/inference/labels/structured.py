"""Labels in JSON, in YAML, and in lists as Python writes them."""

import json
import re
from typing import Any, Final

import yaml

from driftwatch.inference.labels.listing import Format, LabelListing
from driftwatch.inference.labels.literal import read_literal
from driftwatch.inference.labels.values import from_value

_BRACKET: Final = re.compile(r"[\[{\]}]")
_DEEPEST: Final = 100


def _read_json(text: str) -> LabelListing:
    """Numbers among the labels stay as they are written."""
    return from_value(json.loads(text, object_pairs_hook=_once, parse_float=str, parse_constant=str))


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))
        raise ValueError(f"{twice!r:.40} is there twice")
    return found


def _read_yaml(text: str) -> LabelListing:
    """Every value as text, whatever YAML makes of it: no, 1e3 and 2024-01-01 are labels."""
    if _depth(text) > _DEEPEST:
        raise ValueError(f"its lists lie more than {_DEEPEST} deep in each other")
    return from_value(yaml.load(text, Loader=yaml.BaseLoader))  # noqa: S506  # makes nothing but text, lists and maps


def _depth(text: str) -> int:
    """The most brackets that are open at once; PyYAML looks at all of them for each character that follows."""
    deepest = depth = 0
    for bracket in _BRACKET.finditer(text):
        depth = depth + 1 if bracket[0] in "[{" else max(depth - 1, 0)
        deepest = max(deepest, depth)
    return deepest


def _read_python(text: str) -> LabelListing:
    return from_value(read_literal(text))


def _is_python(text: str) -> bool:
    """A list or a map in brackets that can be read, in JSON or in Python; a label may begin with a bracket as well."""
    if text.lstrip()[:1] not in ("[", "{"):
        return False
    try:
        from_value(read_literal(text))
    except (ValueError, RecursionError, TypeError):
        return False
    return True


JSON: Final = Format("JSON", (".json",), lambda _: False, _read_json, longest=16 << 20)
YAML: Final = Format("YAML", (".yaml", ".yml"), lambda _: False, _read_yaml, longest=1 << 20)
PYTHON: Final = Format("a Python list", (".py",), _is_python, _read_python)
