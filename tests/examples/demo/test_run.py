"""`make run` as a person has it: a process that starts others, is interrupted, and leaves nothing behind."""

import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from examples.demo import run as demo
from tests.examples.demo.demo_process import ROOT, end_all, running


def read_until_both_saw_a_face(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if re.search(r"faces-onnx: face .*faces-tflite: face ", line):
            return said
    pytest.fail(f"the demo ended before both models saw a face:\n{said}")


def ask(address: str) -> str:
    command = [sys.executable, "examples/connect.py", address]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout


@pytest.mark.machine
@pytest.mark.slow
def test_ends_by_itself_with_a_summary(viam_server: Path, tmp_path: Path) -> None:
    with running(tmp_path, VIAM_SERVER=str(viam_server), RUN_SECONDS="3") as process:
        output, _ = process.communicate()
    assert process.returncode == 0, output
    found = re.findall(r"^faces-(?:onnx|tflite): \d+ frames, .* a face in ([\d.]+)% of them", output, re.MULTILINE)
    assert len(found) == 2, output
    assert all(float(percent) >= 95 for percent in found), output
    assert re.search(
        r"^faces-drift about faces-tflite, at the end: \d+ frames.*; no alarm was raised$", output, re.MULTILINE
    )
    assert not list(tmp_path.glob("driftwatch-demo-*"))


@pytest.mark.machine
@pytest.mark.slow
@pytest.mark.timeout(400)
def test_footage_that_turns_bad_raises_the_alarm(viam_server: Path, tmp_path: Path) -> None:
    with running(tmp_path, VIAM_SERVER=str(viam_server), RUN_SECONDS="200") as process:
        output, _ = process.communicate()
    assert process.returncode == 0, output
    changes = re.findall(r"^ +\d+ s  (.*)$", output.partition("at the end: ")[2], re.MULTILINE)
    assert changes[0] == "the camera shows carphone_distorted", output
    assert re.fullmatch(r"alarm: \d+% of the detections of the last minute had low confidence; .*", changes[1]), output
    assert changes[2:3] in ([], ["the camera shows carphone_pristine"]), output


@pytest.mark.machine
def test_a_client_can_ask_the_machine_meanwhile_and_it_ends_all_that_it_started(
    viam_server: Path, tmp_path: Path
) -> None:
    with running(tmp_path, VIAM_SERVER=str(viam_server)) as process:
        said = read_until_both_saw_a_face(process)
        address = re.search(r"the machine answers at (localhost:\d+)", said)
        assert address is not None
        assert re.fullmatch(r"face 0\.\d\d x \d+-\d+ y \d+-\d+\n", ask(address.group(1)))
        end_all(process, signal.SIGINT, 2, tmp_path)  # a machine and its module


def test_says_that_there_is_no_machine_and_runs_the_pipeline(tmp_path: Path) -> None:
    """And ends after its seconds, with a summary."""
    with running(tmp_path, VIAM_SERVER="/no/such/server", RUN_SECONDS="2") as process:
        said = read_until_both_saw_a_face(process)
        assert 'There is no Viam machine to run: VIAM_SERVER: "/no/such/server"' in said
        output, _ = process.communicate()
        assert process.returncode == 0, output
        assert re.search(r"^faces-tflite: \d+ frames, .* a face in ([\d.]+)% of them", output, re.MULTILINE), output


def test_fails_when_a_model_saw_nothing(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(demo, "_prepare_and_show", lambda *_: None)
    assert demo.run() == 1
    assert "no detection came from faces-tflite" in capsys.readouterr().out


@pytest.mark.parametrize("text", ["soon", "-3", "0", "nan", "inf"])
def test_run_seconds_must_be_a_number(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("RUN_SECONDS", text)
    with pytest.raises(SystemExit, match=f'RUN_SECONDS: "{text}" is not a number of seconds'):
        demo.run()
