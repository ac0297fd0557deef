"""`driftwatch loop`: a candidate next to the live model, then onto every machine in stages, and back if it is bad."""

import asyncio
import json
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

import typer

from driftwatch.cli.given import arguments_of
from driftwatch.cli.loop_train import LoopTrainOptions, train_step
from driftwatch.cli.options import takes
from driftwatch.cli.outcome import DONE, FAILED, STOPPED, UNDECIDED
from driftwatch.errors import ConfigError

if TYPE_CHECKING:
    from driftwatch.cloud.changes import LoopContext
    from driftwatch.cloud.loop import Wait
    from driftwatch.cloud.outcome import StepOutcome

    Step: TypeAlias = Callable[[LoopContext, Wait], Awaitable[StepOutcome]]

loop_app = typer.Typer(
    no_args_is_help=True,
    help="A candidate next to the live model, then onto every machine in stages, and back if it is bad.",
)

_File = Annotated[Path, typer.Option("--file", help="What is to happen: loop.toml, or the same as JSON.")]
_Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON, for scripts.")]
_Wait = Annotated[float, typer.Option(min=0, help="Minutes to go on asking while it is undecided; 0: ask once.")]
_EVERY = 30.0  # seconds between two questions
_DEFAULT = Path("loop.toml")


@loop_app.command("init")
def loop_init(
    file: _File = _DEFAULT,
) -> None:
    """Writes a loop.toml to fill in. Exit status 0: done; 1: it is there already."""
    from driftwatch.cloud.template import TEMPLATE

    try:
        with file.open("x", encoding="utf-8") as out:
            out.write(TEMPLATE)
    except OSError as error:
        raise ConfigError([f"--file: {file} cannot be made ({error.strerror})"]) from error
    typer.echo(f"{file}: fill in the capital letters, then: driftwatch loop plan")


@loop_app.command("plan")
def loop_plan(file: _File = _DEFAULT, as_json: _Json = False) -> None:
    """Prints what `run` would do, call for call, if every gate lets it pass; changes nothing.

    Exit status 0: it can be done; 1: it would be refused; 4: it would wait, such as for a version in the registry.
    """
    from driftwatch.cloud.plan import plan_loop

    async def planned(context: "LoopContext") -> int:
        outcome, calls = await plan_loop(context)
        content = {
            "outcome": outcome.kind.value,
            "words": list(outcome.words),
            "calls": [{"call": one.call, "part": one.part, "what": one.what} for one in calls],
        }
        lines = [f"{one.call} {one.part}: {one.what}" for one in calls] + [f"then: {'; '.join(outcome.words)}"]
        typer.echo(json.dumps(content, indent=1) if as_json else "\n".join(lines))
        return _STATUS[outcome.kind.value]

    raise typer.Exit(_within(file, planned))


@loop_app.command("run")
def loop_run(file: _File = _DEFAULT, wait: _Wait = 0, as_json: _Json = False) -> None:
    """Goes as far as it can: canary, verdict, stages. Run it again, by hand or a schedule, to go on where it was.

    Exit status 0: every machine has the version; 1: it was stopped and set back, or refused; 4: undecided, the output
    says what would decide; 130: Ctrl-C, after which the next run goes on.
    """
    from driftwatch.cloud.loop import run_loop

    _step(file, wait, as_json, run_loop)


@loop_app.command("train")
@takes(LoopTrainOptions)
def loop_train(options: LoopTrainOptions) -> None:
    """Submits a training job to Viam's cloud, follows it, and keeps its log. Run it again to go on where it was.

    Exit status 0: the version is in the registry; 1: the job failed, or it is not known whether it was taken; 4: it
    goes on, call again; 130: Ctrl-C, after which the job goes on.
    """
    from driftwatch.cloud.loop import until_decided

    arguments_of(options.argument)
    step: Step = lambda context, more: until_decided(context, lambda c: train_step(c, options), more)  # noqa: E731
    _step(options.file, options.wait, options.as_json, step)


