"""The changelog has a section for the version that is built."""

import re
from pathlib import Path

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
    built = re.search(r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    assert built
    assert VERSIONS[1][0] == built[1]
