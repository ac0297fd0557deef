import subprocess
import sys

import pytest

from driftwatch.cli import main


def test_a_mendable_error_is_one_line_and_status_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["driftwatch", "replay", "/nowhere", "--model", "/nowhere.onnx"])
    with pytest.raises(SystemExit) as exit_:
        main.main()
    assert exit_.value.code == 1
    error = capsys.readouterr().err
    assert error.startswith("driftwatch: /nowhere.onnx: no such file")
    assert len(error.splitlines()) == 1


def test_help_loads_no_runtime_and_no_opencv() -> None:
    code = "import sys, driftwatch.cli.main; print(sorted({'cv2', 'onnxruntime', 'numpy'} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_help_calls_the_program_by_its_name_however_it_was_started(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["/somewhere/driftwatch/cli/main.py", "doctor", "--help"])
    with pytest.raises(SystemExit) as exit_:
        main.main()
    assert exit_.value.code == 0
    assert "Usage: driftwatch doctor" in capsys.readouterr().out
