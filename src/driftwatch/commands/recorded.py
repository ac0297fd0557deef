"""What the commands about recorded statistics have in common: the stretch of time, and times as text."""

from typing import Annotated, Any, Final, TypeAlias, cast

from driftwatch.commands.command import Answer
from driftwatch.commands.context import StreamContext
from driftwatch.config.constraints import Range
from driftwatch.observation import Moment
from driftwatch.storage.rollups import SECONDS_AN_HOUR, Span
from driftwatch.watch.statistics_query import utc_text

LAST_SECOND: Final = 253_402_300_799
"""Of the year 9999, after which there are no dates."""

Second: TypeAlias = Annotated[int, Range(0, LAST_SECOND)]
"""Since 1970."""
Hours: TypeAlias = Annotated[float, Range(0.01, 24 * 365 * 2)]
"""Up to now."""


def last(hours: float, now: Moment) -> Span:
    """The stretch that ends now."""
    return Span(int(now.wall - hours * SECONDS_AN_HOUR), int(now.wall) + 1)


def head(context: StreamContext, span: Span) -> Answer:
    """Of which camera and of which time an answer is."""
    camera = context.stream.stream.camera
    return {"camera_name": camera, "start": utc_text(span.start), "end": utc_text(span.end)}


def alert_json(alert: dict[str, Any]) -> Answer:
    """With its times as text, lists for tuples, and without what is not known."""
    times = {name: utc_text(alert[name]) for name in ("since", "raised")}
    known = {name: value for name, value in {**alert, **times}.items() if value is not None}
    return {
        name: list(cast("tuple[object, ...]", value)) if isinstance(value, tuple) else value
        for name, value in known.items()
    }
