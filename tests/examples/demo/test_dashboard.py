"""`make dashboard` of the README: the demo's machine, its page, the alarm on it, and an end of both."""

import json
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
from tests.web.browser import WEB, built_page, chromium, node

pytestmark = pytest.mark.machine

WITHIN_S = 200
"""The video turns bad after 40 seconds, and two minutes later at most the alarm is there; a new machine is slower."""


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


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_who_only_types_the_line_sees_the_alarm_and_the_frames_on_the_page(
    command: list[str], viam_server: Path, tmp_path: Path
) -> None:
    walk = [node(), str(WEB / "tests" / "browser" / "alarm.mjs")]
    with running(tmp_path, command, VIAM_SERVER=str(viam_server)) as process:
        _, url = read_until_the_page(process)
        environment = {**os.environ, "PAGE": url, "CHROMIUM": chromium(), "ALARM_S": str(WITHIN_S)}
        walked = subprocess.run(walk, env=environment, capture_output=True, text=True, check=False)
        assert walked.returncode == 0, walked.stdout + walked.stderr
        first, last = (json.loads(line) for line in walked.stdout.splitlines())
        assert first["tone"] != "action"
        assert "of the detections of the last minute had low confidence" in last["says"]
        assert "Next:" in last["says"]
        end_all(process, signal.SIGTERM, 3, tmp_path)
