"""Reads JSON attributes into any frozen dataclass and reports every problem at once.

The dataclass is the whole definition: its fields are the attributes, their types and constraints
(`config/constraints.py`) say what is accepted, and a method `problems()` may add what concerns several
fields together. Errors name the attribute, the value and what would be accepted.
"""

import dataclasses
import difflib
import json
import types
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Generic, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from driftwatch.config.constraints import Constraint
from driftwatch.config.inline import is_inline
from driftwatch.errors import ConfigError

T = TypeVar("T")

_LARGEST_INT = 2**53  # above, numbers of JSON are not exact
_MOST_UNKNOWN = 100  # that are looked at one by one
_LONGEST_NAME = 100
_MISSPELLED = 0.7  # similarity from which an unknown name is taken for a misspelling of a known one
_WORDS: dict[type, str] = {str: "a text", int: "a whole number", float: "a number", bool: "true or false"}


class _RefusedError(Exception):
    """A value cannot be read; the message says what would be accepted."""


@dataclass(frozen=True, slots=True)
class ReadResult(Generic[T]):
    """`value`: the settings. `warnings`: one line for each attribute that was ignored."""

    value: T
    warnings: tuple[str, ...]


@dataclass(slots=True)
class _Findings:
    """is_strict: an unknown attribute is a problem, whatever it looks like."""

    is_strict: bool = False
    problems: list[str] = field(default_factory=list[str])
    warnings: list[str] = field(default_factory=list[str])


def read(kind: type[T], attributes: Mapping[str, Any]) -> ReadResult[T]:
    """Gives `kind` made of `attributes`. Raises ConfigError with every problem found.

    An unknown attribute is a problem where it looks like a misspelling of a known one, and otherwise a warning:
    the stock services ignore attributes they do not know, and a drop-in must not refuse their configs.
    """
    return _read(kind, attributes, _Findings())


def read_strictly(kind: type[T], attributes: Mapping[str, Any]) -> T:
    """As `read`, for what a person writes to this module alone: every unknown attribute is a problem."""
    return _read(kind, attributes, _Findings(is_strict=True)).value


def _read(kind: type[T], attributes: Mapping[str, Any], findings: _Findings) -> ReadResult[T]:
    value = _read_settings(kind, attributes, "", findings)
    if findings.problems:
        raise ConfigError(findings.problems)
    return ReadResult(cast(T, value), tuple(findings.warnings))


def attribute_names(kind: type[Any]) -> tuple[str, ...]:
    """The attributes that `kind` takes, in the order of its fields."""
    hints = get_type_hints(kind)
    names: list[str] = []
    for entry in dataclasses.fields(kind):
        names += attribute_names(hints[entry.name]) if is_inline(entry) else [entry.name]
    return tuple(names)


def _read_settings(kind: type[Any], attributes: Mapping[str, Any], path: str, findings: _Findings) -> Any:
    _report_unknown(attributes, attribute_names(kind), path, findings)
    return _build(kind, attributes, path, findings)


def _build(kind: type[Any], attributes: Mapping[str, Any], path: str, findings: _Findings) -> Any:
    hints = get_type_hints(kind, include_extras=True)
    known_problems = len(findings.problems)
    values: dict[str, Any] = {}
    for entry in dataclasses.fields(kind):
        name = entry.name
        if is_inline(entry):
            values[name] = _build(hints[name], attributes, path, findings)
        elif name in attributes and attributes[name] is not None:
            values[name] = _read_field(hints[name], attributes[name], path + name, findings)
        elif entry.default is dataclasses.MISSING and entry.default_factory is dataclasses.MISSING:
            findings.problems.append(f"{path}{name}: is required")
    if len(findings.problems) > known_problems:
        return None
    value = kind(**values)
    across_fields = getattr(value, "problems", None)
    if callable(across_fields):
        findings.problems += [path + problem for problem in cast("list[str]", across_fields())]
    return value


