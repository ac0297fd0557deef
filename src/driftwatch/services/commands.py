"""DoCommand: a named command, or the list of those there are."""

from collections.abc import Callable, Mapping

from viam.utils import ValueTypes

from driftwatch.errors import ConfigError

Command = Callable[[], Mapping[str, ValueTypes]]


def run(command: Mapping[str, ValueTypes], known: Mapping[str, Command]) -> Mapping[str, ValueTypes]:
    """Runs `{"command": NAME}`. Raises ConfigError with the list of names for any other."""
    name = command.get("command")
    if not isinstance(name, str) or name not in known:
        raise ConfigError(
            [f'command: must be one of {", ".join(known)}, got {name!r}; for example {{"command": "status"}}']
        )
    return known[name]()
