"""What is known of a machine now, for the live view."""

from typing import Any, Final

from examples.loop.machines import RealFleet
from examples.loop.scene import MachineRow

_STATES: Final = ("learning", "ok", "warning", "drift", "stale camera")


async def row_of(fleet: RealFleet, part: str) -> MachineRow:
    config: dict[str, Any] = fleet.app.fleet.machines[part].config
    pinned = {one["name"]: one["version"] for one in config["packages"]}
    found = await fleet.readings(part)
    state = _STATES[int(found["drift_code"])] if found else "takes a new config"
    if found.get("drift_cause"):
        state = f"{state}: {found['drift_cause']}"
    elif "precision_estimate" in found:
        state = f"{state}, precision {found['precision_estimate']:.2f}"
    runs, candidate = str(found.get("model_version", "")), pinned.get("parts-candidate", "")
    if verdict := found.get("shadow_verdict"):
        candidate = f"{candidate} {verdict}"
    return MachineRow(part, pinned["parts"], runs, candidate, state)
