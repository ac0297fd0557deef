"""Every machine back to the version that it ran before the roll-out, also where a call's outcome is not known."""

from driftwatch.cloud.changes import Change, LoopContext, last_outcome, make, same_version
from driftwatch.cloud.outcome import StepOutcome, done, undecided
from driftwatch.cloud.pins import pin_of, with_pin
from driftwatch.cloud.ports import AppError


async def roll_back(context: LoopContext, why: str) -> StepOutcome:
    """done: each runs what it ran before, or was changed by somebody else since and is left alone, which is said.

    undecided: some could not be reached or changed; call again.
    """
    journal, settings = context.journal, context.settings
    begun = journal.of("begin")
    if not begun:
        return done("no roll-out was begun: nothing to set back")
    if not journal.of("stop"):
        journal.write("stop", context.now(), {"why": why})
    candidate, before = str(begun[0].content["candidate"]), begun[0].content["before"]
    target = str(begun[0].content.get("target", candidate))
    open_ones: list[str] = []
    left: list[str] = []
    for part in reversed(settings.rollout.parts):
        base = str(before.get(part, target))
        if same_version(base, target):
            continue
        try:
            problem = await _set_back(context, part, target, base)
        except AppError as error:
            open_ones.append(f"{part}: {error}")
            continue
        left += [problem] if problem else []
    if open_ones:
        return undecided("not every machine is set back yet; call again", *open_ones)
    if not journal.of("rolled back"):
        journal.write("rolled back", context.now(), {"left": left})
    return done(f"every machine has the version from before {candidate}", *left)


async def _set_back(context: LoopContext, part: str, target: str, base: str) -> str:
    """Gives why a machine is left alone, "" where it is not.

    A call whose outcome is unknown may still arrive: writing the config again makes the app refuse it then.
    """
    found = await context.app.part(part)
    version = pin_of(context.settings, found.config)
    has_base = version is not None and same_version(version, base)
    pending = "unknown" in (last_outcome(context.journal, part, purpose) for purpose in ("rollout", "rollback"))
    if has_base and not pending:
        return ""
    if has_base or (version is not None and same_version(version, target)):
        await make(
            context, found, with_pin(context.settings, found.config, base), Change("rollback", str(version), base)
        )
        return ""
    return f"{found.name}: was changed to {version or 'no version'} by somebody else and is left alone"
