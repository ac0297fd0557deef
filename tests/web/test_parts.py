"""The page's own checks: its parts alone, and how much of it a browser has to fetch."""

import gzip
import subprocess

import pytest

from tests.web.browser import WEB, built_page, node

BUDGET = 120_000
"""Bytes, packed as a server sends them, of scripts and styles with the chart."""


@pytest.mark.timeout(240)
def test_its_parts_do_what_their_tests_say() -> None:
    built_page()
    done = subprocess.run(
        [node(), "node_modules/vitest/vitest.mjs", "run"], cwd=WEB, capture_output=True, text=True, timeout=200
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_it_keeps_to_its_budget_and_asks_nobody_else() -> None:
    page = built_page()
    files = [path for path in page.rglob("*") if path.suffix in (".js", ".css", ".html")]
    packed = {path.name: len(gzip.compress(path.read_bytes(), 9)) for path in files}
    assert {path.suffix for path in files} == {".js", ".css", ".html"}
    assert sum(packed.values()) <= BUDGET, packed
    index = (page / "index.html").read_text()
    assert 'src="./assets/' in index
    assert "http://" not in index
    assert "https://" not in index
    assert "<script>" not in index


def test_the_lock_names_no_registry_but_leaves_that_to_npm() -> None:
    assert '"resolved"' not in (WEB / "package-lock.json").read_text()
