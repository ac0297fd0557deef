"""Settings of several rooms side by side in one flat set of attributes."""

import dataclasses
from typing import Any, TypeVar

T = TypeVar("T")

_INLINE = "inline"


def inline(kind: type[T]) -> T:
    """A field whose own fields are attributes of the dataclass that holds it, at the same level."""
    return dataclasses.field(default_factory=kind, metadata={_INLINE: True})


def is_inline(entry: dataclasses.Field[Any]) -> bool:
    return bool(entry.metadata.get(_INLINE))
