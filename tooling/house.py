"""How tidy the house is, in figures: `python -m tooling.house [COMMIT ...]`, without one for the files as they are.

Every figure is counted from the sources of the commit, so any two can be compared.
"""

import ast
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
SOURCE: Final = "src/driftwatch/"
SMALL: Final = 45  # lines; a smaller file is often half an idea
LONG_FILE: Final = 250
LONG_FUNCTION: Final = 40
_VIAM: Final = ("viam", "grpclib")
_MAY_IMPORT_VIAM: Final = ("services/", "cloud/")
_VAGUE: Final = ("look", "judge", "Seen")  # words that once had several meanings each
_Definition = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Sources:
    """files: text by path below src/driftwatch. settings: the text of pyproject.toml."""

    files: Mapping[str, str]
    settings: str


def sources(commit: str | None = None) -> Sources:
    """Of a commit, or as they are. Raises CalledProcessError for a commit that there is not."""
    if commit is None:
        found = {path.relative_to(ROOT / SOURCE).as_posix(): path.read_text() for path in (ROOT / SOURCE).rglob("*.py")}
        return Sources(found, (ROOT / "pyproject.toml").read_text())
    listed = _git("ls-tree", "-r", "--name-only", commit, SOURCE).splitlines()
    found = {path.removeprefix(SOURCE): _git("show", f"{commit}:{path}") for path in listed if path.endswith(".py")}
    return Sources(found, _git("show", f"{commit}:pyproject.toml"))


def figures(of: Sources) -> dict[str, str]:
    """What each figure is, and the figure."""
    trees = {path: ast.parse(text) for path, text in of.files.items()}
    lengths = {path: len(text.splitlines()) for path, text in of.files.items() if not path.endswith("__init__.py")}
    functions = [found for path, tree in trees.items() for found in _functions(path, tree)]
    classes = _classes(trees)
    twice = sorted(name for name, count in classes.items() if count > 1 and not name.startswith("_"))
    longest = max(lengths, key=lengths.__getitem__)
    length, where = max(functions, default=(0, "none"))
    result = {
        "source files": f"{len(lengths)}",
        "imports of viam or grpclib outside of services and cloud": f"{_viam_imports(trees)}",
        "public class names that are defined more than once": f"{len(twice)} ({', '.join(twice)})" if twice else "0",
    }
    for word in _VAGUE:
        result[f"definitions of `{word}`"] = f"{_definitions(trees)[word]}"
    for room in ("services", "capture"):
        small = [path for path, count in lengths.items() if path.startswith(f"{room}/") and count < SMALL]
        result[f"files under {SMALL} lines in {room}"] = f"{len(small)}"
    result["longest file"] = f"{lengths[longest]} lines ({longest})"
    result[f"files over {LONG_FILE} lines"] = f"{sum(count > LONG_FILE for count in lengths.values())}"
    result["longest function"] = f"{length} lines ({where})"
    result[f"functions over {LONG_FUNCTION} lines"] = f"{sum(count > LONG_FUNCTION for count, _ in functions)}"
    result["rules of strict type-checking that are off"] = _rules_off(of.settings)
    return result


def _git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=ROOT, check=True, capture_output=True, text=True).stdout


def _viam_imports(trees: Mapping[str, ast.Module]) -> int:
    return sum(
        name.split(".")[0] in _VIAM
        for path, tree in trees.items()
        if not path.startswith(_MAY_IMPORT_VIAM)
        for name in _imported(tree)
    )


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def _classes(trees: Mapping[str, ast.Module]) -> Counter[str]:
    return Counter(node.name for tree in trees.values() for node in tree.body if isinstance(node, ast.ClassDef))


def _definitions(trees: Mapping[str, ast.Module]) -> Counter[str]:
    return Counter(node.name for tree in trees.values() for node in ast.walk(tree) if isinstance(node, _Definition))


def _functions(path: str, tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Lines of each function, without its decorators, and where it is."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield (node.end_lineno or node.lineno) - node.lineno + 1, f"{path}, {node.name}"


def _rules_off(settings: str) -> str:
    """Rules that are off, and where every rule is on all the same."""
    ours = settings.partition("[tool.pyright]")[2].partition("\n[")[0]
    off = re.findall(r"^report\w+ = false$", ours, re.MULTILINE)
    listed = re.search(r"^strict = \[(.*?)\]", ours, re.MULTILINE | re.DOTALL)
    strict = re.findall(r'"src/driftwatch/([\w*.]+)"', listed[1]) if listed else []
    return f"{len(off)}" + (f" (on in {', '.join(strict)})" if strict else "")


def main(commits: Sequence[str]) -> None:
    """Prints a Markdown table with a column for each commit."""
    shown = [figures(sources(commit)) for commit in commits] or [figures(sources())]
    heads = list(commits) or ["now"]
    names = dict.fromkeys(name for column in shown for name in column)
    print(f"| | {' | '.join(heads)} |\n|---|{'---|' * len(heads)}")
    for name in names:
        print(f"| {name} | {' | '.join(column.get(name, '') for column in shown)} |")


if __name__ == "__main__":
    main(sys.argv[1:])
