"""What a DoCommand is: its name, its arguments, what it answers, and a call that is answered."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeAlias, TypeVar

from driftwatch.commands.context import ServiceContext, StreamContext

A = TypeVar("A")
Answer: TypeAlias = dict[str, Any]
"""Plain JSON: no bytes, no NaN, whole numbers below 2^53."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command(Generic[A]):
    """What is known of every command."""

    name: str
    """As in {"command": NAME, ...}; the file is called the same."""
    arguments: type[A]
    """The other keys of a call are the fields of this dataclass."""
    summary: str
    """What it answers, in Markdown, as in the table of the documentation."""
    example: Mapping[str, Any]
    """Arguments of a call as a person may make it; the contract test makes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamCommand(Command[A]):
    """About what was recorded of one camera: answered by the vision service and by the drift sensor."""

    run: Callable[[StreamContext, A], Answer]
    """Called in a worker thread; may read the statistics file for up to five seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceCommand(Command[A]):
    """About the vision service at work, which alone answers it."""

    run: Callable[[ServiceContext, A], Awaitable[Answer]]
    """Called on the event loop, which it must not block: disk and images belong into a thread."""
