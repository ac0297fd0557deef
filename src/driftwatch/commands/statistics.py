"""DoCommand `statistics`: what was counted in the last hours."""

from dataclasses import dataclass

from driftwatch.commands.command import Answer, StreamCommand
from driftwatch.commands.context import StreamContext
from driftwatch.commands.recorded import Hours, head, last
from driftwatch.watch.statistics_query import Grouping, StatisticsQuery, query_statistics


@dataclass(frozen=True, slots=True)
class StatisticsArguments:
    """What to count, and how to group it."""

    camera_name: str = ""
    """Needed only where the service sees several."""
    hours: Hours = 24.0
    by: Grouping = "window"
    model: str = ""
    """Key of one version of the model, "" for all together."""


def statistics(context: StreamContext, arguments: StatisticsArguments) -> Answer:
    """Rows in order of label and hour."""
    span = last(arguments.hours, context.now)
    question = StatisticsQuery(context.stream.stream, span, arguments.by, arguments.model)
    rows = context.stream.ask(lambda connection, running: query_statistics(connection, question, running), context.now)
    return {**head(context, span), "by": arguments.by, "rows": rows}


STATISTICS = StreamCommand(
    name="statistics",
    arguments=StatisticsArguments,
    summary="`rows` of counts, mean confidence and low-confidence rate of the last hours.",
    example={"hours": 1, "by": "label"},
    run=statistics,
)
