"""The page's own checks: its parts alone, and how much of it a browser has to fetch."""

import gzip
import re
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from tests.web.browser import WEB, built_page, node

BUDGETS = {"local": 75_000, "hosted": 120_000, "all": 136_000}
"""Bytes, packed as a server sends them. local: of scripts and styles before the first screen of a machine on the own
network is whole, with the chart. hosted: likewise in Viam's app, with its SDK. all: of every screen together."""
FIRST = {"local": ("index", "Trend", "style"), "hosted": ("index", "Trend", "style", "hosted")}
_STATIC = re.compile(r"""(?:\bfrom|\bimport)\s*["']\./([\w.-]+\.js)["']""")


@pytest.mark.timeout(240)
def test_its_parts_do_what_their_tests_say() -> None:
    built_page()
    done = subprocess.run(
        [node(), "node_modules/vitest/vitest.mjs", "run"], cwd=WEB, capture_output=True, text=True, timeout=200
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_it_keeps_to_its_budgets() -> None:
    page = built_page()
    files = {path.name: path for path in page.rglob("*") if path.suffix in (".js", ".css", ".html")}
    packed = {name: len(gzip.compress(path.read_bytes(), 9)) for name, path in files.items()}
    found = {"all": sum(packed.values())}
    for place, stems in FIRST.items():
        wanted = [name for name in files if name.rpartition("-")[0].partition("-")[0] in stems] + ["index.html"]
        loaded = _with_imports(wanted, files)
        assert len(loaded) >= len(stems) + 1, wanted
        found[place] = sum(packed[name] for name in loaded)
    assert {place: size for place, size in found.items() if size > BUDGETS[place]} == {}, packed
    assert found["local"] < found["hosted"] < found["all"]


def _with_imports(names: Sequence[str], files: Mapping[str, Path]) -> set[str]:
    """A file and whatever it cannot run without."""
    loaded: set[str] = set()
    wanted = list(names)
    while wanted:
        name = wanted.pop()
        if name in loaded:
            continue
        loaded.add(name)
        if name.endswith(".js"):
            wanted += _STATIC.findall(files[name].read_text())
    return loaded


def test_it_asks_nobody_else_and_runs_only_its_own_files() -> None:
    index = (built_page() / "index.html").read_text()
    assert 'src="./assets/' in index
    assert "http://" not in index
    assert "https://" not in index
    assert "<script>" not in index
    assert "Driftwatch</p>" in index, "something stands there before the scripts have come"


def test_the_lock_names_no_registry_but_leaves_that_to_npm() -> None:
    assert '"resolved"' not in (WEB / "package-lock.json").read_text()