@loop_app.command("canary")
def loop_canary(file: _File = _DEFAULT, wait: _Wait = 0, as_json: _Json = False) -> None:
    """Only the first step: the candidate next to the live model, until there is a verdict. Exit status as of `run`."""
    from driftwatch.cloud.canary import run_canary
    from driftwatch.cloud.loop import until_decided

    _step(file, wait, as_json, lambda context, more: until_decided(context, run_canary, more))


@loop_app.command("rollout")
def loop_rollout(file: _File = _DEFAULT, wait: _Wait = 0, as_json: _Json = False) -> None:
    """Only the second step, also without a verdict of the canary. Exit status as of `run`."""
    from driftwatch.cloud.loop import until_decided
    from driftwatch.cloud.rollout import roll_out

    _step(file, wait, as_json, lambda context, more: until_decided(context, roll_out, more))


@loop_app.command("rollback")
def loop_rollback(file: _File = _DEFAULT, wait: _Wait = 0, as_json: _Json = False) -> None:
    """Sets every machine back to the version from before, also where the last call's outcome is not known.

    Exit status 0: done; 4: some could not be reached, call again.
    """
    from driftwatch.cloud.loop import until_decided
    from driftwatch.cloud.rollback import roll_back

    _step(file, wait, as_json, lambda context, more: until_decided(context, lambda c: roll_back(c, "asked"), more))


@loop_app.command("status")
def loop_status(file: _File = _DEFAULT, as_json: _Json = False) -> None:
    """Which machine has which version pinned and runs which, and where the loop is; changes nothing."""
    from driftwatch.cloud.status import loop_state

    async def shown(context: "LoopContext") -> int:
        content = await loop_state(context)
        typer.echo(json.dumps(content, indent=1) if as_json else _words(content))
        return DONE

    raise typer.Exit(_within(file, shown))


def _words(content: dict[str, Any]) -> str:
    rows = [f"{one['name']}: {one['pinned']} pinned, runs {one['runs']}, {one['state']}" for one in content["machines"]]
    return "\n".join([f"{content['step']}; candidate {content['candidate']}", *rows])


_STATUS = {"done": DONE, "failed": FAILED, "undecided": UNDECIDED}


def _step(file: Path, minutes: float, as_json: bool, step: "Step") -> None:
    async def run(context: "LoopContext") -> int:
        loop = asyncio.get_running_loop()
        end = loop.time() + 60 * minutes

        async def wait() -> bool:
            left = end - loop.time()
            if left <= 0:
                return False
            await asyncio.sleep(min(_EVERY, left))
            return True

        outcome: StepOutcome = await step(context, wait)
        content = {"outcome": outcome.kind.value, "words": list(outcome.words)}
        typer.echo(json.dumps(content, indent=1) if as_json else f"{outcome.kind.value}: {'; '.join(outcome.words)}")
        return _STATUS[outcome.kind.value]

    raise typer.Exit(_within(file, run))


def _within(file: Path, run: "Callable[[LoopContext], Awaitable[int]]") -> int:
    """The journal lies next to the file: loop.toml has loop.journal."""
    from driftwatch.cloud.settings import read_loop

    settings = read_loop(file)
    try:
        from driftwatch.cloud.opening import opened
    except ModuleNotFoundError as error:
        needed = "loop: talks to Viam's app and needs its SDK: pip install 'driftwatch-edge[viam]'"
        raise ConfigError([f"{needed} ({error.name} is missing)"]) from error

    async def whole() -> int:
        say = _to_stderr
        async with opened(settings, file.with_suffix(".journal"), os.environ, say) as context:
            return await run(context)

    try:
        return asyncio.run(whole())
    except KeyboardInterrupt:
        typer.echo("stopped; run it again to go on", err=True)
        return STOPPED


def _to_stderr(line: str) -> None:
    typer.echo(line, err=True)
