"""run.sh becomes the module's process, from wherever and however it is called."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.packaging.checkout import Checkout

REPORTS = '#!/bin/sh\necho "$0|$$|$PYTHONPATH"\nfor argument; do echo "$argument"; done\n'


def program(path: Path, script: str = REPORTS) -> Path:
    """An executable that prints its own path, process id, PYTHONPATH, and arguments."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(script)
    path.chmod(0o755)
    return path


def run(executable: Path, cwd: Path) -> tuple[int, list[str]]:
    """The process id that was started, and what was printed."""
    env = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    process = subprocess.Popen(
        [str(executable), "/a socket", "--x"], cwd=cwd, env=env, stdout=subprocess.PIPE, text=True
    )
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    return process.pid, out.splitlines()


@pytest.fixture
def sources(checkout: Checkout) -> Checkout:
    """A checkout with an environment whose Python only prints how it was called."""
    program(checkout.python)
    (checkout.venv / "driftwatch-stamp.json").touch()
    return checkout


def test_a_source_checkout_becomes_its_environment_s_python(sources: Checkout, tmp_path: Path) -> None:
    pid, lines = run(sources.root / "run.sh", tmp_path)
    assert lines == [
        f"{sources.python}|{pid}|{sources.root / 'src'}",
        "-m",
        "driftwatch",
        "/a socket",
        "--x",
    ]


def test_an_unpacked_archive_becomes_the_frozen_module(sources: Checkout, tmp_path: Path) -> None:
    frozen = program(sources.root / "dist" / "main" / "main")
    pid, lines = run(sources.root / "run.sh", tmp_path)
    assert lines == [f"{frozen}|{pid}|", "/a socket", "--x"]


SYSTEM = {"uname": "x86_64", "sw_vers": "15.0", "getconf GNU_LIBC_VERSION": "glibc 2.36", "getconf LONG_BIT": "64"}
OLD = "it needs glibc 2.36 or later, and this system has"


@pytest.mark.parametrize(
    ("needs", "system", "words"),
    [
        ("glibc x86_64 2.36", {}, ""),
        ("glibc x86_64 2.9", {}, ""),
        ("glibc x86_64 2.35", {"getconf GNU_LIBC_VERSION": ""}, ""),
        ("macos x86_64 14", {"sw_vers": "14.0"}, ""),
        ("macos x86_64 14", {"sw_vers": "26.1"}, ""),
        ("macos x86_64 14", {"sw_vers": ""}, ""),
        ("macos x86_64 14", {"sw_vers": "13.7.1"}, "it needs macOS 14 or later, and this is 13.7.1"),
        (
            "glibc x86_64 2.36",
            {"getconf GNU_LIBC_VERSION": "glibc 2.31"},
            "it needs glibc 2.36 or later, and this system has 2.31.",
        ),
        (
            "glibc x86_64 2.36",
            {"getconf GNU_LIBC_VERSION": "glibc 2.4"},
            "it needs glibc 2.36 or later, and this system has 2.4.",
        ),
        ("glibc aarch64 2.35", {}, "it is for aarch64, and this machine is x86_64"),
        ("glibc x86_64 2.35", {"getconf LONG_BIT": "32"}, "it needs a 64-bit system, and this one is 32-bit"),
    ],
)
def test_an_archive_on_a_system_that_it_is_not_for_says_so(
    sources: Checkout, tmp_path: Path, needs: str, system: dict[str, str], words: str
) -> None:
    program(sources.root / "dist" / "main" / "main")
    (sources.root / "dist" / "main" / "needs").write_text(needs + "\n")
    there = SYSTEM | system
    program(tmp_path / "bin" / "uname", f"#!/bin/sh\necho {there['uname']}\n")
    program(tmp_path / "bin" / "sw_vers", f"#!/bin/sh\necho {there['sw_vers']}\n")
    cases = "\n".join(f'"{name}") echo "{text}" ;;' for name, text in there.items())
    program(tmp_path / "bin" / "getconf", f'#!/bin/sh\ncase "getconf $1" in\n{cases}\nesac\n')
    env = {**os.environ, "PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}"}
    done = subprocess.run([sources.root / "run.sh", "/a socket"], env=env, capture_output=True, text=True, check=False)
    if words:
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.startswith(f"driftwatch: this archive cannot work here: {words}")
    else:
        assert (done.returncode, done.stdout.splitlines()[1:], done.stderr) == (0, ["/a socket"], "")


def test_through_a_link(sources: Checkout, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(sources.root / "run.sh")
    assert run(link, tmp_path)[1][0].startswith(str(sources.python))


def test_sets_the_environment_up_first_where_it_is_not_there(checkout: Checkout, tmp_path: Path) -> None:
    program(checkout.root / "setup.sh", f'#!/bin/sh\necho setting up\nmv "{tmp_path}/python" "{checkout.python}"\n')
    program(tmp_path / "python")
    checkout.python.parent.mkdir(parents=True)
    pid, lines = run(checkout.root / "run.sh", tmp_path)
    assert lines[0] == "setting up"
    assert lines[1] == f"{checkout.python}|{pid}|{checkout.root / 'src'}"


def test_a_set_up_that_fails_ends_it_with_an_error(checkout: Checkout) -> None:
    program(checkout.root / "setup.sh", "#!/bin/sh\nexit 7\n")
    assert subprocess.run([checkout.root / "run.sh"], check=False).returncode == 7
