"""`driftwatch sample`: which frames of this footage are worth a label?"""

import signal
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from driftwatch.cli.given import Attributes, Labels, given_attributes
from driftwatch.cli.options import takes
from driftwatch.cli.progress import progress
from driftwatch.errors import ConfigError

if TYPE_CHECKING:
    from driftwatch.capture.spool.settings import SpoolSettings
    from driftwatch.cli.model_runner import ModelRunner
    from driftwatch.cli.sample_run import SampleOptions, SampleResult

STOPPED = 130
"""Exit status after Ctrl-C, as of other programs; 1 after a disk that failed."""

_Footage = Annotated[list[Path], typer.Argument(help="Videos, images or folders of images, one after another.")]
_Model = Annotated[Path, typer.Option(help="The model file, .onnx or .tflite.")]
_Out = Annotated[Path, typer.Option(help="Folder for what is kept; must be new or empty.")]
_Policy = Annotated[
    Path | None,
    typer.Option(
        help="JSON file with the attributes of capture, or a config that holds them; else those in --attributes, or {}."
    ),
]
_Format = Annotated[str, typer.Option(help="coco, yolo or viam: with the model's boxes; folders: images alone.")]
_Seed = Annotated[int, typer.Option(help="Of every chance: the same seed keeps the same frames of the same footage.")]
_Fps = Annotated[float | None, typer.Option(min=0.001, help="Frames a second, in place of the recording's.")]
_Every = Annotated[int, typer.Option(min=1, help="Look at each n-th frame only.")]
_Start = Annotated[
    datetime | None, typer.Option(help="When the footage begins, UTC; without it times count from 1970-01-01.")
]
_Resume = Annotated[bool, typer.Option("--resume", help="Complete a folder that an earlier call has begun.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleArguments:
    """What `driftwatch sample` is asked for."""

    footage: _Footage
    model: _Model
    out: _Out
    policy: _Policy = None
    format: _Format = "coco"
    labels: Labels = None
    attributes: Attributes = ""
    seed: _Seed = 0
    fps: _Fps = None
    every: _Every = 1
    start: _Start = None
    resume: _Resume = False

    @property
    def begin(self) -> float:
        """Seconds since 1970."""
        return 0.0 if self.start is None else self.start.replace(tzinfo=timezone.utc).timestamp()


@takes(SampleArguments)
def sample(arguments: SampleArguments) -> None:
    """Keeps the frames of recorded footage that are worth a label, as the attribute `capture` would on a machine.

    Time is the footage's own: an hour of video has an hour's budget, however quickly it is seen. Ctrl-C ends it with a
    data set of what was kept so far. Exit status 0: all was seen, 130: Ctrl-C, 1: an error.
    """
    # Only here, so that `driftwatch --help` does not load a runtime.
    from driftwatch.cli.model_runner import ModelRunner, read_settings
    from driftwatch.cli.policy import choose_policy
    from driftwatch.cli.replay_engine import Timing, count_frames
    from driftwatch.cli.sample_page import show, warn
    from driftwatch.cli.sample_run import INTERRUPTED, SampleOptions, idle_samplers

    given = given_attributes(arguments.attributes, arguments.labels)
    settings = read_settings(given)
    chosen = choose_policy(arguments.policy, given)
    spool = _spool_settings(arguments.out, arguments.format, chosen.tags)
    _check_folder(arguments.out, arguments.resume)
    warn(idle_samplers(chosen))
    options = SampleOptions(chosen, Timing(arguments.begin, arguments.fps, arguments.every), arguments.seed)
    total = count_frames(arguments.footage, arguments.every)
    result = _play(ModelRunner(arguments.model, settings), options, arguments, spool, total)
    show(result, spool, total)
    if result.ended or result.index_problem:
        raise typer.Exit(STOPPED if result.ended == INTERRUPTED and not result.index_problem else 1)


def _play(
    runner: "ModelRunner", options: "SampleOptions", arguments: SampleArguments, settings: "SpoolSettings", total: int
) -> "SampleResult":
    """Plays the footage with a progress bar, until Ctrl-C; closes `runner`."""
    from driftwatch.capture.spool.folders import part_folder
    from driftwatch.capture.spool.spool import open_spool
    from driftwatch.cli.sample_page import warn
    from driftwatch.cli.sample_run import sample as run

    try:
        warn(settings.doubts(runner.has_boxes))
        _make_folder(arguments.out)
        spool = open_spool(settings, runner.labels)
        with _until_interrupted() as is_interrupted, progress(total) as step:

            def go_on() -> bool:
                step()
                return not is_interrupted()

            return run(runner, options, arguments.footage, spool, go_on)
    finally:
        runner.close()
        with suppress(OSError):  # not there, or not empty
            part_folder(arguments.out.absolute()).rmdir()


@contextmanager
def _until_interrupted() -> Generator[Callable[[], bool], None, None]:
    """Gives whether Ctrl-C was pressed, so that a frame is finished first; pressed again, it ends at once."""
    pressed = False

    def note(*_: object) -> None:
        nonlocal pressed
        if pressed:
            raise KeyboardInterrupt
        pressed = True

    before = signal.signal(signal.SIGINT, note)
    try:
        yield lambda: pressed
    finally:
        signal.signal(signal.SIGINT, before)


def _spool_settings(out: Path, format_: str, tags: Sequence[str]) -> "SpoolSettings":
    """Nothing makes room for anything else here: what is kept stays."""
    from driftwatch.capture.spool.settings import SpoolSettings
    from driftwatch.config.reader import read_strictly

    folders = {"tags": tags} if format_ == "folders" and tags else {}
    attributes = {"directory": str(out.absolute()), "format": format_, "max_megabytes": 1_000_000, **folders}
    return read_strictly(SpoolSettings, attributes)


def _make_folder(out: Path) -> None:
    """Now, so that a folder that cannot be made is reported before hours of footage."""
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError([f"--out: {out} cannot be made ({error.strerror})"]) from error


def _check_folder(out: Path, resume: bool) -> None:
    """Raises ConfigError where something else lies in `out`."""
    try:
        names = [path.name for path in out.iterdir()] if out.exists() else []
    except OSError as error:
        raise ConfigError([f"--out: {out} cannot be used as a folder ({error.strerror})"]) from error
    if names and not resume:
        raise ConfigError([f"--out: {out} is not empty; name a new folder, or add --resume to complete this one"])
    if names and not any(name in ("images", "records") or name.startswith("tag=") for name in names):
        raise ConfigError([f"--out: {out} holds no data set that could be completed; name a new folder"])
