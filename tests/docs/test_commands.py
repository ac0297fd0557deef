"""The commands that the pages tell a person to type are there."""

import re
from pathlib import Path

import pytest

from tests.docs.pages import PAGES, README, ROOT, blocks, title

TARGETS = set(re.findall(r"^([a-z0-9-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
CI = (ROOT / ".ci" / "run").read_text()


@pytest.mark.parametrize("page", PAGES, ids=title)
def test_every_make_target_exists(page: Path) -> None:
    code = [block.text for block in blocks(page)] + re.findall(r"`([^`\n]+)`", page.read_text())
    named = {target for text in code for target in re.findall(r"\bmake ([a-z][a-z0-9-]*)", text)}
    assert named <= TARGETS


def test_the_readme_tests_with_the_command_that_every_change_has_to_pass() -> None:
    typed = [line.split("#")[0].strip() for block in blocks(README) for line in block.text.splitlines()]
    assert "make test" in typed
    assert re.search(r"\bmake test$", CI, re.MULTILINE)
