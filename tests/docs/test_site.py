"""The pages can be read on a forge and as a site (`make docs` builds it and fails on a broken link or anchor)."""

import logging
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.docs.pages import PAGES, ROOT, title
from tooling.site_pages import places, turned

SITE = {
    "README.md": "start.md",
    "docs/a.md": "a.md",
    "benchmarks/README.md": "benchmarks/index.md",
}


class _Loader(yaml.SafeLoader):
    """Takes mkdocs' own tags as what is behind them."""


_Loader.add_multi_constructor("!!python", lambda loader, _, node: node.tag)
_Loader.add_multi_constructor("tag:yaml.org,2002:python/", lambda loader, _, node: node.tag)
_Loader.add_constructor("!ENV", lambda loader, node: None)


def settings() -> dict[str, Any]:
    return yaml.load((ROOT / "mkdocs.yml").read_text(), _Loader)


def leaves(node: Any) -> list[str]:
    if isinstance(node, str):
        return [node]
    return [leaf for entry in (node.values() if isinstance(node, dict) else node) for leaf in leaves(entry)]


def test_every_page_is_in_the_sites_contents_once() -> None:
    listed = leaves(settings()["nav"])
    assert sorted(listed) == sorted(places().values())
    assert {ROOT / name for name in places()} == set(PAGES)


def test_the_site_fails_on_what_is_broken_and_loads_nothing_from_elsewhere() -> None:
    assert settings()["strict"] is True
    (command,) = re.findall(r"^\t.*mkdocs build.*$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert "--strict" in command
    assert "--quiet" not in command, "mkdocs counts no warning that it does not print"
    assert set(leaves(settings()["validation"])) == {"warn"}
    assert settings()["theme"]["font"] is False
    assert not {"extra_javascript", "extra_css"} & settings().keys()


@pytest.mark.parametrize(
    ("source", "link", "expected"),
    [
        ("README.md", "[a](docs/a.md#b)", "[a](a.md#b)"),
        ("README.md", "![a](docs/images/demo.svg)", "![a](images/demo.svg)"),
        ("docs/a.md", "[`onnx`](../README.md#put-it)", "[`onnx`](start.md#put-it)"),
        ("docs/a.md", "[a](../benchmarks/README.md)", "[a](benchmarks/index.md)"),
        ("benchmarks/README.md", "[a](../docs/a.md)", "[a](../a.md)"),
        ("docs/a.md", "[run](../run.sh)", "[run](https://forge/me/x/blob/main/run.sh)"),
        ("docs/a.md", "[a](#b) [c](https://d)", "[a](#b) [c](https://d)"),
        ("docs/a.md", "`[a](../run.sh)`", "`[a](../run.sh)`"),
        ("docs/a.md", "```\n[a](../run.sh)\n```", "```\n[a](../run.sh)\n```"),
    ],
)
def test_a_link_leads_to_the_same_place_on_the_site(source: str, link: str, expected: str) -> None:
    there = {"docs/a.md", "docs/images/demo.svg", "README.md", "benchmarks/README.md", "run.sh"}
    assert turned(link, source, SITE, "https://forge/me/x/blob/main/", there.__contains__) == expected


def test_a_source_file_is_named_where_the_site_has_no_forge() -> None:
    assert turned("see [run.sh](../run.sh).", "docs/a.md", SITE, "") == "see run.sh."


def test_a_link_that_leads_nowhere_is_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        turned("[a](../nowhere.py)", "docs/a.md", SITE, "")
    assert "docs/a.md links to ../nowhere.py" in caplog.text


@pytest.mark.parametrize("page", PAGES, ids=title)
def test_a_page_is_written_so_that_forge_and_site_read_the_same(page: Path) -> None:
    """Python-Markdown wants a blank line before a list, and four spaces before what is within an entry."""
    before, fenced = "", False
    for number, line in enumerate(page.read_text().splitlines(), 1):
        fence = line.lstrip().startswith("```")
        if not fenced and re.match(r" *(```|[-*] |\d+\. )", line):
            assert (len(line) - len(line.lstrip())) % 4 == 0, f"{number}: {line}"
            starts = line[:1] in "-*0123456789" and not re.match(r"([-*] |\d+\. | )", before)
            assert not (starts and before and before[0] != "#"), f"{number}: a blank line is needed before {line}"
        assert fenced or not re.match(r"(!!! |\?\?\? |=== |\{%|:::)", line), f"{number}: a forge shows this raw: {line}"
        fenced, before = fenced != fence, line
