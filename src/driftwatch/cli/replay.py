"""`driftwatch replay`: would the alarm have gone off? Is this footage worse than that?"""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from driftwatch.cli.given import Attributes, Labels, given_attributes
from driftwatch.cli.options import takes
from driftwatch.cli.progress import progress
from driftwatch.errors import ConfigError

if TYPE_CHECKING:
    from driftwatch.attributes import VisionAttributes
    from driftwatch.cli.model_runner import ModelRunner
    from driftwatch.cli.replay_engine import Timing
    from driftwatch.cli.replay_report import Report

_Footage = Annotated[list[Path] | None, typer.Argument(help="Videos, images or folders of images, one after another.")]
_Model = Annotated[Path, typer.Option(help="The model file, .onnx or .tflite.")]
_Out = Annotated[Path | None, typer.Option(help="Folder for statistics, events and verdict; made if needed.")]
_Fps = Annotated[float | None, typer.Option(min=0.001, help="Frames a second, in place of the recording's.")]
_Every = Annotated[int, typer.Option(min=1, help="Look at each n-th frame only.")]
_Reference = Annotated[
    list[Path] | None,
    typer.Option(help="Footage of the time when the model was good, or a .json file that --save-reference wrote."),
]
_Current = Annotated[list[Path] | None, typer.Option(help="Footage to be compared with --reference.")]
_Save = Annotated[Path | None, typer.Option(help="Keep what was measured of --reference in this file, .json.")]
_Json = Annotated[bool, typer.Option("--json", help="Print the verdict as JSON, for scripts, in place of the tables.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayOptions:
    """What `driftwatch replay` is asked for."""

    footage: _Footage = None
    model: _Model
    labels: Labels = None
    attributes: Attributes = ""
    out: _Out = None
    fps: _Fps = None
    every: _Every = 1
    reference: _Reference = None
    current: _Current = None
    save_reference: _Save = None
    as_json: _Json = False

    def check(self) -> None:
        """Raises ConfigError where the options do not go together."""
        reference, save = self.reference or [], self.save_reference
        wants_contrast = bool(reference) and (bool(self.current) or save is not None)
        if bool(self.footage) == wants_contrast or (self.footage and (reference or self.current or save)):
            raise ConfigError(
                ["replay: give footage, or --reference and --current, or --reference and --save-reference"]
            )
        if any(_is_saved(path) for path in reference) and (len(reference) > 1 or save is not None):
            raise ConfigError(["--reference: a saved reference is given alone, and is not saved once more"])
        if save is not None and save.suffix.lower() != ".json":
            raise ConfigError([f'--save-reference: must be a file that ends in .json, got "{save}"'])


@takes(ReplayOptions)
def replay(options: ReplayOptions) -> None:
    """Runs footage through a model and the module's detectors, on the footage's own clock.

    With --reference A --current B it says instead whether B is worse than A, and how. Exit status 0: no alarm, not
    worse, or a reference was saved; 3: an alarm, or worse; 4: A and B cannot be told apart; 1: an error.
    """
    options.check()
    # Only here, so that `driftwatch --help` does not load a runtime.
    from driftwatch.cli.model_runner import ModelRunner, read_settings
    from driftwatch.cli.replay_engine import Timing, count_frames
    from driftwatch.cli.replay_report import replay_report

    settings = read_settings(given_attributes(options.attributes, options.labels))
    timing = Timing(time.time() // 60 * 60, options.fps, options.every)
    runner = ModelRunner(options.model, settings)
    try:
        if options.footage:
            with progress(count_frames(options.footage, options.every)) as step:
                report = replay_report(runner, settings.watch, options.footage, timing, step)
        else:
            report = _compare(runner, settings, timing, options)
    finally:
        runner.close()
    if report:
        _show(report, options.out, options.as_json)
        raise typer.Exit(report.status)


def _is_saved(path: Path) -> bool:
    return path.suffix.lower() == ".json"


def _compare(
    runner: "ModelRunner", settings: "VisionAttributes", timing: "Timing", options: ReplayOptions
) -> "Report | None":
    """None where a reference was saved, and nothing is to be compared with it."""
    from driftwatch.cli.footage_comparison import MeasuredFootage, measure_footage
    from driftwatch.cli.replay_engine import count_frames
    from driftwatch.cli.replay_report import comparison_report
    from driftwatch.monitoring.footage_reference import FootageReference
    from driftwatch.monitoring.footage_reference_file import read_reference, write_reference

    reference, current, save = options.reference or [], options.current or [], options.save_reference
    statistics = settings.watch.statistics
    saved = read_reference(reference[0]) if _is_saved(reference[0]) else None
    if saved:
        saved.check(runner.identity, statistics)
    with progress(count_frames([*([] if saved else reference), *current], timing.every)) as step:
        before = (
            MeasuredFootage(saved.measured()) if saved else measure_footage(runner, statistics, reference, timing, step)
        )
        if save is not None:
            write_reference(save, FootageReference.of(before.measured, runner.identity, statistics))
            typer.echo(f"Written to {save}", err=True)
        if not current:
            return None
        after = measure_footage(runner, statistics, current, timing, step)
    return comparison_report(before, after, runner.identity)


def _show(report: "Report", out: Path | None, as_json: bool) -> None:
    from rich.console import Console

    from driftwatch.cli.replay_report import VERDICT_FILE

    console = Console(stderr=as_json)
    if as_json:
        print(report.files[VERDICT_FILE], end="")
    else:
        for table in report.tables:
            console.print(table)
        console.print(f"[bold]{report.headline}[/bold]  ", end="")
        console.print(report.cause, markup=False, highlight=False)
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        for name, text in report.files.items():
            (out / name).write_text(text, encoding="utf-8")
        console.print(f"Written to {out}: {', '.join(report.files)}")
