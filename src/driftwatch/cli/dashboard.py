"""`driftwatch dashboard`: the page of a machine, in the browser of this computer."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import threading
import webbrowser
from pathlib import Path
from typing import Annotated, Final

import typer

_Machine = Annotated[
    str, typer.Option(help="Address of the machine, host:port. Without it the demo's machine is started.")
]
_Port = Annotated[int, typer.Option(help="Port on localhost; 0 takes a free one.", min=0, max=65535)]
_Open = Annotated[bool, typer.Option(help="Open the browser.")]

ANSWERS: Final = re.compile(r"the machine answers at ([^\s;]+);")
"""What the demo says once its machine is there."""
_ROOT: Final = Path(__file__).resolve().parents[3]


def dashboard(*, machine: _Machine = "", port: _Port = 0, open_browser: _Open = True) -> None:
    """Shows the page of a machine: is the model good, why not, and reviews.

    The page is served to this computer alone, and asks the machine itself. Ctrl-C ends it. Exit status 0: ended, 1: an
    error.
    """
    from driftwatch.cli.page_files import find_page
    from driftwatch.cli.page_server import PageServer

    folder = find_page()
    for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):  # however it is ended, the demo ends with it
        signal.signal(ending, signal.default_int_handler)
    with contextlib.suppress(KeyboardInterrupt), contextlib.ExitStack() as stack:
        address = machine or _demo(stack)
        server = stack.enter_context(PageServer(folder, address, port))
        typer.echo(f"the page of {address}: {server.url} (Ctrl-C ends it)")
        if open_browser:
            threading.Thread(target=webbrowser.open, args=(server.url,), daemon=True).start()
        server.serve_forever()


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
