"""The neighbours keep processors busy, end with the command, and change nothing about it."""

import sys
import time

import psutil
import pytest

from tooling.busy import main, neighbours


def test_they_compute_while_the_context_is_open_and_are_gone_after_it() -> None:
    with neighbours(2) as ids:
        processes = [psutil.Process(number) for number in ids]
        deadline = time.monotonic() + 20
        while min(sum(process.cpu_times()[:2]) for process in processes) < 0.1:
            assert time.monotonic() < deadline
            time.sleep(0.02)
    assert not any(psutil.pid_exists(number) for number in ids)


@pytest.mark.parametrize("status", [0, 3])
def test_the_status_is_the_commands(status: int) -> None:
    before = set(psutil.Process().children())
    assert main(["1", sys.executable, "-I", "-S", "-c", f"raise SystemExit({status})"]) == status
    assert set(psutil.Process().children()) <= before


@pytest.mark.parametrize("wrong", [[], ["2"], ["x", "true"], ["65", "true"], ["-1", "true"]])
def test_what_is_no_number_or_no_command_is_refused(wrong: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    assert main(wrong) == 2
    assert "usage" in capfd.readouterr().err
