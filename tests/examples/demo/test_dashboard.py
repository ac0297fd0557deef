"""`make dashboard` of the README: the demo's machine, its page, and an end of both."""

import os
import re
import shlex
import signal
import subprocess
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.docs.pages import typed
from tests.examples.demo.demo_process import ROOT, end_all, running
from tests.web.browser import built_page

pytestmark = pytest.mark.machine


@pytest.fixture(scope="module")
def command() -> list[str]:
    """What the README's line runs once the environment and the page are made; no window is opened."""
    built_page()
    words = [*shlex.split(typed("make dashboard")), "DASHBOARD_ARGS=--no-open-browser"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    dry = subprocess.run(
        [*words, "--dry-run", "--no-print-directory"], cwd=ROOT, env=environment, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    run = shlex.split(dry.stdout.splitlines()[-1])
    assert run[1:] == ["-m", "driftwatch", "dashboard", "--no-open-browser"]
    return run


def read_until_the_page(process: "subprocess.Popen[str]") -> tuple[str, str]:
    """The machine's address and that of its page."""
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if found := re.fullmatch(r"the page of (localhost:\d+): (http://localhost:\S+) \(Ctrl-C ends it\)\n", line):
            return found[1], found[2]
    pytest.fail(f"it ended before there was a page:\n{said}")


def test_the_page_is_that_of_the_demo_s_machine_and_both_end_together(
    command: list[str], viam_server: Path, tmp_path: Path
) -> None:
    with running(tmp_path, command, VIAM_SERVER=str(viam_server)) as process:
        machine, url = read_until_the_page(process)
        with urlopen(url, timeout=10) as page:
            assert f'content="{machine}"' in page.read().decode()
        end_all(process, signal.SIGTERM, 3, tmp_path)  # the demo, a machine and its module
