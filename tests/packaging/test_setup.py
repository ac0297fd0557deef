"""setup.sh makes an environment, keeps it, repairs it, and says what is missing."""

import os
import resource
import shutil
import signal
from pathlib import Path

import pytest

from tests.packaging.checkout import Checkout
from tests.packaging.conftest import Finished


def test_an_interrupted_set_up_is_done_by_the_next_and_of_two_at_once_one_waits(finished: Finished) -> None:
    outputs = finished.outputs
    assert [err for _, err in outputs] == ["", ""]
    assert sum("making" in out for out, _ in outputs) == 1
    assert sum("ready" in out for out, _ in outputs) == 1
    assert finished.checkout.version_of("tiny") == "1.0"


def test_with_nothing_to_do_it_is_silent_and_quick(ready: Checkout, tmp_path: Path) -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    again = ready.setup(cwd=tmp_path)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")
    # Processor time, of which it takes 0.1 s, and twice as much next to busy neighbours; installing takes seconds.
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 0.6


def test_an_interrupted_update_leaves_what_works_and_the_next_one_does_it_in_a_copy(ready: Checkout) -> None:
    (ready.venv / "kept").touch()
    ready.lock("tiny", "2.0")
    process = ready.start()
    assert process.stdout is not None
    assert "installing" in process.stdout.readline()
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    assert ready.version_of("tiny") == "1.0"
    assert ready.is_whole()
    assert not ready.is_current()
    assert ready.setup().returncode == 0
    assert ready.is_current()
    assert ready.version_of("tiny") == "2.0"
    assert sorted(path.name for path in ready.root.glob(".venv*")) == [".venv", ".venv.lock"]
    assert (ready.venv / "kept").exists()
    # Programs of the environment name the place where it is, not the one where it was made.
    texts = [path.read_bytes() for path in (ready.venv / "bin").iterdir() if not path.is_symlink()]
    assert texts
    assert not any(b".venv.next" in text for text in texts)


def test_one_that_ended_between_two_renames_is_put_back(ready: Checkout) -> None:
    ready.venv.rename(ready.root / ".venv.last")
    assert ready.setup().stdout == ""
    assert ready.version_of("tiny") == "1.0"


def test_the_demo_adds_its_packages_and_dev_those_of_both_which_stay_complete(ready: Checkout) -> None:
    ready.lock("shown", "1.0", "requirements-demo.txt")
    ready.lock("both", "1.0", "requirements-dev.txt")
    assert ready.setup("--demo").returncode == 0
    assert ready.version_of("shown") == "1.0"
    assert ready.setup().stdout == ready.setup("--demo").stdout == ""
    assert ready.setup("--dev").returncode == 0
    assert ready.version_of("both") == "1.0"
    assert ready.setup().stdout == ready.setup("--demo").stdout == ""


def test_a_lost_package_is_noticed(ready: Checkout) -> None:
    assert ready.is_whole()
    shutil.rmtree(next(ready.venv.glob("lib/python*/site-packages/tiny")))
    assert not ready.is_whole()


def test_a_moved_environment_is_noticed(ready: Checkout, tmp_path: Path) -> None:
    moved = ready.root.rename(tmp_path / "moved")
    ready.root, ready.python = moved, moved / ".venv/bin/python"
    assert not ready.is_whole()


def test_an_environment_that_lost_its_python_is_made_again(ready: Checkout) -> None:
    ready.python.unlink()
    process = ready.start()
    assert process.stdout is not None
    assert "making" in process.stdout.readline()
    os.killpg(process.pid, signal.SIGKILL)  # what follows is as the first time
    process.communicate()


def test_a_package_that_cannot_be_fetched_is_an_error_and_leaves_what_works(ready: Checkout) -> None:
    ready.lock("tiny", "2.0")
    lock = ready.root / "requirements.txt"
    lock.write_text(lock.read_text()[:-3] + "00\n")
    failed = ready.setup()
    assert failed.returncode == 1
    assert "could not be installed" in failed.stderr
    assert ready.version_of("tiny") == "1.0"
    assert ready.is_whole()
    assert not ready.is_current()


