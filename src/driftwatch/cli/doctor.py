"""`driftwatch doctor`: what is in this model, does it work, and if not, why?"""

import time
from pathlib import Path
from typing import Annotated

import typer

from driftwatch.cli.given import Attributes, Labels
from driftwatch.errors import ConfigError

_Model = Annotated[Path, typer.Argument(help="The model file, .onnx or .tflite.")]
_Image = Annotated[Path | None, typer.Argument(help="A JPEG or PNG to look at; without it a grey one is made.")]
_Out = Annotated[Path | None, typer.Option(help="Where to draw what was seen; without it NAME-doctor.png, here.")]


def doctor(
    model: _Model, image: _Image = None, labels: Labels = None, attributes: Attributes = "", out: _Out = None
) -> None:
    """Examines a model: inputs, outputs, labels, how they are read and why, and what it sees in an image.

    Prints the config to paste into a machine. Exit status 0: it works, 1: something must be put right first, 3: it
    runs, but is probably read wrong.
    """
    # Only here, so that `driftwatch --help` does not load a runtime.
    from rich.console import Console

    from driftwatch.cli.doctor_page import show
    from driftwatch.cli.doctor_run import DoctorOptions, examine_file
    from driftwatch.report.drawing import draw_answer

    console = Console()
    findings = examine_file(DoctorOptions(model, image, labels, attributes), time.perf_counter)
    show(findings, console)
    answer = None if findings.diagnosis is None else findings.diagnosis.answer
    if answer is not None:
        drawing = out or Path(f"{model.stem}-doctor.png")
        _write(drawing, draw_answer(findings.picture.data, findings.picture.mime_type, answer))
        console.print(f"Drawn: {drawing}", soft_wrap=True, markup=False, highlight=False)
    if findings.problems:
        raise typer.Exit(1)
    if findings.doubts:
        raise typer.Exit(3)


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise ConfigError([f"--out: {path} cannot be written ({error.strerror})"]) from error
