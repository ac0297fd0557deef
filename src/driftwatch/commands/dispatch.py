"""Finds the command that is asked for, reads its arguments and runs it."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from driftwatch.commands.command import Answer, Command, StreamCommand
from driftwatch.commands.context import ServiceContext, StreamContext, seen_stream
from driftwatch.commands.registry import COMMANDS, STREAM_COMMANDS
from driftwatch.concurrency import run_in_thread
from driftwatch.config.arguments import arguments_of
from driftwatch.errors import ConfigError
from driftwatch.observation import Moment
from driftwatch.watch.vision_watch import VisionWatch

C = TypeVar("C", bound=Command[Any])


async def run_service_command(context: ServiceContext, command: Mapping[str, Any]) -> Answer:
    """Runs {"command": NAME, ...arguments}, any of COMMANDS.

    Raises ConfigError for an unknown command (with the list of those there are) and for wrong arguments, and whatever
    the command raises.
    """
    entry = _find(COMMANDS, command)
    if isinstance(entry, StreamCommand):
        return await run_in_thread(lambda: _run(entry, context.watch, command, context.clock()))
    # In a thread: reading a whole policy takes a millisecond.
    arguments = await run_in_thread(lambda: arguments_of(command, entry.arguments))
    return await entry.run(context, arguments)


def run_stream_command(watch: VisionWatch, command: Mapping[str, Any], now: Moment) -> Answer:
    """Runs {"command": NAME, ...arguments}, one of STREAM_COMMANDS.

    May read the file for up to five seconds: call it in a worker thread, never on the event loop.
    Raises ConfigError for an unknown command (with the list of those there are) and for wrong arguments,
    StoreError where the file cannot be read.
    """
    return _run(_find(STREAM_COMMANDS, command), watch, command, now)


def _find(commands: Sequence[C], command: Mapping[str, Any]) -> C:
    name = str(command.get("command"))
    for entry in commands:
        if entry.name == name:
            return entry
    names = ", ".join(entry.name for entry in commands)
    raise ConfigError([f"command: must be one of {names}, got {json.dumps(command.get('command'))}"])


def _run(entry: StreamCommand[Any], watch: VisionWatch, command: Mapping[str, Any], now: Moment) -> Answer:
    arguments = arguments_of(command, entry.arguments)
    stream = seen_stream(watch, arguments.camera_name)
    assert watch.store is not None
    return entry.run(StreamContext(stream, watch.store, watch.shadow, watch.quality, now), arguments)
