"""A version onto the machines, stage by stage; each stage must run well before the next begins."""

from collections.abc import Sequence

from driftwatch.cloud.changes import Change, LoopContext, first_at, last_outcome, make, same_version
from driftwatch.cloud.health import GivenVersion, MachineHealth, MachineState, judge_machine
from driftwatch.cloud.outcome import OutcomeKind, StepOutcome, done, failed, undecided
from driftwatch.cloud.pins import pin_of, target_pin, with_pin
from driftwatch.cloud.ports import AppError
from driftwatch.cloud.rollback import roll_back
from driftwatch.cloud.settings import LoopSettings
from driftwatch.errors import ConfigError

_DAY = 86_400.0


async def roll_out(context: LoopContext) -> StepOutcome:
    """Goes as far as it can now; call it again to go on. The journal says where it is, the world is read again.

    failed: it was stopped and set back, or somebody else has changed a machine, and nothing was written over that.
    """
    if context.journal.of("stop"):
        return await _stopped(context, str(context.journal.of("stop")[0].content["why"]))
    if context.journal.of("finished"):
        return done(f"every machine has {context.settings.candidate}")
    try:
        return await _go_on(context)
    except AppError as error:
        return undecided(f"{error}; call again: the machines are read again before anything is changed")


async def _go_on(context: LoopContext) -> StepOutcome:
    if not context.journal.of("begin") and (refused := await _begin(context)) is not None:
        return refused
    rollout = context.settings.rollout
    first = len(context.journal.of("stage"))
    for number, size in list(enumerate(rollout.sizes()))[first:]:
        for part in rollout.parts[:size]:
            if (refused := await _give(context, part)) is not None:
                return refused
        outcome = await _settle(context, rollout.parts[:size])
        if outcome.kind is OutcomeKind.FAILED:
            return await _stopped(context, "; ".join(outcome.words))
        if outcome.kind is OutcomeKind.UNDECIDED:
            words = f"stage {number + 1} of {len(rollout.stages)}, {size} of {len(rollout.parts)} machines"
            return undecided(words, *outcome.words)
        context.journal.write("stage", context.now(), {"number": number, "machines": size})
        context.say(f"stage {number + 1} of {len(rollout.stages)} is done: {size} machines")
    context.journal.write("finished", context.now(), {})
    return done(f"every machine has {context.settings.candidate}", *outcome_words(context))


def outcome_words(context: LoopContext) -> tuple[str, ...]:
    """What is worth saying besides: nothing so far, but of which machine the version was not there before."""
    begin = context.journal.of("begin")[0].content
    target = str(begin.get("target", begin["candidate"]))
    same = [part for part, version in begin["before"].items() if same_version(str(version), target)]
    return (f"{', '.join(same)} had it already",) if same else ()


async def _begin(context: LoopContext) -> StepOutcome | None:
    """Writes down what every machine runs, before anything is changed. Gives a refusal, None where there is none."""
    before: dict[str, str] = {}
    problems: list[str] = []
    for part in context.settings.rollout.parts:
        found = await context.app.part(part)
        version = pin_of(context.settings, found.config)
        if version is None:
            problems.append(f"{found.name}: its config has no {_what(context.settings)}")
        elif not version:
            problems.append(f"{found.name}: takes the latest version by itself, tested or not; pin one first")
        before[part] = version or ""
    if problems:
        return failed(*problems)
    try:
        target = await target_pin(context, before)
    except ConfigError as error:
        return failed(*error.problems)
    content = {"candidate": context.settings.candidate, "target": target, "before": before}
    context.journal.write("begin", context.now(), content)
    return None


def _what(settings: LoopSettings) -> str:
    return f'fragment "{settings.fragment}"' if settings.fragment else f'package "{settings.name}"'


async def _give(context: LoopContext, part: str) -> StepOutcome | None:
    """Pins the candidate on a machine that runs what it ran before; refuses any other state."""
    begin = context.journal.of("begin")[0].content
    candidate, base = str(begin["candidate"]), str(begin["before"].get(part, ""))
    if not same_version(candidate, context.settings.candidate):
        return failed(f"the roll-out of {candidate} is not finished; finish it or roll it back first")
    target = str(begin.get("target", candidate))
    found = await context.app.part(part)
    version = pin_of(context.settings, found.config)
    if version is not None and same_version(version, target):
        return None
    if version is None or not same_version(version, base):
        return failed(
            f"{found.name}: runs {version or 'no pinned version'}, neither {base} nor {target}: somebody else has "
            "changed it, and nothing was written over that"
        )
    if last_outcome(context.journal, part, "rollout") == "done":
        return failed(f"{found.name}: somebody has set it back to {base}, and nothing was written over that")
    changed = with_pin(context.settings, found.config, target)
    await make(context, found, changed, Change("rollout", base, target))
    return None


async def _settle(context: LoopContext, parts: Sequence[str]) -> StepOutcome:
    """Whether the machines of a stage run the version, and run it well."""
    begin, rollout = context.journal.of("begin")[0], context.settings.rollout
    reports = await context.reports.since(begin.at - _DAY)
    states: list[MachineState] = []
    for part in parts:
        at = first_at(context.journal, part, "rollout")
        if at is not None:
            given = GivenVersion(part, context.settings.candidate, at)
            states.append(judge_machine(given, reports, rollout, context.settings.gates, context.now()))
    of = {health: [one for one in states if one.health is health] for health in MachineHealth}
    if of[MachineHealth.BAD]:
        return failed(*(f"{one.part} {one.words}" for one in of[MachineHealth.BAD]))
    if of[MachineHealth.WAITING]:
        return undecided(*(f"{one.part}: {one.words}" for one in of[MachineHealth.WAITING]))
    offline = of[MachineHealth.OFFLINE]
    if offline and len(offline) > rollout.may_be_offline * len(states):
        return undecided(*(f"{one.part}: {one.words}" for one in offline))
    return done()


async def _stopped(context: LoopContext, why: str) -> StepOutcome:
    set_back = await roll_back(context, why)
    if not set_back.is_done:
        return set_back
    return failed(f"stopped: {why}", *set_back.words)
