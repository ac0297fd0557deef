"""Entry point of run.sh and of the frozen module: the module where viam-server starts it, else the command line."""

import gc
import multiprocessing
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

SELF_TEST: Final = "--self-test"
_COMMANDS: Final = (
    *("dashboard", "doctor", "evaluate", "fleet", "label", "loop", "replay", "report", "retrain", "review", "sample"),
)
_HELP: Final = ("--help", "-h", "--version")
_TCP: Final = re.compile(r"[\w.\-\[\]:]*:\d{1,5}")  # host:port, which viam-server gives in its TCP mode


def is_address(text: str) -> bool:
    """Whether a module can be meant to serve there: the path of a socket, as viam-server names it, or host:port."""
    path = Path(text)
    taken = path.exists() and not path.is_socket()
    return bool(_TCP.fullmatch(text)) or (path.suffix == ".sock" and path.parent.is_dir() and not taken)


def refusal(arguments: Sequence[str]) -> str:
    """Why these arguments start nothing."""
    got = f"{arguments[0]!r} is neither the path of a socket (NAME.sock) nor a command" if arguments else "no argument"
    return f"driftwatch: {got}; viam-server gives a socket, and a person one of {', '.join(_COMMANDS)}, {SELF_TEST}"


def main(arguments: Sequence[str]) -> None:
    """arguments: without the program's name."""
    multiprocessing.freeze_support()
    first = arguments[0] if arguments else ""
    if first in (*_COMMANDS, *_HELP):
        from driftwatch.cli.main import main as run_command

        run_command()
    elif list(arguments) == [SELF_TEST]:
        from driftwatch.services.self_test import self_test

        sys.exit(self_test())
    elif is_address(first):
        gc.disable()  # a tenth of the time that importing takes goes into looking for garbage, of which there is none
        from driftwatch.services.module import main as run_module

        gc.enable()
        run_module()
    else:
        sys.exit(refusal(arguments))


if __name__ == "__main__":
    main(sys.argv[1:])
