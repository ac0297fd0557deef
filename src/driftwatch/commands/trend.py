"""DoCommand `trend`: how a stream went, as series that can be drawn."""

from dataclasses import dataclass
from typing import Annotated

from driftwatch.commands.command import Answer, StreamCommand
from driftwatch.commands.context import StreamContext
from driftwatch.commands.recorded import LAST_SECOND, Hours, last
from driftwatch.commands.trend_json import trend_json
from driftwatch.config.constraints import Range
from driftwatch.storage.rollups import SECONDS_AN_HOUR, Span
from driftwatch.watch.trend_query import TrendQuestion


@dataclass(frozen=True, slots=True)
class TrendArguments:
    """Which stretch of time, and how finely."""

    camera_name: str = ""
    """Needed only where the service sees several."""
    hours: Hours = 24.0
    end: Annotated[int, Range(1, LAST_SECOND)] | None = None
    """Seconds since 1970 up to which, in place of now."""
    points: Annotated[int, Range(12, 1000)] = 300
    """Buckets at most."""
    labels: Annotated[int, Range(0, 40)] = 8
    """How many of the most frequent labels get a series of their own."""


def trend(context: StreamContext, arguments: TrendArguments) -> Answer:
    """Raises StoreError where the file cannot be read."""
    span = last(arguments.hours, context.now)
    if arguments.end is not None:
        span = Span(max(int(arguments.end - arguments.hours * SECONDS_AN_HOUR), 0), arguments.end)
    question = TrendQuestion(context.stream.stream, span, arguments.points, arguments.labels)
    return trend_json(context.stream.trend(question, context.now))


TREND = StreamCommand(
    name="trend",
    arguments=TrendArguments,
    summary="Series to be drawn: mean confidence, low-confidence rate, detections and frames of each of at most "
    "`points` buckets, what was usual then, the most frequent labels, and the alerts and model versions of that time; "
    "-1 stands for a figure that is not known.",
    example={"hours": 24, "points": 100},
    run=trend,
)
