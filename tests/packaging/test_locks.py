"""The lock files pin everything, for everybody, and agree with pyproject.toml and with each other."""

import re
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
PYTHONS = ("3.10", "3.11", "3.12", "3.13")
RUNTIME, DEMO, DEV = "requirements.txt", "requirements-demo.txt", "requirements-dev.txt"


def locked(file: str) -> list[tuple[Requirement, str]]:
    """Every requirement of a lock file with the options that follow it."""
    text = re.sub(r"^ *#.*\n", "", (ROOT / file).read_text(), flags=re.MULTILINE).replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip()]
    parted = [re.split(r"\s+(?=--)", line, maxsplit=1) for line in lines]
    return [(Requirement(part[0]), part[1]) for part in parted]


def versions(file: str, python: str) -> dict[str, str]:
    """What a lock file installs on Linux with this Python."""
    here = {"python_version": python, "python_full_version": f"{python}.0", "sys_platform": "linux"}
    wanted = [found for found, _ in locked(file) if found.marker is None or found.marker.evaluate(here)]
    assert len({found.name for found in wanted}) == len(wanted)
    return {found.name: str(found.specifier).removeprefix("==") for found in wanted}


@pytest.mark.parametrize("file", [RUNTIME, DEMO, DEV])
def test_everything_is_pinned_with_its_hashes_and_no_index_is_named(file: str) -> None:
    for found, options in locked(file):
        assert re.fullmatch(r"==[\w.]+", str(found.specifier)), found
        assert set(re.findall(r"--(\w+)", options)) == {"hash"}, found
    assert "://" not in (ROOT / file).read_text()


@pytest.mark.parametrize("python", PYTHONS)
def test_each_lock_adds_to_the_one_before_and_changes_nothing(python: str) -> None:
    assert versions(RUNTIME, python).items() <= versions(DEMO, python).items() <= versions(DEV, python).items()


def test_the_demo_needs_little_more_than_the_module() -> None:
    assert versions(DEMO, "3.11").keys() - versions(RUNTIME, "3.11").keys() <= {"onnx", "ml-dtypes"}


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize(
    ("file", "section"), [(RUNTIME, "dependencies"), (RUNTIME, "viam"), (DEMO, "demo"), (DEV, "demo"), (DEV, "dev")]
)
def test_what_pyproject_asks_for_is_locked(file: str, section: str, python: str) -> None:
    pyproject = (ROOT / "pyproject.toml").read_text()
    listed = re.search(rf"^{section} = \[\n(.*?)^\]", pyproject, re.MULTILINE | re.DOTALL)
    assert listed
    wanted = [Requirement(text) for text in re.findall(r'"([^"]+)"', re.sub(r"#.*", "", listed[1]))]
    pinned = versions(file, python)
    for asked in wanted:
        if asked.marker is None or asked.marker.evaluate({"python_version": python}):
            assert asked.specifier.contains(pinned[asked.name.lower()]), asked


def test_nothing_that_a_small_board_cannot_carry_is_needed_at_run_time() -> None:
    heavy = {"pandas", "scipy", "scikit-learn", "torch", "tensorflow", "onnx"}
    assert heavy.isdisjoint(versions(RUNTIME, "3.11"))
