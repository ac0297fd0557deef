"""The wheel `driftwatch-edge`: the command line, installed without Viam's SDK."""

import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

import driftwatch
from driftwatch.cli import main as command_line
from driftwatch.services.self_test import MODELS
from tests.onnx_models import region_detector

ROOT = Path(__file__).resolve().parents[2]
NAME = "rdk:service:mlmodel"
"""In what the doctor prints to be pasted."""
PYTHONS = ("3.10", "3.11", "3.12", "3.13")
WITHOUT_VIAM = """
import sys
class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("viam", "grpclib") or name.startswith("google.protobuf"):
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Refuse())
"""
IMPORT_ALL = """
import importlib, pkgutil, driftwatch
every = [found.name for found in pkgutil.walk_packages(driftwatch.__path__, "driftwatch.")]
names = [name for name in every if not name.startswith(("driftwatch.services", "driftwatch.cloud"))]
for name in names: importlib.import_module(name)
print(driftwatch.__file__, len(names))
"""
RUN = "import sys; from driftwatch.cli.main import main; sys.argv[1:] = {arguments!r}; main()"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, folder / name)
    shutil.copytree(ROOT / "src", folder / "src", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    command = [sys.executable, "-m", "uv", "build", "--wheel", "--no-build-isolation", "--offline"]
    command += ["--python", sys.executable, "--out-dir", str(folder / "out"), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (made,) = (folder / "out").glob("*.whl")
    return made


@pytest.fixture(scope="module")
def unpacked(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("unpacked")
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(folder)
    return folder


def without_viam(unpacked: Path, code: str) -> str:
    """What `code` prints where the wheel and its requirements are, and Viam's SDK is not."""
    path = os.pathsep.join((str(unpacked), sysconfig.get_path("purelib")))
    done = subprocess.run(
        [sys.executable, "-S", "-c", WITHOUT_VIAM + code], cwd=unpacked, env={**os.environ, "PYTHONPATH": path},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_it_is_called_by_a_name_that_is_free_and_asks_for_viam_as_an_extra_only(wheel: Path, unpacked: Path) -> None:
    assert wheel.name == f"driftwatch_edge-{driftwatch.__version__}-py3-none-any.whl"
    (info,) = unpacked.glob("*.dist-info")
    stated = Parser().parsestr((info / "METADATA").read_text())
    assert stated["Name"] == "driftwatch-edge"
    viam = [line for line in stated.get_all("Requires-Dist", []) if line.startswith("viam-sdk")]
    assert viam
    assert all('extra == "viam"' in line for line in viam)
    assert "driftwatch = driftwatch.cli.main:main" in (info / "entry_points.txt").read_text()
    assert wheel.stat().st_size < 2_000_000


def test_all_but_the_module_can_be_imported_without_viam(unpacked: Path) -> None:
    place, count = without_viam(unpacked, IMPORT_ALL).split()
    assert Path(place).is_relative_to(unpacked)
    assert int(count) > 400


def test_the_doctor_examines_a_model_without_viam(unpacked: Path, tmp_path: Path) -> None:
    model = region_detector(tmp_path / "model.onnx")
    assert NAME in without_viam(unpacked, RUN.format(arguments=["doctor", str(model)]))
    assert without_viam(unpacked, RUN.format(arguments=["--version"])) == f"driftwatch {driftwatch.__version__}\n"


def python_of(version: str) -> Path | None:
    """On the path, or where pyenv keeps them: its launchers know only the versions that were chosen."""
    launcher = shutil.which(f"python{version}")
    kept = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    candidates = [*sorted(kept.glob(f"{version}.*/bin/python")), *([Path(launcher)] if launcher else [])]
    return next((one for one in candidates if subprocess.run([one, "--version"], check=False).returncode == 0), None)


@pytest.mark.parametrize(("missing", "is_said"), [("viam.robot", True), ("grpclib", True), ("rich", False)])
def test_a_command_that_needs_viam_says_how_to_get_it(
    missing: str, is_said: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(prog_name: str) -> None:
        raise ModuleNotFoundError(f"No module named {missing!r}", name=missing)

    monkeypatch.setattr(command_line, "app", fail)
    with pytest.raises(SystemExit if is_said else ModuleNotFoundError):
        command_line.main()
    words = 'driftwatch: this command needs the SDK of Viam: pipx install --force "driftwatch-edge[viam]"\n'
    assert capsys.readouterr().err == (words if is_said else "")


@pytest.mark.slow
@pytest.mark.parametrize("python", PYTHONS)
def test_it_installs_and_works_in_an_environment_of_its_own(wheel: Path, python: str, tmp_path: Path) -> None:
    """Asks the package index."""
    base = python_of(python)
    if base is None:
        pytest.skip(f"there is no Python {python} here")
    uv = [sys.executable, "-m", "uv"]
    subprocess.run([*uv, "venv", "--no-python-downloads", "--python", base, tmp_path / "env"], check=True)
    interpreter = tmp_path / "env" / "bin" / "python"
    command = [*uv, "pip", "install", "--only-binary", ":all:", "--python", interpreter, wheel]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    if "dns error" in done.stderr or "Could not connect" in done.stderr:
        pytest.skip("there is no package index to ask")
    assert done.returncode == 0, done.stderr
    assert "viam" not in done.stderr
    program = [tmp_path / "env" / "bin" / "driftwatch"]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    for model, words in (
        (region_detector(tmp_path / "model.onnx"), NAME),
        (MODELS / "tiny.tflite", "does not take an image"),
    ):
        run = [*program, "doctor", model]
        said = subprocess.run(run, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        assert words in said.stdout, said.stderr
    for name in ("replay", "sample", "evaluate", "review", "report"):
        subprocess.run([*program, name, "--help"], cwd=tmp_path, env=environment, capture_output=True, check=True)
