from pathlib import Path

import pytest

from tests.tooling.test_elf_needs import made
from tooling import floors


@pytest.fixture
def frozen(tmp_path: Path) -> Path:
    (tmp_path / "lib").mkdir()
    (tmp_path / "main").write_bytes(made("GLIBC_2.2.5", "GLIBC_2.14"))
    (tmp_path / "lib" / "libpython.so").write_bytes(made("GLIBC_2.36", "GLIBC_PRIVATE"))
    (tmp_path / "lib" / "litert.so").write_bytes(made("GLIBC_2.27", "GLIBCXX_3.4.30", "CXXABI_1.3.9"))
    (tmp_path / "lib" / "a text").write_text("of no interest")
    (tmp_path / "lib" / "link").symlink_to("litert.so")
    return tmp_path


def test_versions_are_compared_as_numbers() -> None:
    assert floors.highest(["GLIBC_2.4", "GLIBC_2.34", "GLIBC_2.9"]) == {"GLIBC": (2, 34)}


def test_every_file_is_listed_and_the_most_demanding_is_named(frozen: Path) -> None:
    assert floors.report(floors.needs_of(frozen), frozen) == [
        f"{'GLIBC 2.36':45} lib/libpython.so",
        f"{'GLIBC 2.27 GLIBCXX 3.4.30 CXXABI 1.3.9':45} lib/litert.so",
        f"{'GLIBC 2.14':45} main",
        "highest:",
        "GLIBC 2.36: lib/libpython.so",
        "GLIBCXX 3.4.30: lib/litert.so",
        "CXXABI 1.3.9: lib/litert.so",
    ]


@pytest.mark.parametrize("machine", floors.LIMITS)
def test_a_release_that_needs_too_much_fails_and_another_build_says_so(
    frozen: Path, machine: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(floors.sys, "platform", "linux")
    words = f"this archive needs glibc 2.36, and a release for {machine} 2.35 at most: build on an older system"
    for is_release, status in ((True, 1), (False, 0)):
        assert floors.main(frozen, machine, is_release) == status
        assert words in capsys.readouterr().err
    assert (frozen / "needs").read_text() == f"glibc {machine} 2.36\n"
    (frozen / "lib" / "libpython.so").unlink()
    assert floors.main(frozen, machine, is_release=True) == 0
    assert capsys.readouterr().err == ""
    assert (frozen / "needs").read_text() == f"glibc {machine} 2.27\n"
