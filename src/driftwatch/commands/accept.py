"""DoCommand `accept`: what the alarms show is usual from now on."""

from driftwatch.commands.command import Answer, StreamCommand
from driftwatch.commands.context import StreamContext
from driftwatch.commands.decide import DecisionArguments, decide
from driftwatch.errors import ConfigError
from driftwatch.watch.decisions import OwnerDecision


def accept(context: StreamContext, arguments: DecisionArguments) -> Answer:
    """Raises ConfigError where no alarm is active."""
    if not context.stream.snapshot.monitor.drift:
        raise ConfigError(["accept: no alarm is active, so there is nothing to accept as usual"])
    return decide(context, OwnerDecision("accept", arguments.by, arguments.note), "accepted")


ACCEPT = StreamCommand(
    name="accept",
    arguments=DecisionArguments,
    summary="What the active alarms show is usual from now on: it is learned from the moment they began, the days "
    "before keep telling how much the site scatters. `by` and `note` are kept.",
    example={"by": "Anna", "note": "the new lamps stay"},
    run=accept,
)
