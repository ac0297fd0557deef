"""DoCommand `report`: the whole story of one camera as a page to send to someone."""

import asyncio
from dataclasses import dataclass
from typing import Annotated

from driftwatch.commands.command import Answer, ServiceCommand
from driftwatch.commands.context import ServiceContext, seen_stream
from driftwatch.commands.recorded import last
from driftwatch.config.constraints import Range
from driftwatch.observation import Moment
from driftwatch.report.page import report_page
from driftwatch.report.story import Quality, Story
from driftwatch.watch.report_parts import kept_words, quality_of, store_words
from driftwatch.watch.stream_watch import StreamWatch
from driftwatch.watch.trend_query import TrendQuestion


@dataclass(frozen=True, slots=True)
class ReportArguments:
    """Of which camera, and how far back."""

    camera_name: str = ""
    """Needed only where the service sees several."""
    hours: Annotated[float, Range(0.25, 24 * 90)] = 168.0


async def report(context: ServiceContext, arguments: ReportArguments) -> Answer:
    """Raises StoreError where what was recorded cannot be read."""
    return await asyncio.to_thread(_report, context, arguments, context.clock())


def _report(context: ServiceContext, arguments: ReportArguments, now: Moment) -> Answer:
    stream = seen_stream(context.watch, arguments.camera_name)
    question = TrendQuestion(stream.stream, last(arguments.hours, now), labels=40)
    story = Story(
        service=context.watch.service,
        trend=stream.trend(question, now),
        made=now.wall,
        quality=_quality(context, stream, now),
        state={**kept_words(context.hard_frames, stream.stream.camera), **store_words(stream.snapshot.store)},
        zone=stream.settings.reference.zone(),
    )
    return {"camera_name": stream.stream.camera, "html": report_page(story)}


def _quality(context: ServiceContext, stream: StreamWatch, now: Moment) -> Quality | None:
    model, reviews, review = stream.snapshot.model, context.reviews, context.attributes.review
    if reviews is None or model is None:
        return None
    reviews.book.load()
    groups = reviews.figuring.groups(stream.stream.camera, 1, now)
    return quality_of(groups, model.key, review.figures.targets if review else None)


REPORT = ServiceCommand(
    name="report",
    arguments=ReportArguments,
    summary="A page (`html`) that needs nothing else, to keep or to send: how it is, the trend, alerts with cause and "
    "next step, every label with what reviews prove, and the state of what is kept.",
    example={"hours": 24},
    run=report,
)
