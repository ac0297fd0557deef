"""Where the loop is, and what each machine has and runs."""

from typing import Any

from driftwatch.cloud.changes import LoopContext, version_in
from driftwatch.cloud.part_config import has_candidate
from driftwatch.cloud.pins import pin_of

_DAY = 86_400.0
_STATES = ("learning", "ok", "warning", "drift", "stale camera")


async def loop_state(context: LoopContext) -> dict[str, Any]:
    """Plain JSON. Raises AppError."""
    settings = context.settings
    newest = {one.part: one for one in await context.reports.since(context.now() - _DAY)}
    machines: list[dict[str, Any]] = []
    for part in settings.rollout.parts:
        found, report = await context.app.part(part), newest.get(part)
        row = {
            "part": part,
            "name": found.name,
            "pinned": pin_of(settings, found.config) or "latest",
            "candidate": has_candidate(found.config, settings.name),
            "runs": "unknown" if report is None else version_in(report) or "a model without a version",
            "state": "no readings for a day" if report is None else _STATES[int(report.readings.get("drift_code", 0))],
            "read_at": None if report is None else report.at,
        }
        machines.append(row)
    return {"step": _step(context), "candidate": settings.candidate, "machines": machines}


def _step(context: LoopContext) -> str:
    journal = context.journal
    if journal.of("rolled back"):
        return "rolled back"
    if journal.of("stop"):
        return "stopped, to be rolled back"
    if journal.of("finished"):
        return "finished"
    if journal.of("begin"):
        return f"rollout, {len(journal.of('stage'))} of {len(context.settings.rollout.stages)} stages done"
    if said := journal.of("verdict"):
        return f"canary, the verdict is {said[0].content['verdict']}"
    return "canary" if journal.of("before") else "not begun"
