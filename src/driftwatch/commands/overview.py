"""DoCommand `overview`: a vision service and its cameras at a glance, as the page asks for it each second."""

from dataclasses import asdict, dataclass
from typing import Annotated, Final

from driftwatch import __version__
from driftwatch.commands.command import Answer, ServiceCommand
from driftwatch.commands.context import ServiceContext
from driftwatch.config.constraints import Range
from driftwatch.watch.besides import Besides
from driftwatch.watch.readings import stream_readings
from driftwatch.watch.settings import LONGEST_WINDOW_MINUTES
from driftwatch.watch.statistics_query import utc_text
from driftwatch.watch.stream_watch import StreamWatch
from driftwatch.watch.vision_watch import VisionWatch

SCHEMA: Final = 1
"""Rises when a key goes or changes its meaning, so that a page of another version can say so."""


@dataclass(frozen=True, slots=True)
class OverviewArguments:
    """Over which time is counted."""

    window_minutes: Annotated[int, Range(1, LONGEST_WINDOW_MINUTES)] = 10


async def overview(context: ServiceContext, arguments: OverviewArguments) -> Answer:
    """Waits for nothing: neither camera nor model nor disk. `cameras` is empty before the first frame."""
    attributes, watch, now = context.attributes, context.watch, context.clock()
    return {
        "schema": SCHEMA,
        "module_version": __version__,
        "time": utc_text(now.wall),
        "service": watch.service,
        "camera_name": attributes.camera_name,
        "watch_hz": attributes.watch.watch_hz,
        "default_minimum_confidence": attributes.filter.default_minimum_confidence,
        "counts": watch.counts,
        "captures": context.hard_frames is not None,
        "reviews": context.reviews is not None,
        "compares": attributes.shadow is not None,
        "doubt": watch.doubt,
        "cameras": [_camera(watch, stream, arguments.window_minutes) for stream in watch.streams],
        **_wanted(context),
    }


def _camera(watch: VisionWatch, stream: StreamWatch, minutes: int) -> Answer:
    camera, snapshot = stream.stream.camera, stream.snapshot
    besides = Besides(watch.quality.of(camera), watch.shadow.status.state in ("loading", "running"))
    readings = stream_readings(snapshot, minutes, besides)
    return {"camera_name": camera, "state": snapshot.monitor.condition.state, "readings": readings}


def _wanted(context: ServiceContext) -> Answer:
    """What the owner asks of figures; nothing where nobody reviews."""
    review = context.attributes.review
    if review is None:
        return {}
    figures = review.figures
    targets = {
        label: {name: value for name, value in asdict(target).items() if value is not None}
        for label, target in figures.targets.items()
    }
    return {"reviews_per_week": figures.reviews_per_week, "margin": figures.margin, "targets": targets}


OVERVIEW = ServiceCommand(
    name="overview",
    arguments=OverviewArguments,
    summary="The service at a glance: what is switched on, and for each camera its state and the readings of the "
    "[drift sensor](drift_sensor.md#what-it-answers) (`cameras`). It waits for nothing and may be asked each second.",
    example={"window_minutes": 10},
    run=overview,
)
