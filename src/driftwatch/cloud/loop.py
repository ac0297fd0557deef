"""The steps one after the other: what an evaluation says, the canary, the roll-out."""

from collections.abc import Awaitable, Callable
from typing import Final

from driftwatch.cloud.canary import run_canary
from driftwatch.cloud.changes import LoopContext
from driftwatch.cloud.evaluation_gate import check_evaluation
from driftwatch.cloud.outcome import OutcomeKind, StepOutcome
from driftwatch.cloud.rollout import roll_out

Wait = Callable[[], Awaitable[bool]]
"""Waits a while; false where there is no more waiting."""

STEPS: Final = (("evaluation", check_evaluation), ("canary", run_canary), ("rollout", roll_out))


async def run_loop(context: LoopContext, wait: Wait) -> StepOutcome:
    """Goes on until it is done, failed, or undecided with no more waiting."""
    if context.journal.of("stop"):
        return await roll_out(context)  # which sets back what is not set back yet
    outcome = None
    for name, step in STEPS:
        outcome = await until_decided(context, step, wait)
        if not outcome.is_done:
            return outcome
        context.say(f"{name}: {'; '.join(outcome.words)}")
    assert outcome is not None
    return outcome


async def until_decided(
    context: LoopContext, step: Callable[[LoopContext], Awaitable[StepOutcome]], wait: Wait
) -> StepOutcome:
    """One step, asked again after each wait."""
    while True:
        outcome = await step(context)
        if outcome.kind is not OutcomeKind.UNDECIDED or not await wait():
            return outcome
        context.say("; ".join(outcome.words))
