import ast
from collections import defaultdict
from functools import cache
from pathlib import Path

SOURCE = Path("src/driftwatch")

SHARED = {
    "Totals": "of minutes in monitoring, of reviews in quality: no file uses both",
}
"""Names of public classes that may be defined more than once, with the reason."""


@cache
def public_classes() -> dict[str, list[str]]:
    """Name of each public class to the files that define it."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                found[node.name].append(str(path.relative_to(SOURCE)))
    return found


def test_a_public_class_is_defined_once_so_that_grep_finds_one_thing() -> None:
    twice = {name: files for name, files in public_classes().items() if len(files) > 1 and name not in SHARED}
    assert twice == {}


def test_a_name_that_may_be_shared_is_shared() -> None:
    classes = public_classes()
    assert [name for name in SHARED if len(classes.get(name, [])) < 2] == []
    assert len(classes) > 300  # the search finds what there is


def test_no_module_is_called_as_a_package_next_to_it() -> None:
    """`import driftwatch.x.y` must mean one thing."""
    modules = {path.with_suffix("") for path in SOURCE.rglob("*.py")}
    assert [str(path) for path in modules if path.is_dir()] == []
