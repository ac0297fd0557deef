"""DoCommand `unused_state`: what was learned, and what waits, under names that no resource has now."""

from dataclasses import asdict

from driftwatch.commands.command import Answer, ServiceCommand
from driftwatch.commands.context import ServiceContext
from driftwatch.concurrency import run_in_thread
from driftwatch.config.arguments import NoArguments
from driftwatch.storage.inventory import Known
from driftwatch.watch.statistics_query import utc_text
from driftwatch.watch.unused import Unused


async def unused_state(context: ServiceContext, _: NoArguments) -> Answer:
    """Of every state folder of this machine that no other process has."""
    cameras = await context.cameras()
    found = await run_in_thread(lambda: context.left.listing(cameras))
    return {"unused": [unused_json(one) for one in found]}


def unused_json(unused: Unused) -> Answer:
    """Folder and service are what `adopt_state` and `delete_state` take."""
    return {
        "folder": str(unused.folder),
        "service": unused.service,
        "cameras": {camera: _known_json(known) for camera, known in unused.cameras.items()},
        "hard_frames": unused.hard_frames,
        "review_frames": unused.review_frames,
    }


def _known_json(known: Known) -> Answer:
    return {**asdict(known), "first": utc_text(known.first), "last": utc_text(known.last)}


UNUSED_STATE = ServiceCommand(
    name="unused_state",
    arguments=NoArguments,
    summary="What is left of services, cameras and modules that were renamed or removed (`unused`): statistics by "
    "camera, hard frames that wait, and frames that wait for reviewers.",
    example={},
    run=unused_state,
)
