"""DoCommand `export`: rows of the store as CSV or JSON lines."""

from dataclasses import dataclass
from typing import Annotated

from driftwatch.commands.command import Answer, StreamCommand
from driftwatch.commands.context import StreamContext
from driftwatch.commands.recorded import LAST_SECOND, Hours, head, last
from driftwatch.config.constraints import Range
from driftwatch.storage.rollups import Span
from driftwatch.watch.export import ExportQuestion, Format, Table, export


@dataclass(frozen=True, slots=True)
class ExportArguments:
    """Which rows, and how they are written."""

    camera_name: str = ""
    """Needed only where the service sees several."""
    table: Table = "minutes"
    format: Format = "csv"
    hours: Hours = 24.0
    start: Annotated[int, Range(0, LAST_SECOND)] | None = None
    """Seconds since 1970, in place of `hours`; an answer's `next_start` is the `start` of the next call."""
    limit: Annotated[int, Range(1, 10_000)] = 2000
    """Rows of one answer."""
    skip: Annotated[int, Range(0)] = 0
    """Rows of `start` that are left out, because the answer before has them: its `next_skip`."""


def export_rows(context: StreamContext, arguments: ExportArguments) -> Answer:
    """`next_start` and `next_skip` only where there are more rows."""
    span = last(arguments.hours, context.now)
    if arguments.start is not None:
        span = Span(arguments.start, span.end)
    key = context.stream.stream
    question = ExportQuestion(key, span, arguments.table, arguments.format, arguments.limit, arguments.skip)
    page = context.store.ask(lambda connection: export(connection, question))
    following = {} if page.next_start is None else {"next_start": page.next_start, "next_skip": page.next_skip}
    return {**head(context, span), "format": arguments.format, "rows": page.rows, "text": page.text, **following}


EXPORT = StreamCommand(
    name="export",
    arguments=ExportArguments,
    summary="Rows of the statistics file as `text`; where there are more, `next_start` and `next_skip` are the `start` "
    "and `skip` of the next call.",
    example={"table": "minutes", "hours": 1, "limit": 100},
    run=export_rows,
)
