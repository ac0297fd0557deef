"""DoCommand `dismiss`: ends alerts without learning from them."""

import json
from dataclasses import dataclass

from driftwatch.commands.command import Answer, StreamCommand
from driftwatch.commands.context import StreamContext
from driftwatch.commands.decide import Name, Note, active_alerts, decide
from driftwatch.errors import ConfigError
from driftwatch.watch.decisions import OwnerDecision


@dataclass(frozen=True, slots=True)
class DismissArguments:
    """What to end, who decides and why; the latter two are kept with the decision."""

    camera_name: str = ""
    """Needed only where the service sees several."""
    alert: Name = ""
    """Name of the alert to end, "" for all that are active."""
    by: Name = ""
    """Who decides, as they call themselves."""
    note: Note = ""
    """Why."""


def dismiss(context: StreamContext, arguments: DismissArguments) -> Answer:
    """Raises ConfigError where no alert of this name is active."""
    active = active_alerts(context)
    if not active or arguments.alert not in ("", *active):
        names = ", ".join(active) or "none"
        raise ConfigError(
            [f'alert: must be one of the active alerts ({names}) or "", got {json.dumps(arguments.alert)}']
        )
    decision = OwnerDecision("dismiss", arguments.by, arguments.note, arguments.alert)
    return decide(context, decision, "dismissed")


DISMISS = StreamCommand(
    name="dismiss",
    arguments=DismissArguments,
    summary="Ends the alert of this name, or all of them; what led to it is not looked at again. It comes back where "
    "the cause goes on. For `picture` the present view is accepted.",
    example={"alert": "low_confidence_rate", "by": "Anna", "note": "a film crew"},
    run=dismiss,
)
