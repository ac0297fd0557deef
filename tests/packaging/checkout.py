"""A small copy of the project, with lock files of one tiny package: its set-up takes seconds and needs no network."""

import hashlib
import os
import shutil
import subprocess
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SELF_TEST = """import sys, tiny
if sys.argv[1:] != ["--self-test"] or tiny.VERSION == "0.0": sys.exit("FAILED  LiteRT runs a model")
"""
"""A module whose self-test fails with version 0.0 of the package."""


class Checkout:
    """A checkout at `root`, whose path may hold spaces, with setup.sh and run.sh as they are in the project."""

    def __init__(self, root: Path, wheels: Path) -> None:
        self.root = root
        self.venv = root / ".venv"
        self.python = self.venv / "bin" / "python"
        self._wheels = wheels
        wheels.mkdir(exist_ok=True)
        shutil.copytree(ROOT / "tooling", root / "tooling", ignore=shutil.ignore_patterns("__pycache__"))
        for script in ("setup.sh", "run.sh"):
            shutil.copy(ROOT / script, root / script)
        (root / "src" / "driftwatch").mkdir(parents=True)
        (root / "src" / "driftwatch" / "__main__.py").write_text(SELF_TEST)

    def lock(self, name: str, version: str, file: str = "requirements.txt") -> None:
        """Makes a lock file ask for one package, and offers that package as a wheel."""
        wheel = self._wheels / f"{name}-{version}-py3-none-any.whl"
        info = f"{name}-{version}.dist-info"
        files = {
            f"{name}/__init__.py": f'VERSION = "{version}"\n',
            f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
            f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        }
        with zipfile.ZipFile(wheel, "w") as packed:
            record = "".join(f"{path},,\n" for path in [*files, f"{info}/RECORD"])
            for path, content in {**files, f"{info}/RECORD": record}.items():
                packed.writestr(zipfile.ZipInfo(path), content)  # without the time: the same version, the same hash
        digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
        (self.root / file).write_text(f"{name}=={version} --hash=sha256:{digest}\n")

    def start(self, *arguments: str, python: str = "", cwd: Path | None = None) -> "subprocess.Popen[str]":
        """Starts setup.sh in a process group of its own, without any package index."""
        env = {**os.environ, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(self._wheels), "PYTHON": python}
        return subprocess.Popen(
            [str(self.root / "setup.sh"), *arguments], cwd=cwd or self.root, env=env, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
        )  # fmt: skip

    def setup(self, *arguments: str, python: str = "", cwd: Path | None = None) -> "subprocess.CompletedProcess[str]":
        """Runs setup.sh to its end."""
        process = self.start(*arguments, python=python, cwd=cwd)
        out, err = process.communicate(timeout=200)
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    def version_of(self, name: str) -> str:
        """The version of an installed package, imported from anywhere; empty where it cannot be imported."""
        command = [str(self.python), "-c", f"import {name}; print({name}.VERSION)"]
        return subprocess.run(command, cwd="/", capture_output=True, text=True, check=False).stdout.strip()

    def is_whole(self) -> bool:
        """Whether setup.sh would use or update the environment, not make it again."""
        return self._stamp_says("whole")

    def is_current(self) -> bool:
        """Whether setup.sh would find nothing to do."""
        return self._stamp_says("current", str(self.root / "requirements.txt"))

    def _stamp_says(self, *question: str) -> bool:
        command = [str(self.python), "-I", "-S", str(self.root / "tooling/environment.py"), *question]
        return subprocess.run(command, check=False).returncode == 0
