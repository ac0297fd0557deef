"""`driftwatch replay`: would the alarm have gone off?"""

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from driftwatch.cli.progress import progress
from driftwatch.errors import ConfigError

if TYPE_CHECKING:
    from driftwatch.cli.verdicts import Report

ALARM = 3
"""Exit status: everything was seen, and an alarm stands."""

_Footage = Annotated[list[Path] | None, typer.Argument(help="Videos, images or folders of images, one after another.")]
_Model = Annotated[Path, typer.Option(help="The model file, .onnx or .tflite.")]
_Attributes = Annotated[Path | None, typer.Option(help="JSON file with attributes of the vision service.")]
_Out = Annotated[Path | None, typer.Option(help="Folder for statistics, events and verdict; made if needed.")]
_Fps = Annotated[float | None, typer.Option(min=0.001, help="Frames a second, in place of the recording's.")]
_Every = Annotated[int, typer.Option(min=1, help="Look at each n-th frame only.")]
_Reference = Annotated[list[Path] | None, typer.Option(help="Footage of the time when the model was good.")]
_Current = Annotated[list[Path] | None, typer.Option(help="Footage to be compared with --reference.")]


def replay(
    *,
    footage: _Footage = None,
    model: _Model,
    attributes: _Attributes = None,
    out: _Out = None,
    fps: _Fps = None,
    every: _Every = 1,
    reference: _Reference = None,
    current: _Current = None,
) -> None:
    """Runs footage through a model and the module's detectors, on a clock that stands where the footage stands.

    With --reference A --current B it tells instead whether B is worse than A, and how.
    Exit status 0: no alarm, 3: an alarm, 1: an error.
    """
    compared = bool(reference) and bool(current)
    if bool(footage) == compared or bool(reference) != bool(current):
        raise ConfigError(["replay: give footage, or --reference and --current"])
    # Only here, so that `driftwatch --help` does not load a runtime.
    from driftwatch.cli.looker import Looker, read_settings
    from driftwatch.cli.rehearsal import Timing, count_frames
    from driftwatch.cli.verdicts import contrast_report, rehearsal_report

    settings = read_settings(attributes)
    timing = Timing(time.time() // 60 * 60, fps, every)
    looker = Looker(model, settings)
    paths = footage or [*(reference or []), *(current or [])]
    try:
        with progress(count_frames(paths, every)) as step:
            if compared:
                report = contrast_report(looker, settings.watch, (reference or [], current or []), timing, step)
            else:
                report = rehearsal_report(looker, settings.watch, paths, timing, step)
    finally:
        looker.close()
    _show(report, out)
    raise typer.Exit(ALARM if report.alarm else 0)


def _show(report: "Report", out: Path | None) -> None:
    from rich.console import Console

    console = Console()
    for table in report.tables:
        console.print(table)
    console.print(f"[bold]{'ALARM' if report.alarm else 'No alarm'}[/bold]  {report.cause}")
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        for name, text in report.files.items():
            (out / name).write_text(text, encoding="utf-8")
        console.print(f"Written to {out}: {', '.join(report.files)}")
