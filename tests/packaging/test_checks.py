"""The checks in other userlands: what they refuse before they do anything, and what they are called."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CI = ROOT / ".ci"


@pytest.mark.parametrize("name", ["check_arm64", "check_userlands"])
def test_a_check_is_a_target_of_its_own_that_no_gate_runs(name: str) -> None:
    target = name.replace("_", "-")
    makefile = (ROOT / "Makefile").read_text()
    assert re.search(rf"^{target}: ## .*\n\t@\.ci/{name}\b", makefile, re.MULTILINE)
    assert os.access(CI / name, os.X_OK)
    assert name not in (CI / "run").read_text()


@pytest.mark.parametrize(
    ("user", "system", "words"),
    [
        ("1000", "Linux", "this needs root, for chroot and mount: sudo make ..."),
        ("0", "Darwin", "this needs Linux"),
        ("0", "Linux", "debootstrap is not there: sudo apt install debootstrap qemu-user-static"),
    ],
)
@pytest.mark.parametrize("name", ["check_arm64", "check_userlands"])
def test_a_check_says_in_words_what_it_needs(name: str, user: str, system: str, words: str, tmp_path: Path) -> None:
    for program in ("bash", "dirname"):
        (tmp_path / program).symlink_to(str(shutil.which(program)))
    for program, answer in (("id", user), ("uname", system)):
        (tmp_path / program).write_text(f"#!/bin/sh\necho {answer}\n")
        (tmp_path / program).chmod(0o755)
    env = {"PATH": str(tmp_path), "HOME": str(tmp_path)}
    done = subprocess.run([CI / name], env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, f"driftwatch check: {words}\n")
    assert not (tmp_path / ".cache").exists()