def test_packages_that_do_not_work_here_are_not_called_ready_and_leave_what_works(ready: Checkout) -> None:
    ready.lock("tiny", "0.0")
    failed = ready.setup()
    assert failed.returncode == 1
    assert "ready" not in failed.stdout
    assert "FAILED  LiteRT runs a model" in failed.stderr
    assert "do not work on this system (see above); what was installed before is left as it was" in failed.stderr
    assert ready.version_of("tiny") == "1.0"
    assert ready.is_whole()


def test_a_python_that_does_not_fit_is_named_with_what_to_install(checkout: Checkout, tmp_path: Path) -> None:
    old = tmp_path / "old python"
    old.write_text("#!/bin/sh\necho is Python 3.8 >&2\nexit 1\n")
    old.chmod(0o755)
    failed = checkout.setup(python=str(old))
    assert failed.returncode == 1
    assert f"{old} is Python 3.8" in failed.stderr
    assert "sudo apt install python3 python3-venv" in failed.stderr
    assert "is not there" in checkout.setup(python=str(tmp_path / "none")).stderr


def test_the_named_python_may_be_the_environment_s_own(ready: Checkout) -> None:
    assert ready.setup(python=str(ready.python)).stdout == ""


def test_an_unknown_option_is_refused(checkout: Checkout) -> None:
    refused = checkout.setup("--development")
    assert refused.returncode == 1
    assert "usage: setup.sh [--demo | --dev]" in refused.stderr


@pytest.mark.parametrize("version", ["3.9", "3.14"])
def test_the_versions_that_fit_end_where_the_lock_ends(version: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from tooling import fit

    assert fit.problem() == ""
    monkeypatch.setattr(fit.sys, "version_info", tuple(map(int, version.split("."))))
    assert fit.problem() == f"is Python {version}"


@pytest.mark.parametrize(
    ("machine", "libc", "words"),
    [
        ("x86_64", (2, 28), ""),
        ("x86_64", (2, 27), "runs with glibc 2.27: GNU C library (glibc) 2.28 or later is needed on x86_64"),
        ("aarch64", (2, 34), ""),
        ("aarch64", (2, 31), "runs with glibc 2.31: GNU C library (glibc) 2.34 or later is needed on aarch64"),
        ("aarch64", (3, 0), ""),
        ("x86_64", None, "runs with musl, not with glibc: GNU C library (glibc) 2.28 or later is needed on x86_64"),
    ],
)
def test_the_c_library_must_be_the_one_that_packages_are_made_for(
    machine: str, libc: tuple[int, int] | None, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tooling import fit

    monkeypatch.setattr(fit.sys, "platform", "linux")
    monkeypatch.setattr(fit.platform, "machine", lambda: machine)
    monkeypatch.setattr(fit, "glibc", lambda: libc)
    monkeypatch.setattr(fit, "has_musl", lambda: True)
    assert fit.problem() == words


@pytest.mark.parametrize(
    ("said", "version"),
    [("glibc 2.36", (2, 36)), ("glibc 2.9", (2, 9)), ("glibc 2.31.1", (2, 31)), (None, None), ("musl", None)],
)
def test_the_c_library_says_its_version(
    said: str | None, version: tuple[int, int] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tooling import fit

    monkeypatch.setattr(fit.os, "confstr", lambda _: said)  # pyright: ignore[reportUnknownLambdaType]
    assert fit.glibc() == version


@pytest.mark.parametrize(
    ("machine", "release", "fits"), [("arm64", "14.0", True), ("arm64", "13.6", False), ("x86_64", "15.1", False)]
)
def test_a_mac_must_be_one_that_there_are_packages_for(
    machine: str, release: str, fits: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tooling import fit

    monkeypatch.setattr(fit.sys, "platform", "darwin")
    monkeypatch.setattr(fit.platform, "machine", lambda: machine)
    monkeypatch.setattr(fit.platform, "mac_ver", lambda: (release, ("", "", ""), machine))
    assert (fit.problem() == "") == fits


def test_32_bits_do_not_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    from tooling import fit

    monkeypatch.setattr(fit.struct, "calcsize", lambda _: 4)  # pyright: ignore[reportUnknownLambdaType]
    assert "need a 64-bit system" in fit.problem()
