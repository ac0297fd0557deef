"""Commands and bodies as an owner writes them, with fields of the message in braces."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, cast

from driftwatch.notify.message import FIELDS

_FIELD: Final = re.compile(r"\{([A-Za-z_]+)\}")


def filled(template: Any, values: Mapping[str, str]) -> Any:
    """A copy of `template`, JSON values of any depth, whose texts hold `values` in place of `{name}`.

    Names of objects stay as they are, and so do braces around anything but a letter or an underscore.
    """
    if isinstance(template, str):
        return _FIELD.sub(lambda found: values.get(found[1], found[0]), template)
    if isinstance(template, Mapping):
        return {name: filled(value, values) for name, value in cast("Mapping[str, Any]", template).items()}
    if isinstance(template, Sequence):
        return [filled(value, values) for value in cast("Sequence[Any]", template)]
    return template


def unknown_fields(template: Any) -> list[str]:
    """Each once, in the order in which they appear."""
    return [name for name in dict.fromkeys(_fields(template)) if name not in FIELDS]


def _fields(template: Any) -> Iterator[str]:
    if isinstance(template, str):
        yield from _FIELD.findall(template)
    elif isinstance(template, Mapping):
        for value in cast("Mapping[str, Any]", template).values():
            yield from _fields(value)
    elif isinstance(template, Sequence):
        for value in cast("Sequence[Any]", template):
            yield from _fields(value)
