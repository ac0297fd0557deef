"""`driftwatch dashboard`: the page of a machine, in the browser of this computer."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import threading
import time
import webbrowser
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from driftwatch.cli.options import takes

if TYPE_CHECKING:
    from driftwatch.cli.fleet_answers import FleetAnswers

_Machines = Annotated[
    list[str] | None,
    typer.Option(help="Address of a machine, host:port; several make a fleet. Without it the demo's is started."),
]
_Readings = Annotated[list[Path] | None, typer.Option(help="Exported readings of a fleet: .jsonl, .json or .csv.")]
_Mongo = Annotated[str, typer.Option(help="Address of a MongoDB with the readings, in place of files; needs pymongo.")]
_Database = Annotated[str, typer.Option(help="Its database.")]
_Collection = Annotated[str, typer.Option(help="The collection in it.")]
_Port = Annotated[int, typer.Option(help="Port on localhost; 0 takes a free one.", min=0, max=65535)]
_Open = Annotated[bool, typer.Option(help="Open the browser.")]

ANSWERS: Final = re.compile(r"the machine answers at ([^\s;]+);")
"""What the demo says once its machine is there."""
_ROOT: Final = Path(__file__).resolve().parents[3]


@dataclass(frozen=True, slots=True, kw_only=True)
class DashboardOptions:
    """What `driftwatch dashboard` is asked for."""

    machine: _Machines = None
    readings: _Readings = None
    mongodb: _Mongo = ""
    database: _Database = ""
    collection: _Collection = ""
    port: _Port = 0
    open_browser: _Open = True


@takes(DashboardOptions)
def dashboard(options: DashboardOptions) -> None:
    """Shows the page of a machine or a fleet: is the model good, why not, and reviews.

    The page is served to this computer alone, and asks the machine itself. Readings are added up as `driftwatch fleet`
    does. Ctrl-C ends it. Exit status 0: ended, 1: an error.
    """
    from driftwatch.cli.page_files import find_page
    from driftwatch.cli.page_server import PageServer

    folder, reports = find_page(), _reports(options)
    for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):  # however it is ended, the demo ends with it
        signal.signal(ending, signal.default_int_handler)
    with contextlib.suppress(KeyboardInterrupt), contextlib.ExitStack() as stack:
        machines = options.machine or ([] if reports else [_demo(stack)])
        server = stack.enter_context(PageServer(folder, machines, options.port, reports))
        is_fleet = reports is not None or len(machines) > 1
        url = server.url + ("#/fleet" if is_fleet else "")
        subject = machines[0] if len(machines) == 1 and not reports else "the fleet"
        typer.echo(f"the page of {subject}: {url} (Ctrl-C ends it)")
        if options.open_browser:
            threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()
        server.serve_forever()


def _reports(options: DashboardOptions) -> "FleetAnswers | None":
    """Raises ConfigError where they cannot be read now: later the page says it."""
    if not (options.readings or options.mongodb):
        return None
    from driftwatch.cli.fleet_answers import FleetAnswers
    from driftwatch.cli.fleet_source import FleetSource

    source = FleetSource(tuple(options.readings or ()), options.mongodb, options.database, options.collection)
    return FleetAnswers(source, time.monotonic)


def _demo(stack: contextlib.ExitStack) -> str:
    """Starts the demo, which ends with the page; gives its machine's address once it answers."""
    from driftwatch.cli.page_files import PageError

    if not (_ROOT / "examples" / "demo").is_dir():
        raise PageError("machine: name one, as in --machine localhost:8080; the demo is in a checkout of the sources")
    command = [sys.executable, "-m", "examples.demo"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}  # so that what it says comes through the pipe at once
    demo = subprocess.Popen(command, cwd=_ROOT, env=environment, stdout=subprocess.PIPE, text=True)  # noqa: S603
    stack.callback(_end, demo)
    assert demo.stdout is not None, "it was asked for"
    for line in demo.stdout:
        if found := ANSWERS.search(line):
            threading.Thread(target=_drain, args=(demo,), daemon=True).start()
            return found[1]
        typer.echo(line, nl=False)
    raise PageError("the demo ended before its machine answered; make run says why")


def _drain(demo: "subprocess.Popen[str]") -> None:
    """Reads what it goes on saying, so that it need not wait."""
    assert demo.stdout is not None, "it was asked for"
    for _ in demo.stdout:
        pass


def _end(demo: "subprocess.Popen[str]") -> None:
    demo.terminate()
    try:
        demo.wait(20)
    except subprocess.TimeoutExpired:
        demo.kill()
