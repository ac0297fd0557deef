"""The arguments of a DoCommand: every key besides "command"."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from driftwatch.config.reader import attribute_names, read, read_strictly
from driftwatch.errors import ConfigError, shortened

A = TypeVar("A")


@dataclass(frozen=True, slots=True)
class NoArguments:
    """Of what concerns all cameras of the service."""


def arguments_of(command: Mapping[str, Any], kind: type[A]) -> A:
    """Gives `kind` made of {"command": NAME, ...}. Raises ConfigError for wrong arguments and for ones it has not."""
    given = {name: value for name, value in command.items() if name != "command"}
    known = attribute_names(kind)
    strangers = [shortened(name, 100) for name in given if name not in known]
    if read(kind, given).warnings and strangers:
        takes = f"{command.get('command')} takes {', '.join(known) or 'no arguments'}"
        raise ConfigError([f"{name}: {takes}" for name in strangers])
    return read_strictly(kind, given)
