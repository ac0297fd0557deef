"""The Python that the pages show can be compiled, and what it imports is there."""

import ast
import importlib
from pathlib import Path

import pytest

from tests.docs.pages import PAGES, blocks, title


@pytest.mark.parametrize("page", PAGES, ids=title)
def test_what_is_shown_compiles_and_imports_what_there_is(page: Path) -> None:
    for block in blocks(page):
        if block.language != "python":
            continue
        for node in ast.walk(ast.parse(block.text)):
            if isinstance(node, ast.ImportFrom):
                module = importlib.import_module(node.module or "")
                assert all(hasattr(module, name.name) for name in node.names)
