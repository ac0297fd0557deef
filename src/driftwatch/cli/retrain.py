"""`driftwatch retrain`: is the data set ground enough, and what does a training script make of it?"""

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from driftwatch.cli.given import arguments_of
from driftwatch.cli.options import takes
from driftwatch.cli.outcome import STOPPED, UNDECIDED
from driftwatch.errors import ConfigError

if TYPE_CHECKING:
    from driftwatch.labelling.training_check import TrainingSetCount

_TRAINING = Path(__file__).parents[3] / "training"
"""The package of a checkout."""

_Frames = Annotated[Path | None, typer.Option(help="Folder of frames, see `label`: the labelled ones are trained on.")]
_Dataset = Annotated[Path | None, typer.Option(help="Viam's JSON lines, in place of --frames.")]
_Script = Annotated[Path | None, typer.Option(help="Folder of a Viam training script; else `training` of a checkout.")]
_Python = Annotated[Path | None, typer.Option(help="Python that runs the script, where it needs packages of its own.")]
_Argument = Annotated[list[str] | None, typer.Option("--argument", help="NAME=VALUE for the script; may be repeated.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class RetrainOptions:
    """What `driftwatch retrain` is asked for."""

    local: Annotated[bool, typer.Option("--local", help="Train on this computer.")] = False
    out: Annotated[Path, typer.Option(help="Folder for the model, its data set and the script's log.")]
    frames: _Frames = None
    dataset: _Dataset = None
    script: _Script = None
    python: _Python = None
    argument: _Argument = None
    least_images: Annotated[int, typer.Option(min=1, help="Fewer are not trained on.")] = 15
    most_unreviewed: Annotated[float, typer.Option(min=0, max=1, help="Share that nobody may have reviewed.")] = 0.0
    check: Annotated[bool, typer.Option("--check", help="Only look at the data set.")] = False
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON, for scripts.")] = False


@takes(RetrainOptions)
def retrain(options: RetrainOptions) -> None:
    """Checks a data set and trains a model on it, by the script that Viam's training service would run.

    Exit status 0: done; 1: the script failed, or an error; 4: too little was labelled, and how much is missing; 130:
    Ctrl-C, which ends the script and leaves the model that was there before.
    """
    from driftwatch.labelling.local_training import LocalTraining, run_training
    from driftwatch.labelling.training_check import TrainingLimits, count_training_set, shortages

    if not options.local and not options.check:
        raise ConfigError(["retrain: say --local; a job in Viam's cloud is `driftwatch loop train`"])
    file = _dataset_file(options.frames, options.dataset, options.out)
    counted = count_training_set(file)
    missing = shortages(
        counted, TrainingLimits(least_images=options.least_images, most_unreviewed=options.most_unreviewed)
    )
    content = _content(counted, missing)
    if missing or options.check:
        _show(content, [counted.words, *missing], options.as_json)
        raise typer.Exit(UNDECIDED if missing else 0)
    typer.echo(counted.words, err=True)
    job = LocalTraining(
        options.script or _TRAINING,
        options.python or _python(),
        file.absolute(),
        options.out.absolute(),
        arguments_of(options.argument),
    )
    try:
        model = run_training(job, lambda line: typer.echo(line, err=True))
    except KeyboardInterrupt:
        typer.echo("stopped; no model was written", err=True)
        raise typer.Exit(STOPPED) from None
    files = sorted(path.name for path in model.iterdir())
    _show({**content, "model": str(model), "files": files}, [f"{model}: {', '.join(files)}"], options.as_json)


def _dataset_file(frames: Path | None, dataset: Path | None, out: Path) -> Path:
    """Of frames, the data set is written into `out`."""
    if (frames is None) == (dataset is None):
        raise ConfigError(["retrain: give --frames or --dataset"])
    if dataset is not None:
        return dataset / "dataset.jsonl" if dataset.is_dir() else dataset
    assert frames is not None
    import shutil

    from driftwatch.labelling.frame_set import FrameSet
    from driftwatch.labelling.writing import write_out

    found = FrameSet(frames)
    every = found.frames()
    chosen = [(one, one.example) for one in every if one.truth is not None]
    typer.echo(f"{len(chosen)} of {len(every)} frames are labelled; the others are left out", err=True)
    folder = out / "dataset"
    try:
        shutil.rmtree(folder, ignore_errors=True)
        write_out(found, chosen, "viam", folder, lambda: None)
    except OSError as error:
        raise ConfigError([f"--out: {out} cannot be written ({error.strerror})"]) from error
    return folder / "dataset.jsonl"


def _python() -> Path:
    if getattr(sys, "frozen", False):
        raise ConfigError(["--python: the archive's own Python runs no scripts; name one with the script's packages"])
    return Path(sys.executable)


def _content(counted: "TrainingSetCount", missing: tuple[str, ...]) -> dict[str, Any]:
    return {
        "outcome": "undecided" if missing else "done",
        "images": counted.images,
        "labelled": counted.labelled,
        "unreviewed": counted.unreviewed,
        "labels": dict(counted.labels),
        "missing": list(missing),
    }


def _show(content: dict[str, Any], lines: list[str], as_json: bool) -> None:
    typer.echo(json.dumps(content, indent=1) if as_json else "\n".join(lines))
