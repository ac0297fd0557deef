"""DoCommand `delete_state`: deletes what is left of a name that no resource has now."""

from dataclasses import dataclass
from typing import Annotated

from driftwatch.commands.adopt_state import wanted_of
from driftwatch.commands.command import Answer, ServiceCommand
from driftwatch.commands.context import ServiceContext
from driftwatch.commands.unused_state import unused_json
from driftwatch.concurrency import run_in_thread
from driftwatch.config.constraints import Length


@dataclass(frozen=True, slots=True)
class DeleteStateArguments:
    """Whose state, as `unused_state` lists it."""

    service: Annotated[str, Length(1)]
    folder: str = ""
    """Where it lies; needed only for another folder than that of this service."""
    camera_name: str = ""
    """One camera; empty for all of them."""


async def delete_state(context: ServiceContext, arguments: DeleteStateArguments) -> Answer:
    """Raises ConfigError where that is in use, or is not there."""
    cameras, wanted = await context.cameras(), wanted_of(arguments.service, arguments.folder, arguments.camera_name)
    deleted = await run_in_thread(lambda: context.left.delete(context.watch.service, wanted, cameras))
    return {"deleted": unused_json(deleted)}


DELETE_STATE = ServiceCommand(
    name="delete_state",
    arguments=DeleteStateArguments,
    summary="Deletes what `unused_state` lists under that name, its frames too. Refused for state that is in use.",
    example={"service": "old"},
    run=delete_state,
)
