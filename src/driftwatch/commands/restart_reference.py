"""DoCommand `restart_reference`: learns again what is usual."""

from driftwatch.commands.command import Answer, StreamCommand
from driftwatch.commands.context import StreamContext
from driftwatch.commands.decide import DecisionArguments, decide
from driftwatch.watch.decisions import OwnerDecision


def restart_reference(context: StreamContext, arguments: DecisionArguments) -> Answer:
    """The old figures stay in the store."""
    return decide(context, OwnerDecision("restart_reference", arguments.by, arguments.note), "restarted")


RESTART_REFERENCE = StreamCommand(
    name="restart_reference",
    arguments=DecisionArguments,
    summary="Learns again what is usual, as after a camera was moved; the old figures stay.",
    example={"by": "Ben", "note": "the camera was moved"},
    run=restart_reference,
)
