"""`driftwatch loop train`: a training job in Viam's cloud for the version that loop.toml names."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from driftwatch.cli.given import arguments_of

if TYPE_CHECKING:
    from driftwatch.cloud.changes import LoopContext
    from driftwatch.cloud.outcome import StepOutcome

_Script = Annotated[str, typer.Option(help="Registry item of the training script, ORGANIZATION/NAME.")]
_Argument = Annotated[list[str] | None, typer.Option("--argument", help="NAME=VALUE for the script; may be repeated.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class LoopTrainOptions:
    """What `driftwatch loop train` is asked for."""

    dataset: Annotated[str, typer.Option(help="Id of the data set in Viam's app.")]
    script: _Script
    script_version: Annotated[str, typer.Option(help="Its version; always one, since the latest may change.")]
    argument: _Argument = None
    file: Annotated[Path, typer.Option("--file", help="loop.toml, or the same as JSON.")] = Path("loop.toml")
    wait: Annotated[float, typer.Option(min=0, help="Minutes to go on asking; 0: ask once.")] = 0
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON, for scripts.")] = False


async def train_step(context: "LoopContext", options: LoopTrainOptions) -> "StepOutcome":
    """The log is kept next to the file: loop.toml has loop.training.log."""
    from driftwatch.cloud.training import run_cloud_training
    from driftwatch.cloud.training_port import TrainingJob

    settings = context.settings
    job = TrainingJob(
        options.dataset,
        options.script,
        options.script_version,
        settings.package,
        settings.candidate,
        arguments_of(options.argument),
    )
    return await run_cloud_training(context, job, options.file.with_suffix(".training.log"))
