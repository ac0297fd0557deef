"""The demo from its assets to its exit status."""

import math
import os
import sys
import time
from pathlib import Path

from rich.console import Console

from driftwatch.errors import DriftwatchError
from examples.demo import assets
from examples.demo.download import AssetError, Say
from examples.demo.machine_config import SERVICES, Places, machine_config
from examples.demo.progress import progress
from examples.demo.rehearsal import BAD, GOOD
from examples.demo.show import Show
from examples.demo.summary import complaints, story, summary
from examples.demo.watch import Watch
from tests.machine.machine import MachineError
from tests.machine.server import find_server
from tests.machine.toolchain import NoServerError

MODULE = Path(__file__).resolve().parents[2] / "run.sh"


def run() -> int:
    """Gives the exit status: 0 when each model saw something, also when Ctrl-C ended the watch."""
    console = Console()
    watch = Watch(SERVICES, time.monotonic)
    try:
        _prepare_and_show(console, watch, _run_seconds())
    except (AssetError, MachineError, DriftwatchError) as problem:
        _print(console, str(problem))
        return 1
    except KeyboardInterrupt:
        if not watch.elapsed:
            raise
    found = complaints(watch.tallies)
    for line in [*summary(watch.tallies, watch.elapsed), *story(watch.rehearsal), *found]:
        _print(console, line)
    return 1 if found else 0


def _prepare_and_show(console: Console, watch: Watch, seconds: float | None) -> None:
    with progress(console) as say:
        config = machine_config(_places(say))
    show = Show(console, config, watch, seconds)
    try:
        with progress(console) as say:
            server = find_server(say)
    except NoServerError as reason:
        _print(console, f"There is no Viam machine to run: {reason}")
        show.without_machine()
    else:
        show.with_machine(server)


def _places(say: Say) -> Places:
    assets.footage(BAD, say)  # so that nothing is fetched in the middle of the watch
    return Places(
        module=MODULE,
        footage=assets.footage(GOOD, say),
        onnx_model=assets.model("face.onnx", say),
        tflite_model=assets.model("face.tflite", say),
        labels=assets.labels(),
    )


def _run_seconds() -> float | None:
    text = os.environ.get("RUN_SECONDS")
    if not text:
        return None
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds < math.inf:
        sys.exit(f'RUN_SECONDS: "{text}" is not a number of seconds')
    return seconds


def _print(console: Console, line: str) -> None:
    console.print(line, markup=False, highlight=False, soft_wrap=True)