def _read_field(hint: Any, value: Any, path: str, findings: _Findings) -> Any:
    try:
        return _convert(hint, value, path, findings)
    except _RefusedError as refusal:
        findings.problems.append(f"{path}: {refusal}, got {_shown(value)}")
        return None


def _report_unknown(attributes: Mapping[str, Any], known: Sequence[str], path: str, findings: _Findings) -> None:
    unknown = [name for name in attributes if name not in known]
    if len(unknown) > _MOST_UNKNOWN:
        findings.problems.append(f"{path.rstrip('.') or 'attributes'}: {len(unknown)} attributes are unknown")
    for name in unknown[:_MOST_UNKNOWN]:
        near = difflib.get_close_matches(name[:_LONGEST_NAME], known, n=1, cutoff=_MISSPELLED)
        if near:
            findings.problems.append(f'{path}{name}: unknown attribute, did you mean "{near[0]}"?')
        elif findings.is_strict:
            findings.problems.append(f"{path}{name}: unknown attribute; known are: {', '.join(known)}")
        else:
            findings.warnings.append(f"{path}{name}: unknown attribute, ignored; known are: {', '.join(known)}")


def _convert(hint: Any, value: Any, path: str, findings: _Findings) -> Any:
    origin = get_origin(hint)
    if origin is Annotated:
        return _constrained(hint, value, path, findings)
    if origin in (Union, types.UnionType):
        return _first_that_fits(get_args(hint), value, path, findings)
    if hint is Any:
        return value
    if origin is Literal:
        if value not in get_args(hint):
            raise _RefusedError("must be one of " + ", ".join(_shown(choice) for choice in get_args(hint)))
        return value
    if origin in (tuple, frozenset):
        return _collection(origin, get_args(hint)[0], value, path, findings)
    if origin is Mapping:
        return _mapping(get_args(hint)[1], value, path, findings)
    if dataclasses.is_dataclass(hint):
        if not isinstance(value, Mapping):
            raise _RefusedError(f"must be an object with {', '.join(attribute_names(cast('type[Any]', hint)))}")
        return _read_settings(cast("type[Any]", hint), cast("Mapping[str, Any]", value), f"{path}.", findings)
    return _scalar(hint, value)


def _constrained(hint: Any, value: Any, path: str, findings: _Findings) -> Any:
    inner, *constraints = get_args(hint)
    converted = _convert(inner, value, path, findings)
    for constraint in cast("list[Constraint]", constraints):
        if problem := constraint.problem(converted):
            raise _RefusedError(problem)
    return converted


def _first_that_fits(hints: Sequence[Any], value: Any, path: str, findings: _Findings) -> Any:
    refusals: list[str] = []
    for hint in hints:
        if hint is type(None):
            continue
        try:
            return _convert(hint, value, path, findings)
        except _RefusedError as refusal:
            refusals.append(str(refusal))
    raise _RefusedError(" or ".join(refusals))


def _collection(kind: type[Any], hint: Any, value: Any, path: str, findings: _Findings) -> Any:
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise _RefusedError("must be a list")
    entries = cast("Sequence[Any]", value)
    return kind(_read_field(hint, entry, f"{path}[{i}]", findings) for i, entry in enumerate(entries))


def _mapping(hint: Any, value: Any, path: str, findings: _Findings) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise _RefusedError("must be an object")
    entries = cast("Mapping[str, Any]", value)
    return {key: _read_field(hint, entry, f"{path}.{key}", findings) for key, entry in entries.items()}


def _scalar(kind: type[Any], value: Any) -> Any:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if kind is float and is_number and value == value and abs(value) != float("inf"):
        return float(value)
    if kind is int and is_number and abs(value) <= _LARGEST_INT and float(value).is_integer():
        return int(value)
    if kind in (str, bool) and isinstance(value, kind):
        return value
    raise _RefusedError(f"must be {_WORDS[kind]}")


def _shown(value: Any) -> str:
    text = json.dumps(value, default=str)
    return text if len(text) <= 60 else text[:57] + "..."
