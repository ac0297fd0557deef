"""What run.sh's arguments start."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from driftwatch.__main__ import is_address

SRC = Path(__file__).resolve().parents[1] / "src"


def run(*arguments: str, cwd: Path) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "driftwatch", *arguments]
    env = {**os.environ, "PYTHONPATH": str(SRC), "PYTHONSAFEPATH": "1"}
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.parametrize("arguments", [(), ("model.onnx",), ("docter", "model.onnx"), ("--versions",), ("",)])
def test_what_is_neither_a_socket_nor_a_command_is_refused(arguments: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "model.onnx").touch()
    done = run(*arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("driftwatch: ")
    assert len(done.stderr.splitlines()) == 1
    assert "dashboard, doctor, evaluate, fleet, label, loop, replay, report, retrain, review, sample" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["model.onnx"]


def test_a_command_is_the_command_line(tmp_path: Path) -> None:
    done = run("doctor", "none.onnx", cwd=tmp_path)
    assert done.returncode == 1
    assert "none.onnx: no such file" in done.stdout
    assert "Usage: driftwatch [OPTIONS] COMMAND" in run("--help", cwd=tmp_path).stdout


def test_what_can_be_an_address(tmp_path: Path) -> None:
    assert is_address(str(tmp_path / "driftwatch-x1.sock"))
    assert is_address("m.sock")
    assert is_address("127.0.0.1:5001")
    assert is_address(":5001")
    with socket.socket(socket.AF_UNIX) as left_over:
        left_over.bind(str(tmp_path / "old.sock"))
        assert is_address(str(tmp_path / "old.sock"))
    (tmp_path / "file.sock").touch()
    for other in ("file.sock", "none/m.sock", "m.sock/x", "m", "m.onnx", "unix.sock.txt"):
        assert not is_address(str(tmp_path / other))
    assert not is_address("")
    assert not is_address("doctor")
