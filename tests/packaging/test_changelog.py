"""The changelog has a section for the version that is built."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import driftwatch

ROOT = Path(__file__).resolve().parents[2]
CHANGELOG = (ROOT / "CHANGELOG.md").read_text()
VERSIONS = re.findall(r"^## (\S+)(?: - (\d{4}-\d\d-\d\d))?$", CHANGELOG, re.MULTILINE)


def test_it_begins_with_what_is_not_released_and_lists_dated_versions_newest_first() -> None:
    (first, undated), *released = VERSIONS
    assert (first, undated) == ("Unreleased", "")
    assert all(date for _, date in released)
    numbers = [tuple(map(int, version.split("."))) for version, _ in released]
    assert numbers == sorted(numbers, reverse=True)


def test_the_newest_version_is_the_one_that_is_built() -> None:
    assert VERSIONS[1][0] == driftwatch.__version__


def test_the_version_stands_in_one_place() -> None:
    pyproject = (ROOT / "pyproject.toml").read_text()
    assert 'version = { attr = "driftwatch.__version__" }' in pyproject
    assert not re.search(r'^version = "', pyproject, re.MULTILINE)


@pytest.mark.parametrize(
    ("tag", "status"),
    [
        (f"v{driftwatch.__version__}", 0),
        (f"v{driftwatch.__version__}-rc1", 0),
        ("v9.9.9", 1),
        (driftwatch.__version__, 1),
    ],
)
def test_a_tag_must_be_the_version_of_the_sources(tag: str, status: int) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tooling.version", tag], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == status, done.stderr
    if status:
        assert f"the tag is {tag} and the sources are {driftwatch.__version__}" in done.stderr
