import inspect
import subprocess
import sys

import pytest

from driftwatch import __main__ as entry
from driftwatch.cli import main
from driftwatch.cli.given import Attributes, Labels


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


def test_it_calls_itself_by_its_name() -> None:
    code = "import sys, driftwatch.cli.main as m; sys.argv = ['/x/main.py', 'doctor', '--help']; m.main()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "Usage: driftwatch doctor" in done.stdout


COMMANDS = [one.callback.__name__ for one in main.app.registered_commands if one.callback]


def test_run_sh_knows_every_command() -> None:
    groups = [str(one.name) for one in main.app.registered_groups]
    assert sorted([*COMMANDS, *groups]) == sorted(entry._COMMANDS)


NO_MODEL = ("dashboard", "fleet", "report", "retrain", "review")


@pytest.mark.parametrize("command", [one for one in COMMANDS if one not in NO_MODEL])
def test_attributes_and_labels_are_the_same_options_everywhere(command: str) -> None:
    (found,) = [one for one in main.app.registered_commands if one.callback and one.callback.__name__ == command]
    assert found.callback
    takes = inspect.signature(found.callback).parameters
    assert (takes["attributes"].annotation, takes["labels"].annotation) == (Attributes, Labels)


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
