"""Frozen dataclasses as plain JSON values and back, for what has to survive a restart."""

import dataclasses
from collections.abc import Mapping
from typing import Any, TypeVar

from driftwatch.config.reader import read
from driftwatch.errors import ConfigError

T = TypeVar("T")

SCHEMA = 1


class RecordError(ValueError):
    """A record is of another schema or not what its dataclass says; whoever reads it begins again."""


def to_record(value: Any) -> dict[str, Any]:
    """`value`, a dataclass of numbers, texts, tuples, mappings and such dataclasses, as what json.dumps takes."""
    return {"schema": SCHEMA, **dataclasses.asdict(value)}


def from_record(kind: type[T], record: Mapping[str, Any]) -> T:
    """What `to_record` was given. Raises RecordError."""
    fields = dict(record)
    schema = fields.pop("schema", None)
    if schema != SCHEMA:
        raise RecordError(f"a {kind.__name__} of schema {schema!r}, this program reads {SCHEMA}")
    try:
        return read(kind, fields).value
    except ConfigError as error:
        raise RecordError(f"not a {kind.__name__}: {error}") from error
