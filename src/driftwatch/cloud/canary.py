"""The candidate next to the live model on a few machines, until people's reviews say whether it is better."""

from collections.abc import Sequence

from driftwatch.cloud.changes import Change, LoopContext, first_at, make, same_version, version_in
from driftwatch.cloud.evaluation_gate import evaluated_sha256
from driftwatch.cloud.outcome import StepOutcome, done, failed, undecided
from driftwatch.cloud.part_config import CANDIDATE, has_candidate, pinned
from driftwatch.cloud.pins import given_candidate, taken_candidate
from driftwatch.cloud.ports import AppError, MachineReport
from driftwatch.errors import ConfigError


async def run_canary(context: LoopContext) -> StepOutcome:
    """Goes as far as it can now; call it again to go on. When there is a verdict, the candidate is taken out again."""
    if said := context.journal.of("verdict"):
        return await _end(context, str(said[0].content["verdict"]), tuple(said[0].content["words"]))
    try:
        if not await context.app.has_version(context.settings.package, context.settings.candidate):
            return undecided(f"{context.settings.package} has no version {context.settings.candidate} yet: upload it")
        for part in context.settings.canary.parts:
            await _begin(context, part)
        return await _judge(context)
    except AppError as error:
        return undecided(f"{error}; call again: the machines are read again before anything is changed")
    except ConfigError as error:
        return failed(*error.problems)


async def _begin(context: LoopContext, part: str) -> None:
    settings = context.settings
    found = await context.app.part(part)
    if has_candidate(found.config, settings.name):
        version = pinned(found.config, settings.name + CANDIDATE) or ""
        if not same_version(version, settings.candidate):
            raise ConfigError([f"{found.name}: has another candidate, {version or 'the latest'}; take it out first"])
        return
    try:
        changed = await given_candidate(context, found.config)
    except ConfigError as error:
        raise ConfigError([f"{found.name}: {problem}" for problem in error.problems]) from error
    await make(context, found, changed, Change("canary", "", settings.candidate))


async def _judge(context: LoopContext) -> StepOutcome:
    settings, journal = context.settings, context.journal
    began = [at for part in settings.canary.parts if (at := first_at(journal, part, "canary")) is not None]
    since = min(began, default=context.now())
    every = [one for one in await context.reports.since(since) if one.part in settings.canary.parts]
    ours = [one for one in every if same_version(version_in(one, "shadow_model_version"), settings.candidate)]
    evaluated, runs = evaluated_sha256(context)[:8], {str(one.readings.get("shadow_model_sha8", "")) for one in ours}
    if evaluated and (strangers := runs - {evaluated, ""}):
        words = f"the file that was evaluated begins with {evaluated}, the machine runs {', '.join(strangers)}"
        return await _decide(context, "not what was evaluated", words)
    frames, lost = _sum(ours, "shadow_frames"), _sum(ours, "shadow_failed_frames")
    late = context.now() - since > 60 * settings.rollout.patience_minutes
    tried = frames + lost
    if every and not ours and late:
        return await _decide(context, "worse", "no canary machine runs the candidate: does it load?")
    if tried >= settings.gates.least_frames and lost / tried > settings.gates.most_failed:
        return await _decide(context, "worse", f"the candidate fails on {lost / tried:.1%} of the frames")
    newest = {one.part: one for one in ours if one.readings.get("shadow_verdict")}
    verdicts = {part: str(one.readings["shadow_verdict"]) for part, one in newest.items()}
    words = [_words(one, part) for part, one in newest.items()]
    if "worse" in verdicts.values():
        return await _decide(context, "worse", *words)
    if "promote" in verdicts.values() and frames >= settings.canary.least_frames:
        return await _decide(context, "promote", *words)
    seen = f"{frames:.0f} of {settings.canary.least_frames} frames were seen by both models"
    return undecided(seen, *(words or ["no reviews of frames on which they differ yet: `driftwatch review`"]))


def _words(report: MachineReport, part: str) -> str:
    found = report.readings
    needed = f", {found['shadow_reviews_needed']:g} more reviews" if found.get("shadow_reviews_needed") else ""
    points = f", {found['shadow_better_points']:+.1f} errors in 100 boxes" if "shadow_better_points" in found else ""
    return f"{part}: {found['shadow_verdict']}{points}{needed}"


async def _decide(context: LoopContext, verdict: str, *words: str) -> StepOutcome:
    context.journal.write("verdict", context.now(), {"verdict": verdict, "words": list(words)})
    return await _end(context, verdict, words)


async def _end(context: LoopContext, verdict: str, words: tuple[str, ...]) -> StepOutcome:
    """Takes the candidate out of every canary machine's config."""
    settings = context.settings
    try:
        for part in settings.canary.parts:
            found = await context.app.part(part)
            if has_candidate(found.config, settings.name):
                changed = taken_candidate(settings, found.config)
                await make(context, found, changed, Change("end canary", settings.candidate, ""))
    except AppError as error:
        return undecided(f"the verdict is {verdict}; {error}; call again to take the candidate out")
    if verdict != "promote":
        return failed(f"{settings.candidate} is not rolled out", *words)
    return done(f"{settings.candidate} may be rolled out", *words)


def _sum(reports: Sequence[MachineReport], key: str) -> float:
    return sum(float(one.readings.get(key, 0)) for one in reports)
